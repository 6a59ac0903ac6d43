/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world.hpp - one state of an execution: the word, the contenders, and what is known of them
 * besides, which the lock's promises are checked against.
 *
 * Checked at each step:
 *
 *   exclusion     a writer is inside alone
 *   waits         a reader that comes while no writer is there goes in by its arrival; one that
 *                 comes later goes in when exactly one writer has left: neither before it nor later
 *   order         writers go in as they arrived
 *   refusal       a try or a conversion fails only where somebody is in its way
 *   books         the word's fields count who is there, and its states are those of rw_word.hpp
 *   after release the call that gives the lock up makes no step afterwards
 *   free          a lock that nobody holds is a zero
 */
#ifndef RW_WORLD_HPP
#define RW_WORLD_HPP

#include "contender.hpp"

namespace rw
{

constexpr unsigned max_contenders = 6;

/* What was seen, in all executions together: a run in which it never came proves little. */
struct sights {
	unsigned readers_inside = 0;   /* most at a time */
	unsigned readers_in_batch = 0; /* most that one writer's release let in */
	unsigned long converted = 0;
	unsigned long refused = 0;
	unsigned long waited = 0;
};

class world {
public:
	/* limited: the template was built with fields that fill up, where a try may be refused. */
	void start(unsigned n, const char *const *programs, bool limited);

	/* Whether contender t can make a step now: waits that are not over cannot. */
	bool can_step(unsigned t) const;
	void step(unsigned t, sights &seen);

	bool is_over() const;
	void check_end() const;

	/* All that the future depends on. */
	void digest(ULONGLONG (&into)[2]) const;
	void describe(unsigned t, char *text, unsigned size) const;

private:
	struct known {
		bool reader;	/* counted in, to read */
		bool writer;	/* to write */
		bool inside;	/* was told so, and has not given up yet */
		bool may_enter; /* a reader whose time has come */
		UCHAR missed;	/* writers that have left since it came */
	};

	void arrive(unsigned t);
	void enter(unsigned t, sights &seen);
	void leave(unsigned t, sights &seen);
	void convert(unsigned t, sights &seen);
	void returned(unsigned t, bool changed, sights &seen);
	void check_books() const;
	unsigned there() const;

	unsigned n_;
	bool limited_;
	ULONG word_;
	contender contender_[max_contenders];
	known known_[max_contenders];
	/* Writers in the order in which they came. */
	UCHAR line_[max_contenders];
	UCHAR in_line_;
};

} /* namespace rw */

#endif
