// SPDX-License-Identifier: GPL-2.0
/*
 * records_promises.cpp - what the verifier's records have promised, checked as the steps are made:
 *
 *   exclusion  a lock has one owner; its word is not made 0 by another while it is held
 *   report     nothing is reported of who does no wrong; a word that is none is found, once
 *   new        a lock that is in use is not taken for a new one, its word being 0 or not
 *   torn       a row shows a holder as one wrote it
 *   class      lockdep is asked of a lock's class by whoever has seen the lock begin, and of no other
 *   race       a record is one lock's while somebody refers to it
 */
#include <cstring>

#include "../explorer/failure.hpp"
#include "records.hpp"

namespace
{

using explorer::failure;

part_of_state struct {
	std::uint8_t owner[2]; /* 1 + who has the lock */
	std::uint8_t with_garbage;
	std::uint8_t found;    /* how often that was reported */
	std::uint8_t begun[2]; /* how often it was taken for a new lock */
	std::uint8_t wraps;
	std::uint8_t shares; /* there are two locks, which may take each other's record */
} books = {};

} /* namespace */

void records::enters(unsigned lock) noexcept
{
	if (books.owner[lock])
		walker::fail("exclusion", "it owns, and so does another");
	books.owner[lock] = static_cast<std::uint8_t>(walker::self() + 1);
}

void records::leaves(unsigned lock) noexcept
{
	books.owner[lock] = 0;
}

void records::reports(bool of_garbage) noexcept
{
	if (!of_garbage || !books.with_garbage)
		walker::fail("report", "of what is no misuse");
	books.found++;
}

void records::begins(unsigned lock) noexcept
{
	if (books.begun[lock]++ && !books.shares)
		walker::fail("new", "a lock in use is taken for a new one");
}

void records::has_class_of_another() noexcept
{
	walker::fail("class",
		     "lockdep is asked of a lock whose record has no class yet, or another's");
}

void records::sees(unsigned one, unsigned other, std::uintptr_t third) noexcept
{
	if (one != other || one != third)
		walker::fail("torn", "a row shows two holders as one");
}

void model::start(unsigned n, const char *const *programs)
{
	books = {};
	for (unsigned t = 0; t < n; t++) {
		books.with_garbage |= std::strchr(programs[t], 'g') != nullptr;
		books.wraps |= std::strchr(programs[t], 'w') != nullptr;
		books.shares |= std::strchr(programs[t], 'b') != nullptr;
	}
	books.begun[0] = books.wraps;
	records::prepare(books.with_garbage, books.wraps);
}

void model::stepped(unsigned t, const walker::request &r, std::uint64_t before, std::uint64_t after)
{
	for (unsigned lock = 0; lock < 2; lock++) {
		if (r.where == records::word_of(lock) && before != after && after == 0 &&
		    r.size == 8 && books.owner[lock] && books.owner[lock] != t + 1)
			throw failure{"exclusion", "the word of a lock that is held is made 0"};
	}
}

void model::check_end()
{
	if (books.with_garbage && books.found != 1)
		throw failure{"report", "a word that is none is not found, or twice"};
}
