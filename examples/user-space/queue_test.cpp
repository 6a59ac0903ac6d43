// SPDX-License-Identifier: GPL-2.0
/*
 * queue_test.cpp - the driver under test: four producers, the DPC beside them, the unload.
 */
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "ntspin/user.h"
#include "queue.h"

TEST(queue, counts_what_four_producers_send)
{
	PDRIVER_OBJECT driver;
	std::vector<std::thread> producers;

	ASSERT_EQ(ntspin_user_load(DriverEntry, &driver), STATUS_SUCCESS);
	for (int i = 0; i < 4; i++)
		producers.emplace_back([] {
			for (int packet = 0; packet < 500; packet++)
				ASSERT_TRUE(QueuePacket(64));
		});
	for (std::thread &producer : producers)
		producer.join();
	ntspin_user_unload(driver);
	EXPECT_EQ(QueueTotal(), 4U * 500 * 64);
}
