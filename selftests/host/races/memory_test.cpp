// SPDX-License-Identifier: GPL-2.0
/*
 * memory_test.cpp - what a free of memory costs where many locks are known, in places looked at; and
 * that it ends the locks in it.
 */
#include "verified.hpp"

namespace
{

class memory : public verified {
protected:
	static constexpr unsigned known = 3000;

	struct alignas(64) object {
		KSPIN_LOCK lock;
		char rest[56];
	};

	/* A lock in every second object, as beside objects that have none. */
	void know_many()
	{
		for (unsigned i = 0; i < known; i++)
			KeInitializeSpinLock(&objects_[2 * i].lock);
	}

	/* Of the objects that had locks, and their neighbours; what that looked at. */
	ULONG free_all()
	{
		ULONG all = 0;

		for (object &gone : objects_)
			all += ntspin_memory_gone(&gone, sizeof(gone));
		return all;
	}

	/* The most and all that the frees of the others look at, of so many objects at a time. */
	ULONG look(unsigned at_a_time, ULONG &most)
	{
		ULONG all = 0;

		most = 0;
		for (unsigned i = 0; i + at_a_time <= others; i += at_a_time) {
			const ULONG steps =
				ntspin_memory_gone(&others_[i], at_a_time * sizeof(object));

			all += steps;
			most = steps > most ? steps : most;
		}
		return all;
	}

	static constexpr unsigned others = 4096;

	std::vector<object> objects_ = std::vector<object>(2 * known);
	std::vector<object> others_ = std::vector<object>(others);
};

} /* namespace */

TEST_F(memory, a_free_looks_at_no_more_where_thousands_are_known)
{
	for (const unsigned at_a_time : {1U, 4U, 64U}) {
		SCOPED_TRACE(at_a_time);
		SetUp();

		ULONG most;
		const ULONG none_known = look(at_a_time, most);

		/* Each page that the memory is in, and no more. */
		EXPECT_LE(none_known, others / at_a_time * (1 + at_a_time / 64) + others / 64);
		know_many();
		EXPECT_LE(look(at_a_time, most), 3 * none_known + others);
		EXPECT_LT(most, at_a_time * 2 + 20);
		free_all();
		EXPECT_LE(look(at_a_time, most), 2 * none_known);
		/* Where they were, too. */
		EXPECT_LE(free_all(), objects_.size() * 11 / 10);
	}
}

/* The neighbours of objects with locks, in one page with them. */
TEST_F(memory, nor_beside_them)
{
	ULONG all = 0;

	know_many();
	for (unsigned i = 0; i < known; i++)
		all += ntspin_memory_gone(&objects_[2 * i + 1], sizeof(object));
	EXPECT_LE(all, 3 * known);
}

/* More are known than there is room for: those that made room for others lie nowhere. */
TEST_F(memory, nor_when_too_many_have_gone)
{
	ULONG most;
	const ULONG none_known = look(1, most);

	for (object &each : objects_)
		KeInitializeSpinLock(&each.lock);
	free_all();
	EXPECT_LE(look(1, most), none_known);
}

TEST_F(memory, a_lock_ends_with_its_memory_and_no_other_does)
{
	KSPIN_LOCK pair[20] = {};

	for (KSPIN_LOCK &lock : pair)
		KeInitializeSpinLock(&lock);
	nest(pair[8], pair[9]);
	nest(pair[10], pair[11]);
	ntspin_memory_gone(&pair[9], sizeof(pair[9]));
	nest(pair[9], pair[8]);
	EXPECT_EQ(found(), 0U);
	nest(pair[11], pair[10]);
	EXPECT_EQ(found(), 1U);
}

/* No circle leads by way of a lock that is gone, though nobody else is there yet. */
TEST_F(memory, nor_is_it_a_link_between_others)
{
	KSPIN_LOCK link = 0;

	nest(a_, link);
	nest(link, b_);
	ntspin_memory_gone(&link, sizeof(link));
	nest(b_, a_);
	EXPECT_EQ(found(), 0U);
}

TEST_F(memory, all_locks_of_a_line_end)
{
	alignas(64) EX_SPIN_LOCK locks[16] = {};
	const auto both = [](EX_SPIN_LOCK &outer, EX_SPIN_LOCK &inner) {
		const KIRQL old = ExAcquireSpinLockExclusive(&outer);

		ExAcquireSpinLockExclusiveAtDpcLevel(&inner);
		ExReleaseSpinLockExclusiveFromDpcLevel(&inner);
		ExReleaseSpinLockExclusive(&outer, old);
	};

	for (unsigned i = 1; i < 16; i++)
		both(locks[i - 1], locks[i]);
	ntspin_memory_gone(const_cast<LONG *>(locks), sizeof(locks));
	for (unsigned i = 1; i < 16; i++)
		both(locks[i], locks[i - 1]);
	EXPECT_EQ(found(), 0U);
}

TEST_F(memory, a_lock_that_is_held_in_it_is_said)
{
	KIRQL old;

	know_many();
	KeAcquireSpinLock(&objects_[10].lock, &old);
	ntspin_memory_gone(&objects_[9], 2 * sizeof(object));
	EXPECT_EQ(host::reported[NTSPIN_MEMORY_FREED], 1U);
	ntspin_memory_gone(&objects_[9], 2 * sizeof(object));
	EXPECT_EQ(host::reported[NTSPIN_MEMORY_FREED], 1U);
	KeLowerIrql(old);
}
