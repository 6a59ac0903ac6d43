// SPDX-License-Identifier: GPL-2.0
/*
 * promises.cpp - what the lock has promised, checked as the steps are made.
 *
 * The section begins with the step that gave the lock, and lasts until the first step of its
 * release. The last one frees the lock when its release has returned.
 */
#include "../../../module/lock/lock_word.hpp"

#include "coverage.hpp"
#include "failure.hpp"
#include "world.hpp"

namespace explorer
{

using ntspin::lock_word;

namespace
{

/* Windows' drivers may see the low bits: 2 where the lock is owned through the queue. */
bool looks_held(std::uint64_t lock_field)
{
	const unsigned state = lock_field & 7;

	return lock_field && (state == 0 || state == 2);
}

} /* namespace */

void world::word_changed(unsigned t, std::uint64_t before)
{
	const lock_word now = lock_word(mem_.newest(word_location));

	record_change(before, now.bits());
	if (now.serving() != lock_word(before).serving() && !books_.releasing.has(t))
		throw failure{"serve", "s is moved by one who does not own the lock"};
	if (!now.is_free())
		books_.hopeful.clear();
	if (now.tail() && now.tail() != lock_word(before).tail())
		books_.published.add(t);
	if (books_.releasing.has(t))
		give_up(t);
}

/* Another's field is about to be stored to. */
void world::storing(unsigned t, const request &r, unsigned owner)
{
	if (r.of == field::next) {
		if (mem_.count(next_location(owner)) && mem_.newest(next_location(owner)))
			throw failure{"link", "a second follower links itself"};
		record(event::link, r.from.function);
		return;
	}
	if (contenders[owner].pending.what != action::wait_while ||
	    contenders[owner].pending.of != field::lock)
		throw failure{"grant", "to one that does not wait for it"};
	if (books_.releasing.has(t)) {
		record(event::hand_over, r.from.function);
		give_up(t);
	} else {
		record(event::make_head, r.from.function);
	}
}

/* The lock is the next one's, which may free the memory of the handle and of the lock. */
void world::give_up(unsigned t)
{
	books_.owner = 0;
	books_.gave_up.add(t);
	books_.published.remove(t);
}

/* False where the contender is through. */
bool world::announce(unsigned t, const request &r)
{
	switch (r.what) {
	case action::begins:
		if (r.value)
			books_.last.add(t);
		return true;
	case action::looked:
		if (r.value != lock_word(mem_.newest(word_location)).is_free() && !run_->stale)
			throw failure{"look", "what it says of the lock is not so"};
		return true;
	case action::tries:
		if (lock_word(mem_.newest(word_location)).is_free())
			books_.hopeful.add(t);
		return true;
	case action::refused:
		if (books_.hopeful.has(t) && !run_->stale)
			throw failure{"try", "it failed, and the lock was free all the while"};
		books_.hopeful.remove(t);
		record(event::refusal, "acquire_at_once");
		return true;
	case action::arrived:
		books_.arrived[books_.waiting++] = static_cast<std::uint8_t>(t);
		return true;
	case action::owns:
		if (!books_.waiting || books_.arrived[0] != t)
			throw failure{"order", "it owns, and was not the first to arrive"};
		books_.waiting--;
		for (unsigned i = 0; i < books_.waiting; i++)
			books_.arrived[i] = books_.arrived[i + 1];
		books_.arrived[books_.waiting] = 0;
		return true;
	case action::enters:
		enter(t, r);
		return true;
	case action::drops_node:
		drop_node(t);
		return true;
	case action::leaves:
		leave(t);
		return true;
	case action::not_released:
		throw failure{"release", "the handle is said not to hold the lock"};
	case action::released_twice:
		throw failure{"release", "a second release of the handle goes unnoticed"};
	default:
		books_.done.add(t);
		mem_.retire(t);
		return false;
	}
}

void world::enter(unsigned t, const request &r)
{
	if (books_.owner)
		throw failure{"exclusion", "it owns, and so does another"};
	if (!mem_.covers_all(t, data_object))
		throw failure{"race", "what was written in the section before is not seen"};
	if (r.where && !looks_held(mem_.newest(lock_location(t))))
		throw failure{"handle", "LockQueue.Lock does not say that the lock is held"};
	mem_.touch(t, data_object);
	books_.owner = static_cast<std::uint8_t>(t + 1);
	books_.inside.add(t);
	if (books_.last.has(t) && --books_.users == 0)
		books_.frees = static_cast<std::uint8_t>(t + 1);
}

/* The section's last access to the data, just before the first step of the release. */
void world::end_section(unsigned t)
{
	if (!mem_.covers_all(t, data_object))
		throw failure{"race", "the data is touched by two"};
	mem_.touch(t, data_object);
	books_.inside.remove(t);
	books_.releasing.add(t);
}

/* Release has returned. */
void world::leave(unsigned t)
{
	if (!books_.gave_up.has(t))
		throw failure{"release", "it returned, and gave nothing up"};
	books_.releasing.remove(t);
	books_.gave_up.remove(t);
	if (books_.frees != t + 1)
		return;
	if (!mem_.covers_all(t, lock_object))
		throw failure{"lock gone", "freed while another's step on it may not be over"};
	books_.freed = true;
}

/* The frame of the node is gone, or the handle is the caller's again. */
void world::drop_node(unsigned t)
{
	if (!mem_.covers_all(t, node_object(t)))
		throw failure{"dead node", "gone while another's step on it may not be over"};
	mem_.forget_node(t);
	books_.published.remove(t);
	books_.node[t] = 0;
}

void world::check(const options &found) const
{
	if (!finished() && !found.certain)
		throw failure{"lost hand-over", "all who are left may wait forever"};
	if (!finished())
		return;
	if (books_.waiting || books_.owner)
		throw failure{"order", "somebody arrived, and never owned"};
	if (!lock_word(mem_.newest(word_location)).is_free())
		throw failure{"free at the end", "all are done, and the lock is not free"};
}

} /* namespace explorer */
