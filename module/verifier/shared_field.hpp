/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shared_field.hpp - fields that one writes while others may read them, with no lock.
 */
#ifndef NTSPIN_SHARED_FIELD_HPP
#define NTSPIN_SHARED_FIELD_HPP

#include "../seam/verifier.h"

namespace ntspin
{

/* Relaxed: a reader may get an old value, never a torn one. */
template <class T> class shared_field {
public:
	shared_field() noexcept = default;

	/* What the compiler would make of them is no atomic access. */
	shared_field(const shared_field &) = delete;
	shared_field &operator=(const shared_field &) = delete;

	[[gnu::always_inline]] operator T() const noexcept
	{
		return __atomic_load_n(&value_, __ATOMIC_RELAXED);
	}

	[[gnu::always_inline]] T operator=(T value) noexcept
	{
		__atomic_store_n(&value_, value, __ATOMIC_RELAXED);
		return value;
	}

	[[gnu::always_inline]] T operator->() const noexcept
	{
		return *this;
	}

	[[gnu::always_inline]] T now() const noexcept
	{
		return *this;
	}

	/* Release: pairs with the acquire in meet(). */
	[[gnu::always_inline]] void publish(T value) noexcept
	{
		__atomic_store_n(&value_, value, __ATOMIC_RELEASE);
	}

	[[gnu::always_inline]] T meet() const noexcept
	{
		return __atomic_load_n(&value_, __ATOMIC_ACQUIRE);
	}

private:
	T value_;
};

/* The same of a lock's holder, word by word. A mix of two holders is only ever printed. */
class shared_holder {
public:
	[[gnu::always_inline]] void set(const ntspin_holder &holder) noexcept
	{
		ULONGLONG words[size];

		__builtin_memcpy(words, &holder, sizeof(words));
		for (ULONG i = 0; i < size; i++)
			words_[i] = words[i];
	}

	[[gnu::always_inline]] ntspin_holder get() const noexcept
	{
		ULONGLONG words[size];
		ntspin_holder holder;

		for (ULONG i = 0; i < size; i++)
			words[i] = words_[i];
		__builtin_memcpy(&holder, words, sizeof(words));
		return holder;
	}

private:
	static constexpr ULONG size = sizeof(ntspin_holder) / sizeof(ULONGLONG);

	shared_field<ULONGLONG> words_[size];
};

} /* namespace ntspin */

#endif
