/* SPDX-License-Identifier: GPL-2.0 */
/*
 * walker.hpp - what a model of some shipped code sees of the walker.
 *
 * The walker makes every execution of shipped code that a weak memory allows. The code is compiled
 * for ThreadSanitizer, whose runtime is the walker itself: each atomic access is a step that the
 * walker picks, and each other access is looked at for races. So it is the shipped text that is
 * walked, with no layer in between.
 *
 * A model is a file that includes the shipped code, stands in for what that calls, and says by
 * which rounds contenders use it. Its globals are shared memory: part of the state. What is
 * `ghost` is not walked: it keeps the books that the promises are checked against.
 */
#ifndef WALKER_WALKER_HPP
#define WALKER_WALKER_HPP

#include <cstddef>
#include <cstdint>

#define ghost __attribute__((no_sanitize("thread"), noinline))
/* A global that is part of the state, in a file of which the others are not. */
#define part_of_state __attribute__((section("walked")))

namespace walker
{

constexpr unsigned max_threads = 5;

enum class action : std::uint8_t {
	load,
	store,
	exchange,
	add,
	bit_or,
	compare_exchange,
	fence,
	wait_while,
	wait_until,
	lock,
	finished,
};

struct request {
	action what = action::finished;
	std::uint8_t size = 8;
	std::uint8_t order = __ATOMIC_RELAXED;
	std::uint8_t done = 0; /* compare_exchange: whether it changed the value */
	std::uint32_t failure = __ATOMIC_RELAXED; /* the order of a compare_exchange that fails */
	std::uintptr_t where = 0;
	std::uint64_t value = 0;    /* to store or to add, or what is waited for */
	std::uint64_t expected = 0; /* or, for a wait, the bits that count */
	std::uint64_t found = 0;
	std::uintptr_t from = 0; /* where in the code */

	bool is_wait() const
	{
		return what == action::wait_while || what == action::wait_until;
	}

	bool writes() const
	{
		return what >= action::store && what <= action::compare_exchange;
	}

	bool is_over(std::uint64_t now) const
	{
		return ((now & expected) == value) == (what == action::wait_until);
	}
};

/* For contenders: */

/* Leave the request, and switch to the walker. */
const request &ask(const request &wanted) noexcept;

/* Which contender this is. */
unsigned self() noexcept;

/* A promise is broken. */
void fail(const char *check, const char *detail) noexcept;

/* A lock that is none of the code's own; number is below 4. */
void lock(unsigned number) noexcept;
void unlock(unsigned number) noexcept;

/* The storage is nobody's any more: all accesses to it come before this, none comes after. */
void free(const volatile void *object, std::size_t size) noexcept;

/* For a model's start: what may be freed, and which of its objects is accessed in parts. */
void may_be_freed(const volatile void *object, std::size_t size);
void declare(const volatile void *object, std::size_t size);
/* No part of it is accessed atomically: a race for a part of it is a race for all of it. */
void one_object(const volatile void *object, std::size_t size);

/* Without stale reads, more can be promised of what is found. */
bool is_sequential() noexcept;

/* The order of the seam's waits: acquire, if it is not weakened. */
extern int wait_order;

} /* namespace walker */

/* What a model provides. */
namespace model
{

/* Contender t's rounds are programs[t]; n of them. */
void start(unsigned n, const char *const *programs);

/* One round, of a kind that a letter stands for; is_last for the contender's last one. */
void run(char kind, bool is_last) noexcept;

/* Contender t has made a step; before and after are the newest values of the location. */
void stepped(unsigned t, const walker::request &r, std::uint64_t before, std::uint64_t after);

/* All have returned. */
void check_end();

/*
 * No step is left that has to be made: whether the waiters have not been promised that they return.
 */
bool may_wait_for_ever();

} /* namespace model */

#endif
