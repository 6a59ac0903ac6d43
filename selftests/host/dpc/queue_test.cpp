// SPDX-License-Identifier: GPL-2.0
/*
 * queue_test.cpp - the routines for DPCs, step by step, with an insert held up in its middle.
 */
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "../../../module/ke/dpc_queue.hpp"
#include "dpc_seam.hpp"

namespace
{

constexpr ULONG here = 0;
constexpr ULONG there = 1;

class dpcs : public testing::Test {
protected:
	void SetUp() override
	{
		host::reset_dpc_queues();
		host::become_processor(here);
		KeInitializeDpc(&dpc_, record, this);
		KeSetTargetProcessorDpc(&dpc_, there);
		ntspin_raise_to_dispatch();
	}

	void TearDown() override
	{
		ntspin_lower_irql(PASSIVE_LEVEL);
	}

	static VOID NTAPI record(PKDPC, PVOID context, PVOID first, PVOID)
	{
		auto *const test = static_cast<dpcs *>(context);

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

TEST_F(dpcs, a_second_insert_is_refused_and_changes_nothing)
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

TEST_F(dpcs, one_that_is_moved_is_refused_and_removed_as_before)
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

/* Others that arrive meanwhile do not end the wait. */
TEST_F(dpcs, a_removal_waits_for_the_push_of_one_that_is_claimed)
{
	::dpc_queue &queue = host::dpc_queues[there];
	std::atomic<bool> begun = false, ended = false;
	bool removed = false;
	KDPC another;

	ASSERT_TRUE(claim(dpc_, queue));
	EXPECT_FALSE(KeInsertQueueDpc(&dpc_, nullptr, nullptr));

	std::thread remover([&] {
		begun = true;
		removed = KeRemoveQueueDpc(&dpc_);
		ended = true;
	});

	while (!begun)
		std::this_thread::yield();
	std::this_thread::sleep_for(std::chrono::milliseconds(20));
	EXPECT_FALSE(ended);
	KeInitializeDpc(&another, record, this);
	KeSetTargetProcessorDpc(&another, there);
	EXPECT_TRUE(KeInsertQueueDpc(&another, nullptr, nullptr));
	std::this_thread::sleep_for(std::chrono::milliseconds(20));
	EXPECT_FALSE(ended);
	push(queue, dpc_);
	remover.join();
	EXPECT_TRUE(removed);
	run(there);
	EXPECT_EQ(ran_, 1u);
	EXPECT_TRUE(KeInsertQueueDpc(&dpc_, nullptr, nullptr));
	run(there);
	EXPECT_EQ(ran_, 2u);
}

namespace
{

/* A DPC whose arguments lie in a page that cannot be written, and its last word in the next. */
KDPC *torn;
bool claimed_when_torn, interrupts_off_when_torn;
long page;

void look_and_mend(int) noexcept
{
	claimed_when_torn = torn->DpcData != nullptr;
	interrupts_off_when_torn = host::interrupts_are_off();
	mprotect(reinterpret_cast<char *>(torn) + offsetof(KDPC, DpcData) - page, page,
		 PROT_READ | PROT_WRITE);
}

} /* namespace */

TEST_F(dpcs, interrupts_are_off_from_the_claim_to_the_push)
{
	page = sysconf(_SC_PAGESIZE);

	void *const pages =
		mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(pages, MAP_FAILED);
	torn = reinterpret_cast<KDPC *>(static_cast<char *>(pages) + page -
					offsetof(KDPC, DpcData));
	KeInitializeDpc(torn, record, this);
	mprotect(pages, page, PROT_READ);

	const auto before = signal(SIGSEGV, look_and_mend);

	EXPECT_TRUE(KeInsertQueueDpc(torn, nullptr, nullptr));
	signal(SIGSEGV, before);
	EXPECT_TRUE(claimed_when_torn);
	EXPECT_TRUE(interrupts_off_when_torn);
	EXPECT_FALSE(host::interrupts_are_off());
	run(here);
	EXPECT_EQ(ran_, 1u);
	munmap(pages, 2 * page);
}
