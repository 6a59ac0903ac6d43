/* SPDX-License-Identifier: GPL-2.0 */
/*
 * atomic.hpp - std::atomic_ref, as far as the lock needs it, over the compiler's built-ins.
 *
 * libstdc++'s own cannot be had in a kernel: its <atomic> pulls in pthread.h. The names and their
 * meaning are the standard's. The same built-ins serve in user space, and ThreadSanitizer and
 * KCSAN know them.
 */
#ifndef NTSPIN_ATOMIC_HPP
#define NTSPIN_ATOMIC_HPP

namespace ntspin
{

enum class memory_order : int {
	relaxed = __ATOMIC_RELAXED,
	acquire = __ATOMIC_ACQUIRE,
	release = __ATOMIC_RELEASE,
	acq_rel = __ATOMIC_ACQ_REL,
	seq_cst = __ATOMIC_SEQ_CST,
};

inline constexpr memory_order memory_order_relaxed = memory_order::relaxed;
inline constexpr memory_order memory_order_acquire = memory_order::acquire;
inline constexpr memory_order memory_order_release = memory_order::release;
inline constexpr memory_order memory_order_acq_rel = memory_order::acq_rel;
inline constexpr memory_order memory_order_seq_cst = memory_order::seq_cst;

[[gnu::always_inline]] inline void atomic_thread_fence(memory_order order) noexcept
{
	__atomic_thread_fence(static_cast<int>(order));
}

/* The members of a queue handle are volatile in Windows' declarations; their values are not. */
template <class T> struct value_type_of {
	using type = T;
};
template <class T> struct value_type_of<volatile T> {
	using type = T;
};

template <class T> class atomic_ref {
public:
	using value_type = typename value_type_of<T>::type;

	[[gnu::always_inline]] explicit atomic_ref(T &object) noexcept : object_(&object)
	{
	}

	[[gnu::always_inline]] value_type load(memory_order order) const noexcept
	{
		return __atomic_load_n(object_, static_cast<int>(order));
	}

	[[gnu::always_inline]] void store(value_type value, memory_order order) const noexcept
	{
		__atomic_store_n(object_, value, static_cast<int>(order));
	}

	[[gnu::always_inline]] value_type exchange(value_type value,
						   memory_order order) const noexcept
	{
		return __atomic_exchange_n(object_, value, static_cast<int>(order));
	}

	[[gnu::always_inline]] value_type fetch_add(value_type value,
						    memory_order order) const noexcept
	{
		return __atomic_fetch_add(object_, value, static_cast<int>(order));
	}

	/* On failure, expected becomes what was found. */
	[[gnu::always_inline]] bool compare_exchange_strong(value_type &expected,
							    value_type desired,
							    memory_order success,
							    memory_order failure) const noexcept
	{
		return __atomic_compare_exchange_n(object_, &expected, desired, false,
						   static_cast<int>(success),
						   static_cast<int>(failure));
	}

private:
	T *object_;
};

} /* namespace ntspin */

#endif
