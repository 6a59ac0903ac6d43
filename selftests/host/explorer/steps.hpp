/* SPDX-License-Identifier: GPL-2.0 */
/*
 * steps.hpp - what a contender asks of the explorer, one step at a time.
 *
 * A contender is a coroutine: the shipped lock, called round after round on a stack of its own.
 * Where the lock would touch memory, the contender leaves a request and switches to
 * the explorer, which picks whose request comes next and what it finds. The lock's memory is the
 * explorer's: the objects below lend only their addresses.
 */
#ifndef EXPLORER_STEPS_HPP
#define EXPLORER_STEPS_HPP

#include <cstddef>
#include <cstdint>

#include "../../../include/wdm.h"

namespace explorer
{

constexpr unsigned max_contenders = 5;

enum class action : std::uint8_t {
	/* Steps: what other contenders can see, or be seen by. */
	load,
	store,
	compare_exchange,
	load_serving,
	store_serving,
	wait_while_serving,
	wait_while,
	/* Announcements: nothing is touched, and nobody comes between. */
	begins,
	tries,
	refused,
	looked,
	arrived,
	owns,
	enters,
	drops_node,
	leaves,
	not_released,
	released_twice,
	finished,
};

enum class field : std::uint8_t { word, next, lock };

/* Where in the lock's source a step stands. */
struct call_site {
	const char *function;
	long line;
};

struct request {
	action what = action::finished;
	field of = field::word;
	bool done = false; /* compare_exchange: whether it changed the word */
	bool pad = false;
	int order = __ATOMIC_RELAXED;
	std::uintptr_t where = 0; /* the object's address, or the node's in an announcement */
	std::uint64_t value = 0;  /* to store, or for as long as which to wait */
	std::uint64_t expected = 0;
	std::uint64_t found = 0;
	call_site from = {nullptr, 0};

	bool is_announcement() const
	{
		return what >= action::begins;
	}

	bool is_wait() const
	{
		return what == action::wait_while || what == action::wait_while_serving;
	}

	bool is_about_serving() const
	{
		return what == action::load_serving || what == action::wait_while_serving;
	}

	/* What it finds of the object. */
	std::uint64_t mask() const
	{
		return is_about_serving() ? 0xff : ~std::uint64_t{0};
	}
};

/* Small, so that a state is cheap to keep. */
struct alignas(64) stack {
	static constexpr std::size_t words = 128;

	std::uint64_t word[words];
};

struct contender {
	void *stack_pointer;
	/* Not on the stack, where it would leave its traces in later frames. */
	request pending;
	/* One letter a round: q queued, o ordinary, t try, l a look at whether it is free. */
	const char *program;
};

extern contender contenders[max_contenders];
extern stack stacks[max_contenders];
extern KSPIN_LOCK lock_storage;
extern KSPIN_LOCK_QUEUE handles[max_contenders];

/* Let contender i run up to its next request. */
void resume(unsigned i);

/* Make contender i a coroutine that has not started yet. */
void prepare(unsigned i, const char *program);

} /* namespace explorer */

#endif
