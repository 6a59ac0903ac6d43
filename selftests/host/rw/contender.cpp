// SPDX-License-Identifier: GPL-2.0
/*
 * contender.cpp - the only file here that compiles rw_lock.hpp for the explorer.
 *
 * A mutant is this file, compiled against a changed template.
 */
#include <setjmp.h>

#include "contender.hpp"
#include "failure.hpp"
#include "rw_lock.hpp"

namespace rw
{

namespace
{

/* The call that runs: its answers so far, and where to leave its next request. */
struct {
	const ULONG *answer;
	unsigned left;
	bool contended;
	request *pending;
	jmp_buf out;
} now;

/* The template's frames hold nothing that a jump out of them would lose. */
ULONG ask(action what, ULONG expected, ULONG desired) noexcept
{
	if (now.left) {
		now.left--;
		return *now.answer++;
	}
	*now.pending = {what, now.contended, expected, desired};
	longjmp(now.out, 1);
}

struct asking_access {
	static ULONG load(EX_SPIN_LOCK &, ntspin::memory_order) noexcept
	{
		return ask(action::load, 0, 0);
	}

	static bool compare_exchange(EX_SPIN_LOCK &, ULONG &expected, ULONG desired,
				     ntspin::memory_order, ntspin::memory_order) noexcept
	{
		const ULONG wanted = expected;

		expected = ask(action::compare_exchange, expected, desired);
		return expected == wanted;
	}

	static ULONG wait_while(EX_SPIN_LOCK &, ULONG mask, ULONG value) noexcept
	{
		return ask(action::wait_while, mask, value);
	}

	static ULONG wait_until(EX_SPIN_LOCK &, ULONG mask, ULONG value) noexcept
	{
		return ask(action::wait_until, mask, value);
	}
};

using lock = ntspin::rw_lock<asking_access>;

/* Never looked at: its value is the explorer's. */
EX_SPIN_LOCK nowhere;

bool make(call what) noexcept
{
	ntspin::rw_word seen(0);

	switch (what) {
	case call::read:
		if (lock::acquire_shared_at_once({}, nowhere, seen))
			return true;
		now.contended = true;
		lock::acquire_shared_contended({}, nowhere, seen);
		return true;
	case call::write:
		if (lock::acquire_exclusive_at_once({}, nowhere, seen))
			return true;
		now.contended = true;
		lock::acquire_exclusive_contended({}, nowhere, seen);
		return true;
	case call::try_read:
		return lock::acquire_shared_at_once({}, nowhere, seen);
	case call::try_write:
		return lock::acquire_exclusive_at_once({}, nowhere, seen);
	case call::convert:
		return lock::try_convert({}, nowhere);
	case call::unread:
		return lock::release_shared({}, nowhere);
	case call::unwrite:
		return lock::release_exclusive({}, nowhere);
	case call::none:
		break;
	}
	return false;
}

call first_of(char letter)
{
	switch (letter) {
	case 'r':
	case 'c':
		return call::read;
	case 'w':
		return call::write;
	case 's':
		return call::try_read;
	case 'x':
		return call::try_write;
	default:
		return call::none;
	}
}

} /* namespace */

/* True where the call has returned, on the answers that it has. */
bool contender::run()
{
	now.answer = answer_;
	now.left = answers_;
	now.contended = false;
	now.pending = &pending_;
	if (setjmp(now.out))
		return false;
	returned_ = make(doing_);
	return true;
}

void contender::begin(call next)
{
	doing_ = next;
	answers_ = 0;
	pending_ = {};
	if (next != call::none && run())
		throw failure{"no step", "a call that looks at nothing"};
}

void contender::start(const char *program) noexcept
{
	program_ = program;
	begin(first_of(*program));
}

bool contender::answer(ULONG found)
{
	if (answers_ == max_answers)
		throw failure{"endless", "a call makes more steps than any should"};
	answer_[answers_++] = found;
	return run();
}

void contender::go_on()
{
	switch (doing_) {
	case call::read:
		return begin(*program_ == 'c' ? call::convert : call::unread);
	case call::try_read:
		if (returned_)
			return begin(call::unread);
		break;
	case call::convert:
		return begin(returned_ ? call::unwrite : call::unread);
	case call::write:
		return begin(call::unwrite);
	case call::try_write:
		if (returned_)
			return begin(call::unwrite);
		break;
	default:
		break;
	}
	begin(first_of(*++program_));
}

} /* namespace rw */
