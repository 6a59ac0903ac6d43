// SPDX-License-Identifier: GPL-2.0
/*
 * word_test.cpp - at every count of every field: a step changes what it says, and nothing beside it.
 *
 * Prints each step that does not, and exits with 1 then.
 */
#include <stdio.h>

#include "lock/rw_word.hpp"

namespace
{

using ntspin::rw_word;

struct fields {
	ULONG r, q, n, s;

	ULONG bits() const
	{
		return r | q << 12 | n << 24 | s << 28;
	}
};

unsigned long words, failures;

void expect(bool good, const char *claim, const fields &f)
{
	if (good)
		return;
	if (failures++ < 10)
		printf("not so: %s, at r %u q %u n %u s %u\n", claim, f.r, f.q, f.n, f.s);
}

void expect_word(rw_word found, fields wanted, const char *claim, const fields &f)
{
	if (!wanted.r && !wanted.q && !wanted.n)
		wanted.s = 0;
	expect(found.bits() == wanted.bits(), claim, f);
}

void check(const fields &f)
{
	const rw_word word(f.bits());

	words++;
	expect(word.readers() == f.r && word.waiting() == f.q && word.writers() == f.n &&
		       word.serving() == f.s,
	       "reads back what it was made of", f);
	expect(word.admits_reader() == (!f.n && f.r < 4095), "admits a reader", f);
	expect(word.lets_reader_wait() == (f.n && f.q < 4095), "lets a reader wait", f);
	expect(word.lets_writer_wait() == (f.n < 15), "lets a writer wait", f);
	expect(word.turn_of_next_writer() == (f.s + f.n) % 16 << 28, "the next writer's turn", f);
	if (word.admits_reader())
		expect_word(word.with_reader(), {f.r + 1, f.q, f.n, f.s}, "one reader more", f);
	if (word.lets_reader_wait())
		expect_word(word.with_waiting_reader(), {f.r, f.q + 1, f.n, f.s},
			    "one waiting reader more", f);
	if (word.lets_writer_wait())
		expect_word(word.with_writer(), {f.r, f.q, f.n + 1, f.s}, "one writer more", f);
	if (f.r)
		expect_word(word.without_reader(), {f.r - 1, f.q, f.n, f.s}, "one reader less", f);
	if (word.is_owned_by_writer())
		expect_word(word.without_writer(), {f.q, 0, f.n - 1, (f.s + 1) % 16},
			    "the writer goes, its batch is in", f);
	if (word.has_sole_reader())
		expect_word(word.with_reader_made_writer(), {0, f.q, 1, f.s}, "converted", f);
}

} /* namespace */

int main()
{
	constexpr ULONG counts[] = {0,	  1,	2,    15,   16,	  255,	256,
				    1023, 1024, 2047, 2048, 4093, 4094, 4095};

	for (ULONG s = 0; s < 16; s++)
		for (ULONG n = 0; n < 16; n++)
			for (const ULONG q : counts)
				for (const ULONG r : counts)
					/* Such as there are: the invariants of rw_word.hpp. */
					if ((n || !q) && (n || r || !s))
						check({r, q, n, s});
	printf("%lu words, %lu failures\n", words, failures);
	return failures != 0;
}
