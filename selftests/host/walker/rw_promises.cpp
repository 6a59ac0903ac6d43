// SPDX-License-Identifier: GPL-2.0
/*
 * rw_promises.cpp - what the reader-writer lock has promised, checked as the steps are made:
 *
 *   exclusion     a writer is inside alone
 *   race          what is written under the lock is seen by whoever comes to read or write it
 *   waits         a reader that comes while no writer is there goes in by its arrival; one that
 *                 comes later goes in when exactly one writer has left: neither before it nor later
 *   order         writers go in as they arrived
 *   refusal       a try or a conversion fails only where somebody is in its way: where no read is
 *                 stale
 *   books         the word's fields count who is there, and its states are those of rw_word.hpp
 *   after release the call that gives the lock up makes no step afterwards
 *   freed         a writer that is the last to come may free the lock when it has left
 *   free          a lock that nobody holds is a zero
 */
#include "../explorer/failure.hpp"
#include "../../../module/lock/rw_word.hpp"
#include "rw.hpp"

namespace
{

using explorer::failure;
using ntspin::rw_word;
using rw::call;
using walker::max_threads;

struct known {
	call doing;
	bool reader;	     /* counted in, to read */
	bool writer;	     /* to write */
	bool inside;	     /* was told so, and has not given up yet */
	bool may_enter;	     /* a reader whose time has come */
	bool by_step;	     /* the last step has changed the word */
	bool is_last;	     /* in its last round */
	std::uint8_t missed; /* writers that have left since it came */
};

part_of_state struct {
	known of[max_threads];
	/* Writers in the order in which they came. */
	std::uint8_t queue[max_threads];
	std::uint8_t queued;
	std::uint8_t n;
	std::uint8_t users; /* who will come once more, or has not entered for the last time */
	std::uint8_t frees; /* 1 + the writer that was the last to come */
} books = {};

unsigned there()
{
	unsigned count = 0;

	for (const known &k : books.of)
		count += k.reader || k.writer;
	return count;
}

/* The step that counts it in. */
void arrive(unsigned t)
{
	known &me = books.of[t];

	if (me.reader || me.writer)
		throw failure{"books", "one call counts itself in twice"};
	me.missed = 0;
	me.may_enter = false;
	if (me.doing == call::read || me.doing == call::try_read) {
		me.reader = true;
		me.may_enter = books.queued == 0;
	} else {
		me.writer = true;
		books.queue[books.queued++] = static_cast<std::uint8_t>(t);
	}
}

void leave(unsigned t)
{
	known &me = books.of[t];

	if (!me.inside)
		throw failure{"exclusion", "who is not in gives up the lock"};
	if (me.writer) {
		books.queued--;
		for (unsigned i = 0; i < books.queued; i++)
			books.queue[i] = books.queue[i + 1];
		books.queue[books.queued] = 0;
		for (known &other : books.of) {
			if (!other.reader)
				continue;
			other.missed++;
			other.may_enter = true;
		}
	}
	me.reader = me.writer = me.inside = me.may_enter = false;
	me.missed = 0;
}

void convert(unsigned t)
{
	known &me = books.of[t];

	if (!me.inside || there() != 1)
		throw failure{"exclusion", "a reader that is not alone becomes a writer"};
	me.reader = me.may_enter = false;
	me.writer = true;
	me.missed = 0;
	books.queue[books.queued++] = static_cast<std::uint8_t>(t);
}

void check_books(std::uint64_t bits)
{
	const rw_word word(static_cast<ULONG>(bits));
	unsigned readers = 0;

	for (const known &k : books.of)
		readers += k.reader;
	if (word.writers() != books.queued || word.readers() + word.waiting() != readers)
		throw failure{"books", "the word's counts are wrong"};
	if (word.writers() == 0 && word.waiting())
		throw failure{"books", "readers wait for nobody"};
	if (!word.writers() && !word.readers() && word.bits())
		throw failure{"free", "a free lock is not 0"};
}

const char *enter(known &me, unsigned t)
{
	if (!me.reader && !me.writer)
		return "it was told that it is in, and is not counted";
	for (const known &other : books.of) {
		if (other.inside && (me.writer || other.writer))
			return "a writer is not alone";
	}
	me.inside = true;
	if (me.is_last && --books.users == 0 && me.writer)
		books.frees = static_cast<std::uint8_t>(t + 1);
	return nullptr;
}

/* Why a refusal is none that was promised. */
const char *refused(const known &me)
{
	switch (me.doing) {
	case call::convert:
		return there() == 1 ? "nobody is in the way of a conversion" : nullptr;
	case call::try_read:
		return books.queued == 0 ? "no writer is in the way of a reader" : nullptr;
	default:
		return there() == 0 ? "nobody is in the way of a writer" : nullptr;
	}
}

} /* namespace */

void rw::begins(call what, bool is_last) noexcept
{
	known &me = books.of[walker::self()];

	me.doing = what;
	me.is_last = is_last;
	me.by_step = false;
}

void rw::returned(bool good) noexcept
{
	const unsigned t = walker::self();
	known &me = books.of[t];
	const bool leaves = me.doing == call::unread || me.doing == call::unwrite;

	if (leaves) {
		if (!good)
			return walker::fail("refusal", "a release says that the lock is not held");
		if (books.frees == t + 1)
			walker::free(word, sizeof(*word));
	} else if (!good) {
		if (const char *const why = refused(me); why && walker::is_sequential())
			walker::fail("refusal", why);
	} else if (me.doing != call::convert) {
		if (const char *const why = enter(me, t))
			walker::fail("exclusion", why);
		if (me.writer && books.queue[0] != t)
			walker::fail("order", "a writer passes one that came before it");
		if (me.reader && !me.may_enter)
			walker::fail("waits", "a reader passes a writer that came before it");
		if (me.missed > 1)
			walker::fail("waits", "a reader waits for more than one writer");
		if (me.reader && me.by_step != (me.missed == 0))
			walker::fail("waits", "a reader waits though no writer was there");
	}
	me.doing = call::none;
}

void model::start(unsigned n, const char *const *)
{
	books = {};
	books.n = books.users = static_cast<std::uint8_t>(n);
	walker::may_be_freed(rw::word, sizeof(*rw::word));
}

void model::stepped(unsigned t, const walker::request &r, std::uint64_t before, std::uint64_t after)
{
	known &me = books.of[t];
	const bool leaves = me.doing == call::unread || me.doing == call::unwrite;

	if (r.where != reinterpret_cast<std::uintptr_t>(rw::word))
		return;
	if (leaves && me.by_step)
		throw failure{"after release", "a step after the lock was given up"};
	me.by_step = before != after;
	if (!me.by_step)
		return;
	if (leaves)
		leave(t);
	else if (me.doing == call::convert)
		convert(t);
	else
		arrive(t);
	check_books(after);
}

void model::check_end()
{
	if (*rw::word)
		throw failure{"free", "all have left, and the word is not 0"};
}
