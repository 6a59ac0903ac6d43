// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_promises.cpp - what the DPC queue has promised, checked as the steps are made:
 *
 *   claim      an insert says TRUE where it has made the DPC a queue's, and FALSE where it was one's
 *   runs       each such DPC is run once, or removed once; at the end none is left in any queue
 *   work       what was written before an insert, whatever it said, is seen by a run behind it;
 *              where nobody removes
 *   barrier    what follows an insert comes after what was before it
 *   pending    a queue with something in it says so, where nobody is running it
 *   arguments  a run has those of the insert that it is for
 *   freed      a routine may free its DPC: nothing is accessed later
 *   race       whatever else is accessed plainly is, one after the other
 */
#include <cstring>

#include "../explorer/failure.hpp"
#include "dpc.hpp"

namespace
{

using explorer::failure;
using walker::max_threads;

struct contender {
	std::uint32_t number;  /* what it wrote before its last insert of DPC 0 */
	std::uint32_t seen;    /* the largest of them that a run has seen */
	std::uint32_t claimed; /* by its insert that is under way */
};

part_of_state struct {
	contender of[max_threads];
	std::uint8_t queued[dpcs::count]; /* claimed, and not given back */
	std::uint8_t due[dpcs::count];	  /* given back to be run, or by a removal */
	std::uint8_t removals[dpcs::count];
	std::uint8_t servers; /* a bit for each processor that serves its queue */
	std::uint8_t in_vain; /* a removal found nothing */
	std::uint8_t blind;   /* how many have found nothing of the other's behind their call */
	std::uint8_t missed;  /* the second of them has */
} books = {};

} /* namespace */

void dpcs::inserts(unsigned dpc, unsigned number) noexcept
{
	contender &me = books.of[walker::self()];

	me.claimed = false;
	if (dpc == 0)
		me.number = number;
}

void dpcs::inserted(unsigned, bool was_free) noexcept
{
	if (was_free != books.of[walker::self()].claimed)
		walker::fail("claim", "an insert says what is not so");
}

void dpcs::removed(unsigned dpc) noexcept
{
	if (!books.due[dpc])
		walker::fail("runs", "a DPC is removed that nobody gave back");
	books.due[dpc]--;
	books.removals[dpc]++;
}

void dpcs::runs(unsigned dpc) noexcept
{
	if (!books.due[dpc])
		walker::fail("runs", "a DPC is run that nobody gave back");
	books.due[dpc]--;
}

void dpcs::sees(unsigned, unsigned t, unsigned number) noexcept
{
	if (books.of[t].seen < number)
		books.of[t].seen = number;
}

void dpcs::found_nothing() noexcept
{
	books.in_vain = true;
}

void dpcs::saw(unsigned number) noexcept
{
	if (!number && ++books.blind == 2)
		walker::fail("barrier", "neither of two sees what the other wrote before its call");
	/* Nobody runs it: so the removal came first. */
	books.missed |= !number && walker::self() == 2;
	if (!books.servers && books.in_vain && books.missed)
		walker::fail("barrier", "an insert does not see what was written before a removal");
}

void model::start(unsigned n, const char *const *programs)
{
	unsigned others = 0, inserters = 0;

	books = {};
	for (unsigned t = 0; t < n; t++) {
		if (std::strchr(programs[t], 'k'))
			books.servers = static_cast<std::uint8_t>(books.servers | 1u << t);
		else
			others++;
		inserters |= (std::strpbrk(programs[t], "ihtl") != nullptr) << t;
	}
	dpcs::prepare(others, inserters, books.servers);
}

void model::stepped(unsigned t, const walker::request &r, std::uint64_t before, std::uint64_t after)
{
	for (unsigned dpc = 0; dpc < dpcs::count; dpc++) {
		if (r.where != dpcs::word_of(dpc))
			continue;
		if (!before && after) {
			books.of[t].claimed = true;
			books.queued[dpc]++;
		} else if (before && !after) {
			books.queued[dpc]--;
			books.due[dpc]++;
		}
	}
}

void model::check_end()
{
	bool is_left = false, is_found = false;

	for (unsigned dpc = 0; dpc < dpcs::count; dpc++) {
		is_left |= books.queued[dpc];
		if (books.due[dpc])
			throw failure{"runs", "a DPC was given back, and has not been run"};
	}
	for (unsigned processor = 0; processor < dpcs::processors; processor++) {
		if (!dpcs::is_empty(processor) && !is_left)
			throw failure{"runs", "a queue holds what nobody inserted"};
		if (!dpcs::is_empty(processor) && books.servers >> processor & 1)
			throw failure{"runs", "a DPC was inserted, and has not been run"};
		is_found |= !dpcs::is_empty(processor);
		if (!dpcs::is_empty(processor) && !dpcs::is_pending(processor))
			throw failure{"pending", "a queue does not tell what is in it"};
	}
	if (is_left && !is_found)
		throw failure{"runs", "a DPC was inserted, and is in no queue"};
	for (const contender &c : books.of) {
		if (!books.removals[0] && !is_left && c.seen != c.number)
			throw failure{"work", "no run has seen what was written before an insert"};
	}
}
