// SPDX-License-Identifier: GPL-2.0
/* world.cpp - steps, and whether what comes of them was promised. */
#include "world.hpp"

#include <stdio.h>

#include "failure.hpp"
#include "rw_word.hpp"

namespace rw
{

using ntspin::rw_word;

void world::start(unsigned n, const char *const *programs, bool limited)
{
	*this = {};
	n_ = n;
	limited_ = limited;
	for (unsigned t = 0; t < n; t++)
		contender_[t].start(programs[t]);
}

bool world::can_step(unsigned t) const
{
	const request &r = contender_[t].pending();

	if (contender_[t].doing() == call::none)
		return false;
	switch (r.what) {
	case action::wait_while:
		return (word_ & r.expected) != r.desired;
	case action::wait_until:
		return (word_ & r.expected) == r.desired;
	default:
		return true;
	}
}

bool world::is_over() const
{
	for (unsigned t = 0; t < n_; t++) {
		if (contender_[t].doing() != call::none)
			return false;
	}
	return true;
}

void world::check_end() const
{
	if (word_)
		throw failure{"free", "all have left, and the word is not 0"};
}

unsigned world::there() const
{
	unsigned count = 0;

	for (unsigned t = 0; t < n_; t++)
		count += known_[t].reader || known_[t].writer;
	return count;
}

/* The step that counts it in. */
void world::arrive(unsigned t)
{
	const call doing = contender_[t].doing();
	known &me = known_[t];

	if (me.reader || me.writer)
		throw failure{"books", "one call counts itself in twice"};
	me = {};
	if (doing == call::read || doing == call::try_read) {
		me.reader = true;
		me.may_enter = in_line_ == 0;
	} else {
		me.writer = true;
		line_[in_line_++] = static_cast<UCHAR>(t);
	}
}

void world::enter(unsigned t, sights &seen)
{
	known &me = known_[t];

	if (!me.reader && !me.writer)
		throw failure{"exclusion", "it was told that it is in, and is not counted"};
	for (unsigned other = 0; other < n_; other++) {
		if (known_[other].inside && (me.writer || known_[other].writer))
			throw failure{"exclusion", "a writer is not alone"};
	}
	if (me.writer && line_[0] != t)
		throw failure{"order", "a writer passes one that came before it"};
	if (me.reader && !me.may_enter)
		throw failure{"waits", "a reader passes a writer that came before it"};
	if (me.missed > 1)
		throw failure{"waits", "a reader waits for more than one writer"};
	me.inside = true;

	unsigned inside = 0;

	for (unsigned other = 0; other < n_; other++)
		inside += known_[other].inside && known_[other].reader;
	if (seen.readers_inside < inside)
		seen.readers_inside = inside;
}

void world::leave(unsigned t, sights &seen)
{
	known &me = known_[t];
	unsigned batch = 0;

	if (!me.inside)
		throw failure{"exclusion", "who is not in gives up the lock"};
	if (me.writer) {
		in_line_--;
		for (unsigned i = 0; i < in_line_; i++)
			line_[i] = line_[i + 1];
		line_[in_line_] = 0;
		for (unsigned other = 0; other < n_; other++) {
			if (!known_[other].reader)
				continue;
			known_[other].missed++;
			known_[other].may_enter = true;
			batch++;
		}
		if (seen.readers_in_batch < batch)
			seen.readers_in_batch = batch;
	}
	me = {};
}

void world::convert(unsigned t, sights &seen)
{
	if (!known_[t].inside || there() != 1)
		throw failure{"exclusion", "a reader that is not alone becomes a writer"};
	known_[t] = {
		.reader = false, .writer = true, .inside = true, .may_enter = false, .missed = 0};
	line_[in_line_++] = static_cast<UCHAR>(t);
	seen.converted++;
}

void world::returned(unsigned t, bool changed, sights &seen)
{
	const call doing = contender_[t].doing();
	const bool good = contender_[t].returned();

	switch (doing) {
	case call::unread:
	case call::unwrite:
		if (!good)
			throw failure{"refusal", "a release says that the lock is not held"};
		if (!changed)
			throw failure{"after release", "a step after the lock was given up"};
		return;
	case call::convert:
		if (!good && there() == 1 && known_[t].inside)
			throw failure{"refusal", "nobody is in the way of a conversion"};
		break;
	case call::try_read:
		if (!good && in_line_ == 0 && !limited_)
			throw failure{"refusal", "no writer is in the way of a reader"};
		break;
	case call::try_write:
		if (!good && there() == 0)
			throw failure{"refusal", "nobody is in the way of a writer"};
		break;
	default:
		break;
	}
	if (!good)
		seen.refused++;
	else if (doing != call::convert)
		enter(t, seen);
	if (good && changed != (doing == call::convert || known_[t].missed == 0) &&
	    known_[t].reader)
		throw failure{"waits", "a reader waits though no writer was there"};
	seen.waited += good && !changed;
}

void world::check_books() const
{
	const rw_word word(word_);
	unsigned readers = 0;

	for (unsigned t = 0; t < n_; t++)
		readers += known_[t].reader;
	if (word.writers() != in_line_ || word.readers() + word.waiting() != readers)
		throw failure{"books", "the word's counts are wrong"};
	if (word.writers() == 0 && word.waiting())
		throw failure{"books", "readers wait for nobody"};
	if (!word.writers() && !word.readers() && word.bits())
		throw failure{"free", "a free lock is not 0"};
}

void world::step(unsigned t, sights &seen)
{
	const request r = contender_[t].pending();
	const call doing = contender_[t].doing();
	const ULONG found = word_;
	const bool changes = r.what == action::compare_exchange && found == r.expected;

	if (changes) {
		word_ = r.desired;
		if (doing == call::unread || doing == call::unwrite)
			leave(t, seen);
		else if (doing == call::convert)
			convert(t, seen);
		else
			arrive(t);
		check_books();
	}
	if (contender_[t].answer(found)) {
		returned(t, changes, seen);
		contender_[t].go_on();
	} else if (changes && (doing == call::unread || doing == call::unwrite)) {
		throw failure{"after release", "a step after the lock was given up"};
	}
}

void world::digest(ULONGLONG (&into)[2]) const
{
	const auto add = [&](ULONGLONG value) {
		into[0] = (into[0] ^ value) * 0x9e3779b97f4a7c15;
		into[0] ^= into[0] >> 29;
		into[1] = (into[1] + value) * 0xd6e8feb86659fd93;
		into[1] ^= into[1] >> 32;
	};

	into[0] = into[1] = word_;
	for (unsigned t = 0; t < n_; t++) {
		const request &r = contender_[t].pending();
		const known &k = known_[t];

		add(reinterpret_cast<ULONG_PTR>(contender_[t].rest()));
		add(static_cast<ULONGLONG>(contender_[t].doing()) << 48 |
		    static_cast<ULONGLONG>(r.what) << 40 | r.contended << 20 | k.reader << 16 |
		    k.writer << 15 | k.inside << 14 | k.may_enter << 13 | k.missed << 5 | line_[t]);
		add(static_cast<ULONGLONG>(r.expected) << 32 | r.desired);
	}
}

void world::describe(unsigned t, char *text, unsigned size) const
{
	static const char *const calls[] = {"read",    "write",	 "try_read", "try_write",
					    "convert", "unread", "unwrite",  "none"};
	static const char *const actions[] = {"load", "compare_exchange", "wait_while",
					      "wait_until"};
	const request &r = contender_[t].pending();

	snprintf(text, size, "%u: %s: %s %08x %08x, word %08x", t,
		 calls[static_cast<unsigned>(contender_[t].doing())],
		 actions[static_cast<unsigned>(r.what)], r.expected, r.desired, word_);
}

} /* namespace rw */
