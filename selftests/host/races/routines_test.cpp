// SPDX-License-Identifier: GPL-2.0
/*
 * routines_test.cpp - the routines by one caller: levels, handles and words, flavour by flavour.
 */
#include <gtest/gtest.h>

#include "../host_seam.hpp"

namespace
{

class routines : public testing::Test {
protected:
	void SetUp() override
	{
		KeLowerIrql(PASSIVE_LEVEL);
		for (unsigned &count : host::reported)
			count = 0;
	}

	KSPIN_LOCK lock_ = 0;
	KLOCK_QUEUE_HANDLE handle_ = {};
};

} /* namespace */

TEST_F(routines, queued_pair_raises_and_restores)
{
	for (const KIRQL level : {PASSIVE_LEVEL, APC_LEVEL, DISPATCH_LEVEL}) {
		KIRQL old;

		KeRaiseIrql(level, &old);
		KeAcquireInStackQueuedSpinLock(&lock_, &handle_);
		EXPECT_EQ(KeGetCurrentIrql(), DISPATCH_LEVEL);
		EXPECT_EQ(handle_.OldIrql, level);
		EXPECT_FALSE(KeTestSpinLock(&lock_));
		KeReleaseInStackQueuedSpinLock(&handle_);
		EXPECT_EQ(KeGetCurrentIrql(), level);
		EXPECT_TRUE(KeTestSpinLock(&lock_));
	}
}

TEST_F(routines, at_dpc_level_leaves_level_and_old_irql_alone)
{
	KeRaiseIrqlToDpcLevel();
	handle_.OldIrql = 77;
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock_, &handle_);
	EXPECT_EQ(handle_.OldIrql, 77);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle_);
	EXPECT_EQ(handle_.OldIrql, 77);
	EXPECT_EQ(KeGetCurrentIrql(), DISPATCH_LEVEL);
}

TEST_F(routines, held_handle_points_to_its_lock)
{
	KeAcquireInStackQueuedSpinLock(&lock_, &handle_);
	EXPECT_NE(handle_.LockQueue.Lock, nullptr);
	KeReleaseInStackQueuedSpinLock(&handle_);
	EXPECT_EQ(handle_.LockQueue.Lock, nullptr);
}

TEST_F(routines, try_fails_on_a_held_lock_and_leaves_the_word)
{
	KeAcquireInStackQueuedSpinLock(&lock_, &handle_);

	const KSPIN_LOCK held = lock_;

	EXPECT_FALSE(KeTryToAcquireSpinLockAtDpcLevel(&lock_));
	EXPECT_EQ(lock_, held);
	KeReleaseInStackQueuedSpinLock(&handle_);
	KeRaiseIrqlToDpcLevel();
	EXPECT_TRUE(KeTryToAcquireSpinLockAtDpcLevel(&lock_));
	KeReleaseSpinLock(&lock_, PASSIVE_LEVEL);
	EXPECT_EQ(KeGetCurrentIrql(), PASSIVE_LEVEL);
}

TEST_F(routines, second_release_is_reported_and_changes_nothing)
{
	KeAcquireInStackQueuedSpinLock(&lock_, &handle_);
	KeReleaseInStackQueuedSpinLock(&handle_);

	const KSPIN_LOCK free = lock_;

	KeReleaseInStackQueuedSpinLock(&handle_);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle_);
	EXPECT_EQ(lock_, free);
	EXPECT_EQ(host::reported[NTSPIN_RELEASED_TWICE], 2u);
}

TEST_F(routines, old_irql_above_the_level_is_reported_and_the_lock_released)
{
	KeAcquireInStackQueuedSpinLock(&lock_, &handle_);
	handle_.OldIrql = 0xa5;
	KeReleaseInStackQueuedSpinLock(&handle_);
	EXPECT_TRUE(KeTestSpinLock(&lock_));
	EXPECT_EQ(KeGetCurrentIrql(), DISPATCH_LEVEL);
	EXPECT_EQ(host::reported[NTSPIN_RESTORED_ABOVE], 1u);
}

TEST_F(routines, a_thousand_uses_wrap_the_tickets)
{
	for (unsigned i = 0; i < 1000; i++) {
		KIRQL old;

		KeAcquireInStackQueuedSpinLock(&lock_, &handle_);
		KeReleaseInStackQueuedSpinLock(&handle_);
		KeAcquireSpinLock(&lock_, &old);
		ASSERT_EQ(lock_ >> 10, 0u);
		KeReleaseSpinLock(&lock_, old);
		ASSERT_TRUE(KeTestSpinLock(&lock_));
	}
}
