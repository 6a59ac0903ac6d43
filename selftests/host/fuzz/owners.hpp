/* SPDX-License-Identifier: GPL-2.0 */
/*
 * owners.hpp - whose each lock is, in the order in which it was asked for, whatever was done wrong
 * meanwhile.
 */
#ifndef NTSPIN_FUZZ_OWNERS_HPP
#define NTSPIN_FUZZ_OWNERS_HPP

#include <deque>
#include <stdio.h>
#include <stdlib.h>

#include "../../../module/lock/queue_steps.hpp"
#include "callers.hpp"

namespace
{

using ntspin::lock_word;

constexpr unsigned lock_count = 2;
constexpr unsigned handle_count = 5;

KSPIN_LOCK words[lock_count];
KLOCK_QUEUE_HANDLE handles[handle_count];

void expect(bool fact, const char *what)
{
	if (fact)
		return;
	fprintf(stderr, "callers: %s\n", what);
	abort();
}

lock_word word_of(unsigned lock)
{
	return lock_word(words[lock]);
}

bool owns_through_queue(unsigned handle)
{
	return (reinterpret_cast<ULONG_PTR>(handles[handle].LockQueue.Lock) & 7) ==
	       static_cast<ULONG_PTR>(ntspin::node_state::owns_by_queue);
}

constexpr int nobody = -1;

/* An acquisition: by whom, and with which handle, or nobody's. */
struct acquisition {
	int caller = nobody;
	int handle = nobody;
	bool raises = false;
	bool has_come = false; /* its acquire has returned */
};

struct owned_lock {
	acquisition owner;
	std::deque<acquisition> waiters;
	/* This handle is in the queue still: its owner has given the lock up by the word alone. */
	int given_up = nobody;

	bool is_free() const
	{
		return owner.caller == nobody && waiters.empty() && given_up == nobody;
	}

	/* The first that asked. */
	void next()
	{
		owner = {};
		if (waiters.empty())
			return;
		owner = waiters.front();
		waiters.pop_front();
	}
};

} /* namespace */

#endif
