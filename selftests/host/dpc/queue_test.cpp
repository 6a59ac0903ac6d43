// SPDX-License-Identifier: GPL-2.0
/*
 * queue_test.cpp - the routines for DPCs by one caller, step by step.
 */
#include <gtest/gtest.h>

#include "dpc_seam.hpp"

namespace
{

constexpr ULONG here = 0;
constexpr ULONG there = 1;

class dpc_queue : public testing::Test {
protected:
	void SetUp() override
	{
		host::reset_dpc_queues();
		host::become_processor(here);
		KeInitializeDpc(&dpc_, note, this);
		KeSetTargetProcessorDpc(&dpc_, there);
		ntspin_raise_to_dispatch();
	}

	void TearDown() override
	{
		ntspin_lower_irql(PASSIVE_LEVEL);
	}

	static VOID NTAPI note(PKDPC, PVOID context, PVOID first, PVOID)
	{
		auto *const test = static_cast<dpc_queue *>(context);

		test->ran_++;
		test->argument_ = first;
	}

	static void run(ULONG processor)
	{
		while (ntspin_dpc_run_round(&host::dpc_queues[processor]))
			;
	}

	KDPC dpc_;
	unsigned ran_ = 0;
	PVOID argument_ = nullptr;
};

} /* namespace */

TEST_F(dpc_queue, a_second_insert_is_refused_and_changes_nothing)
{
	int one, two;

	EXPECT_TRUE(KeInsertQueueDpc(&dpc_, &one, nullptr));
	KeSetTargetProcessorDpc(&dpc_, here);
	EXPECT_FALSE(KeInsertQueueDpc(&dpc_, &two, nullptr));
	run(here);
	EXPECT_EQ(ran_, 0u);
	run(there);
	EXPECT_EQ(ran_, 1u);
	EXPECT_EQ(argument_, &one);
	EXPECT_TRUE(KeInsertQueueDpc(&dpc_, &two, nullptr));
	run(here);
	EXPECT_EQ(ran_, 2u);
}

TEST_F(dpc_queue, one_that_is_moved_is_refused_and_removed_as_before)
{
	EXPECT_TRUE(KeInsertQueueDpc(&dpc_, nullptr, nullptr));
	ntspin_dpc_move(&host::dpc_queues[there], &host::dpc_queues[here]);
	EXPECT_FALSE(KeInsertQueueDpc(&dpc_, nullptr, nullptr));
	run(there);
	EXPECT_EQ(ran_, 0u);
	EXPECT_TRUE(KeRemoveQueueDpc(&dpc_));
	EXPECT_FALSE(KeRemoveQueueDpc(&dpc_));
	run(here);
	EXPECT_EQ(ran_, 0u);
	EXPECT_TRUE(KeInsertQueueDpc(&dpc_, nullptr, nullptr));
	run(there);
	EXPECT_EQ(ran_, 1u);
}
