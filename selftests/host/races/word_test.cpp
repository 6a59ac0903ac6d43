// SPDX-License-Identifier: GPL-2.0
/*
 * word_test.cpp - every value of the lock word's fields, and every kind of address in its tail.
 *
 * Built twice: as it is, and with ARM64_CODING for the coding that arm64 has.
 */
#include <gtest/gtest.h>

#ifdef ARM64_CODING
/* After the last of the system's headers: only seam.h asks. */
#define __aarch64__ 1
#endif
#include "../../../module/lock/lock_word.hpp"

using ntspin::lock_word;
using ntspin::ticket;

namespace
{

constexpr unsigned tickets = 256;
constexpr unsigned nexts = 4;

struct range {
	const char *what;
	ULONG_PTR lowest;
	ULONG_PTR highest;
};

const range addresses[] = {
	{"user space, 47 bits", 0x0000'0000'0000'1000, 0x0000'7fff'ffff'fff8},
	{"x86-64 with 4 levels, kernel", 0xffff'8000'0000'0000, 0xffff'ffff'ffff'fff8},
#ifdef ARM64_CODING
	{"arm64 with 48 bits, user", 0x0000'0000'0000'1000, 0x0000'ffff'ffff'fff8},
	{"arm64 with 48 bits, kernel", 0xffff'0000'0000'0000, 0xffff'ffff'ffff'fff8},
	{"arm64 with 52 bits, user", 0x0000'0000'0000'1000, 0x000f'ffff'ffff'fff8},
	{"arm64 with 52 bits, kernel", 0xfff0'0000'0000'0000, 0xffff'ffff'ffff'fff8},
#else
	{"x86-64 with 5 levels, user", 0x0000'0000'0000'1000, 0x00ff'ffff'ffff'fff8},
	{"x86-64 with 5 levels, kernel", 0xff00'0000'0000'0000, 0xffff'ffff'ffff'fff8},
	{"x86-64 with 5 levels, direct map", 0xff11'0000'0000'0000, 0xff90'ffff'ffff'fff8},
#endif
};

/* Any word with these fields; q only counts relative to s. */
lock_word word(unsigned s, unsigned out, ULONG_PTR tail)
{
	lock_word made = lock_word::free_at(static_cast<ticket>(s));

	for (; out > 0; out--)
		made = made.with_ticket_taken();
	return made.with_tail(tail);
}

template <class Check> void for_each_state(Check check)
{
	for (unsigned s = 0; s < tickets; s++)
		for (unsigned out = 0; out < nexts; out++)
			for (const ULONG_PTR tail :
			     {ULONG_PTR{0}, ULONG_PTR{8}, ULONG_PTR{0xffff'8000'0000'0008}})
				check(s, out, tail);
}

} /* namespace */

TEST(lock_word, zeroed_storage_is_free)
{
	EXPECT_TRUE(lock_word(0).is_free());
	EXPECT_EQ(lock_word::free_at(0).bits(), 0u);
}

TEST(lock_word, reads_back_what_it_was_made_of)
{
	for_each_state([](unsigned s, unsigned out, ULONG_PTR tail) {
		const lock_word made = word(s, out, tail);

		ASSERT_EQ(made.serving(), s);
		ASSERT_EQ(made.out(), out);
		ASSERT_EQ(made.tail(), tail);
		ASSERT_EQ(made.has_tail(), tail != 0);
		ASSERT_EQ(made.is_free(), tail == 0 && out == 0);
		ASSERT_EQ(made.next_ticket(), (s + out) % tickets);
	});
}

TEST(lock_word, takes_a_ticket_and_touches_nothing_else)
{
	for_each_state([](unsigned s, unsigned out, ULONG_PTR tail) {
		const lock_word taken = word(s, out, tail).with_ticket_taken();

		ASSERT_EQ(taken.serving(), s);
		ASSERT_EQ(taken.out(), (out + 1) % nexts);
		ASSERT_EQ(taken.tail(), tail);
	});
}

TEST(lock_word, first_ticket_of_a_free_word_is_any_other_ticket)
{
	for (unsigned s = 0; s < tickets; s++) {
		const lock_word free = lock_word::free_at(static_cast<ticket>(s));

		ASSERT_TRUE(free.is_free());
		ASSERT_EQ(free.with_first_ticket_taken().bits(), free.with_ticket_taken().bits());
	}
}

TEST(lock_word, serves_the_next_and_touches_nothing_else)
{
	for_each_state([](unsigned s, unsigned out, ULONG_PTR tail) {
		const lock_word served =
			word(s, out, tail).with_serving(static_cast<ticket>(s + 1));

		ASSERT_EQ(served.serving(), (s + 1) % tickets);
		ASSERT_EQ(served.out(), (out + nexts - 1) % nexts);
		ASSERT_EQ(served.tail(), tail);
	});
}

TEST(lock_word, replaces_the_tail_and_touches_nothing_else)
{
	for_each_state([](unsigned s, unsigned out, ULONG_PTR tail) {
		for (const ULONG_PTR next : {ULONG_PTR{0}, ULONG_PTR{0x7fff'ffff'fff8}}) {
			const lock_word replaced = word(s, out, tail).with_tail(next);

			ASSERT_EQ(replaced.serving(), s);
			ASSERT_EQ(replaced.out(), out);
			ASSERT_EQ(replaced.tail(), next);
		}
	});
}

TEST(lock_word, knows_its_tail_and_no_other)
{
	for_each_state([](unsigned s, unsigned out, ULONG_PTR tail) {
		const lock_word made = word(s, out, tail);

		ASSERT_TRUE(made.is_tail(tail));
		ASSERT_FALSE(made.is_tail(tail + 8));
		ASSERT_FALSE(made.is_tail(tail + 0x1000));
	});
}

#ifdef ARM64_CODING
/* KASAN's, in the top byte: of a stack, as the word's other tails have it too. */
TEST(tail_coding, loses_a_pointers_tag_and_knows_the_pointer)
{
	constexpr ULONG_PTR untagged = 0xffff'8000'0123'4568;

	for (ULONG_PTR tag = 0; tag <= 0xff; tag++) {
		const ULONG_PTR pointer = (untagged & ~(ULONG_PTR{0xff} << 56)) | tag << 56;
		const lock_word made = word(0xff, 2, pointer);

		ASSERT_EQ(made.tail(), untagged);
		ASSERT_TRUE(made.is_tail(pointer));
		ASSERT_FALSE(made.is_tail(pointer + 8));
		ASSERT_EQ(made.with_tail(0).bits(), word(0xff, 2, 0).bits());
	}
}
#endif

/* Each bit on its own, both ends, and an address that walks through the range. */
TEST(tail_coding, keeps_every_address)
{
	for (const range &range : addresses) {
		SCOPED_TRACE(range.what);
		const auto survives = [&](ULONG_PTR address) {
			if (address < range.lowest || address > range.highest)
				return;
			ASSERT_EQ(word(0xff, 2, address).tail(), address);
			ASSERT_TRUE(ntspin::tail_survives(address));
		};
		const ULONG_PTR step = (range.highest - range.lowest) / 9973 & ~ULONG_PTR{7};

		survives(range.lowest);
		survives(range.highest);
		for (unsigned bit = 3; bit < 64; bit++) {
			survives(range.lowest ^ ULONG_PTR{1} << bit);
			survives(range.highest ^ ULONG_PTR{1} << bit);
		}
		for (ULONG_PTR i = 0; i < 9973; i++)
			survives(range.lowest + i * step);
	}
}
