// SPDX-License-Identifier: GPL-2.0
/*
 * waits_promises.cpp - what the dispatcher has promised, checked as the steps are made. What each hold
 * of its lock is for is done to a model as well, in which an object is a few numbers, and who waits
 * stands in one queue, in the order of arrival.
 *
 *   state    when the lock is given up, each object's state is as the model has it: nothing is taken
 *            twice, or by who does not get all, or out of the order of arrival
 *   status   a wait returns with what the model has given it, and not before
 *   hang     (the walker's own) who has been given something, or whose time is over, returns: of all who
 *            have not in the end, each stands in the queue
 *   freed    once a wait has returned neither its object, nor what it had on its stack, is accessed;
 *            nor its task, once that has ended
 *   race     what was written before an object was signalled is seen by who got it, or saw that it is;
 *            what a mutex guards is accessed by one at a time
 *   rest     when all have returned no list has anything in it
 */
#include <cstring>

#include "../explorer/failure.hpp"
#include "waits.hpp"

namespace
{

using explorer::failure;
using walker::max_threads;
using namespace waiting;

struct object {
	std::int32_t state; /* as SignalState */
	std::uint8_t giver; /* who has signalled it last */
	std::uint8_t owner; /* of a mutex */
	std::uint8_t abandoned;
	std::uint8_t latched; /* whoever gets it */
};

struct contender {
	std::int32_t status;
	deed next;
	which object;
	std::uint8_t count;
	std::uint8_t all;
	std::uint8_t may_sleep;
	std::uint8_t done; /* how many deeds */
	which objects[most];
	std::uint8_t givers[most];
};

part_of_state struct {
	contender of[max_threads];
	object each[waiting::objects];
	std::uint8_t queue[max_threads];
	std::uint8_t waiters;
	std::uint8_t contenders;
	std::uint8_t ended; /* how many of them have */
} books = {};

constexpr std::uint8_t none = 0xff;

bool can_have(const object &o, unsigned t)
{
	return o.state > 0 || o.owner == t;
}

bool take(object &o, unsigned t)
{
	const bool was_left = o.abandoned;

	if (o.latched)
		return false;
	o.state--;
	if (&o == &books.each[waiting::mutex]) {
		o.owner = static_cast<std::uint8_t>(t);
		o.abandoned = false;
	}
	return was_left;
}

/* Whether its wait is over now: it has what it waited for. */
bool is_given(unsigned t)
{
	contender &c = books.of[t];
	bool was_left = false;
	unsigned from = 0, to = c.count;

	for (unsigned i = 0; i < c.count && c.all; i++) {
		if (!can_have(books.each[c.objects[i]], t))
			return false;
	}
	if (!c.all) {
		while (from < c.count && !can_have(books.each[c.objects[from]], t))
			from++;
		if (from == c.count)
			return false;
		to = from + 1;
	}
	for (unsigned i = from; i < to; i++) {
		object &o = books.each[c.objects[i]];

		was_left |= take(o, t);
		c.givers[i] = o.giver;
	}
	c.status = static_cast<std::int32_t>((was_left ? STATUS_ABANDONED : STATUS_SUCCESS) + from);
	return true;
}

void dequeue(unsigned at)
{
	books.waiters--;
	std::memmove(&books.queue[at], &books.queue[at + 1], books.waiters - at);
	books.queue[books.waiters] = 0;
}

void end_waits()
{
	for (unsigned at = 0; at < books.waiters;) {
		if (is_given(books.queue[at])) {
			dequeue(at);
			at = 0;
		} else {
			at++;
		}
	}
}

void arrive(unsigned t)
{
	contender &c = books.of[t];

	c.next = deed::give_up;
	if (is_given(t))
		return;
	if (c.may_sleep)
		books.queue[books.waiters++] = static_cast<std::uint8_t>(t);
	else
		c.status = STATUS_TIMEOUT;
}

void give_up(unsigned t)
{
	for (unsigned at = 0; at < books.waiters; at++) {
		if (books.queue[at] == t) {
			dequeue(at);
			books.of[t].status = STATUS_TIMEOUT;
		}
	}
}

/* The mutex has an owner no more. */
void let_go(object &o, bool abandoned)
{
	o.state = 1;
	o.owner = none;
	o.abandoned = abandoned;
}

/* False where it is nobody's whom that concerns, or would be too much. */
bool change(object &o, deed what, unsigned t)
{
	switch (what) {
	case deed::add:
		if (o.state + semaphore_release > semaphore_limit)
			return false;
		o.state += semaphore_release;
		return true;
	case deed::reset:
		o.state = 0;
		return false;
	case deed::release:
	case deed::end:
		if (o.owner != t)
			return false;
		let_go(o, what == deed::end);
		return true;
	default:
		o.state = 1;
		return true;
	}
}

void signal(unsigned t)
{
	const contender &c = books.of[t];
	object &o = books.each[c.object];

	if (change(o, c.next, t)) {
		o.giver = static_cast<std::uint8_t>(t * deeds + c.done - 1);
		end_waits();
	}
	if (c.next == deed::pulse)
		o.state = 0;
}

} /* namespace */

void waiting::waits(const which *objects, unsigned count, bool all, bool may_sleep) noexcept
{
	contender &c = books.of[walker::self()];

	c.status = STATUS_PENDING;
	c.next = deed::wait;
	c.count = static_cast<std::uint8_t>(count);
	c.all = all;
	c.may_sleep = may_sleep;
	for (unsigned i = 0; i < most; i++) {
		c.objects[i] = objects[i];
		c.givers[i] = nobody;
	}
}

void waiting::returned(NTSTATUS status) noexcept
{
	contender &c = books.of[walker::self()];

	c.next = deed::none;
	if (status != c.status)
		walker::fail("status", "a wait returns with another than is due");
}

unsigned waiting::giver(unsigned index) noexcept
{
	return books.of[walker::self()].givers[index];
}

unsigned waiting::begins(deed what, which object) noexcept
{
	contender &c = books.of[walker::self()];

	c.next = what;
	c.object = object;
	return c.done++;
}

void waiting::ends() noexcept
{
	books.ended++;
}

void model::leaves_lock() noexcept
{
	const unsigned t = walker::self();

	switch (books.of[t].next) {
	case deed::none:
		return walker::fail("lock", "it is taken, and nothing is to be done");
	case deed::wait:
		arrive(t);
		break;
	case deed::give_up:
		give_up(t);
		break;
	default:
		signal(t);
	}
	for (unsigned i = 0; i < waiting::objects; i++) {
		if (state_of(static_cast<which>(i)) != books.each[i].state)
			walker::fail("state", "an object has another than is due");
	}
}

void model::start(unsigned n, const char *const *programs)
{
	bool frees_tasks = false;

	books = {};
	for (object &o : books.each)
		o = {0, nobody, none, false, false};
	books.each[waiting::mutex].state = 1;
	books.each[passing].latched = books.each[timer].latched = true;
	for (unsigned t = 0; t < n; t++)
		frees_tasks |= std::strchr(programs[t], 'e') != nullptr;
	books.contenders = static_cast<std::uint8_t>(n);
	waiting::prepare(frees_tasks);
}

void model::stepped(unsigned, const walker::request &, std::uint64_t, std::uint64_t)
{
}

bool model::may_wait_for_ever()
{
	return books.ended + books.waiters == books.contenders;
}

void model::check_end()
{
	if (waiting::is_anything_left())
		throw failure{"rest", "a list has something in it"};
}
