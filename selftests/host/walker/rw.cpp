// SPDX-License-Identifier: GPL-2.0
/*
 * rw.cpp - the reader-writer lock's contenders.
 *
 * Rounds: r read, w write, s try to read, x try to write, c read and convert.
 */
#include <concepts>

#include "lock/direct_rw_access.hpp"
#include "rw.hpp"

namespace
{

using rw::call;
using lock = ntspin::rw_lock<ntspin::direct_rw_access>;

constexpr ntspin::direct_rw_access steps = {nullptr};

EX_SPIN_LOCK storage;
/* What it guards. */
volatile unsigned long data;

/*
 * The calls, none of them inlined: what one leaves behind in its frame is dead when it returns, and
 * must not make two states of one.
 */
[[gnu::noinline]] void read() noexcept
{
	ntspin::rw_word seen(0);

	if (!lock::acquire_shared_at_once(steps, storage, seen))
		lock::acquire_shared_contended(steps, storage, seen);
}

[[gnu::noinline]] void write() noexcept
{
	ntspin::rw_word seen(0);

	if (!lock::acquire_exclusive_at_once(steps, storage, seen))
		lock::acquire_exclusive_contended(steps, storage, seen);
}

[[gnu::noinline]] bool try_read() noexcept
{
	ntspin::rw_word seen(0);

	return lock::acquire_shared_at_once(steps, storage, seen);
}

[[gnu::noinline]] bool try_write() noexcept
{
	ntspin::rw_word seen(0);

	return lock::acquire_exclusive_at_once(steps, storage, seen);
}

[[gnu::noinline]] bool convert() noexcept
{
	return lock::try_convert(steps, storage);
}

[[gnu::noinline]] bool unread() noexcept
{
	return lock::release_shared(steps, storage);
}

[[gnu::noinline]] bool unwrite() noexcept
{
	return lock::release_exclusive(steps, storage);
}

template <class Call> bool made(call what, bool is_last, Call run) noexcept
{
	bool good = true;

	rw::begins(what, is_last);
	if constexpr (requires {
			      {
				      run()
				      } -> std::same_as<bool>;
		      })
		good = run();
	else
		run();
	rw::returned(good);
	return good;
}

void leave_reading() noexcept
{
	static_cast<void>(data);
	made(call::unread, false, unread);
}

void leave_writing() noexcept
{
	data = data + 1;
	made(call::unwrite, false, unwrite);
}

} /* namespace */

volatile std::uint32_t *const rw::word = reinterpret_cast<volatile std::uint32_t *>(&storage);

void model::run(char kind, bool is_last) noexcept
{
	switch (kind) {
	case 'r':
		made(call::read, is_last, read);
		return leave_reading();
	case 'w':
		made(call::write, is_last, write);
		return leave_writing();
	case 's':
		if (made(call::try_read, is_last, try_read))
			leave_reading();
		return;
	case 'x':
		if (made(call::try_write, is_last, try_write))
			leave_writing();
		return;
	default:
		made(call::read, is_last, read);
		static_cast<void>(data);
		if (made(call::convert, false, convert))
			leave_writing();
		else
			leave_reading();
	}
}
