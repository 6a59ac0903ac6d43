// SPDX-License-Identifier: GPL-2.0
/*
 * contender.cpp - the contenders: coroutines that take the shipped lock, round after round.
 *
 * The only file here that compiles queue_lock.hpp; a mutant is this file, compiled against a
 * changed template.
 */
#include "asking_access.hpp"

#include "../switch_to.hpp"

namespace explorer
{

contender contenders[max_contenders];
stack stacks[max_contenders];
KSPIN_LOCK lock_storage;
KSPIN_LOCK_QUEUE handles[max_contenders];

namespace
{

void *explorer_stack;
unsigned running;

} /* namespace */

[[gnu::noinline]] const request &ask(const request &wanted) noexcept
{
	contender &me = contenders[running];

	me.pending = wanted;
	ntspin_switch_to(&me.stack_pointer, explorer_stack);
	return contenders[running].pending;
}

namespace
{

void announce(action what, const volatile void *where = nullptr, std::uint64_t value = 0) noexcept
{
	ask({.what = what, .where = reinterpret_cast<std::uintptr_t>(where), .value = value});
}

using lock = ntspin::queue_lock<asking_access>;

/*
 * The calls, none of them inlined: what one leaves behind in its frame is dead when it returns,
 * and must not make two states of one.
 */
[[gnu::noinline]] void acquire_queued(lock_node &handle)
{
	lock::acquire_queued({}, lock_storage, handle);
}

[[gnu::noinline]] bool release_queued(lock_node &handle)
{
	return lock::release_queued({}, handle);
}

[[gnu::noinline]] void acquire()
{
	lock::acquire({}, lock_storage);
}

[[gnu::noinline]] bool try_acquire()
{
	lock_word seen = lock_word(0);

	return lock::acquire_at_once({}, lock_storage, seen);
}

[[gnu::noinline]] bool release()
{
	return lock::release({}, lock_storage);
}

[[gnu::noinline]] bool is_free()
{
	return lock::is_free({}, lock_storage);
}

void release_handle(lock_node &handle)
{
	announce(action::enters, &handle);
	if (!release_queued(handle))
		announce(action::not_released);
	announce(action::leaves);
	/* Once more: it must be told, and do nothing. */
	if (release_queued(handle))
		announce(action::released_twice);
	announce(action::drops_node, &handle);
}

void release_ticket()
{
	announce(action::enters);
	if (!release())
		announce(action::not_released);
	announce(action::leaves);
}

void run_round(char kind, lock_node &handle)
{
	switch (kind) {
	case 'q':
		acquire_queued(handle);
		release_handle(handle);
		return;
	case 'o':
		acquire();
		announce(action::drops_node);
		release_ticket();
		return;
	case 't':
		announce(action::tries);
		if (try_acquire())
			release_ticket();
		else
			announce(action::refused);
		return;
	default:
		announce(action::looked, nullptr, is_free());
	}
}

[[noreturn]] void run_program()
{
	const unsigned me = running;

	for (const char *round = contenders[me].program; *round; round++) {
		announce(action::begins, nullptr, !round[1]);
		run_round(*round, handles[me]);
	}
	for (;;)
		announce(action::finished);
}

} /* namespace */

void prepare(unsigned i, const char *program)
{
	contenders[i] = {prepare_stack(stacks[i], &run_program), {}, program};
}

void resume(unsigned i)
{
	running = i;
	ntspin_switch_to(&explorer_stack, contenders[i].stack_pointer);
}

} /* namespace explorer */
