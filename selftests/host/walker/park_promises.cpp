// SPDX-License-Identifier: GPL-2.0
/*
 * park_promises.cpp - what the parking place has promised, checked as the steps are made:
 *
 *   exclusion  the lock has one owner, and what it guards is seen
 *   rest       when all have returned nobody is known as parked
 *   hang       (the walker's own) who is parked is woken; where the wake may be lost, by a tick
 *   spins      a waiter that could be parked is
 */
#include <cstring>

#include "../explorer/failure.hpp"
#include "park.hpp"

namespace
{

using explorer::failure;

part_of_state struct {
	std::uint64_t owner; /* 1 + who has the lock */
} books = {};

} /* namespace */

void parking::enters() noexcept
{
	if (books.owner)
		walker::fail("exclusion", "it owns, and so does another");
	books.owner = walker::self() + 1;
}

void parking::leaves() noexcept
{
	books.owner = 0;
}

void model::start(unsigned n, const char *const *programs)
{
	unsigned waiters = 0;
	bool owned = false;

	books = {};
	for (unsigned t = 0; t < n; t++) {
		owned |= std::strpbrk(programs[t], "oc") != nullptr;
		waiters += programs[t][0] == 'a' || programs[t][0] == 'w';
	}
	parking::prepare(owned, n, waiters);
}

void model::stepped(unsigned, const walker::request &, std::uint64_t, std::uint64_t)
{
}

void model::check_end()
{
	if (parking::is_anyone_left())
		throw failure{"rest", "somebody is still known as parked"};
}
