// SPDX-License-Identifier: GPL-2.0
/*
 * orders_test.cpp - orders of locks that can deadlock are found, however many locks come and go.
 */
#include "verified.hpp"

namespace
{

class orders : public verified {
protected:
	std::vector<KSPIN_LOCK> objects_ = std::vector<KSPIN_LOCK>(100);
};

} /* namespace */

TEST_F(orders, both_orders_are_found)
{
	nest(a_, b_);
	EXPECT_EQ(found(), 0U);
	nest(b_, a_);
	EXPECT_EQ(found(), 1U);
	nest(a_, b_);
	nest(b_, a_);
	EXPECT_EQ(found(), 1U);
}

TEST_F(orders, both_orders_are_found_behind_10000_others)
{
	for (unsigned live : {1U, 100U, 1000U}) {
		SCOPED_TRACE(live);
		objects_.resize(live);
		SetUp();
		nest(a_, b_);
		come_and_go(a_, 10000, objects_);
		come_and_go(b_, 10000, objects_);
		EXPECT_EQ(found(), 0U);
		nest(b_, a_);
		EXPECT_EQ(found(), 1U);
		EXPECT_EQ(lost(), 0U);
	}
}

TEST_F(orders, and_so_they_are_when_they_are_seen_behind_10000_others)
{
	come_and_go(a_, 10000, objects_);
	nest(a_, b_);
	EXPECT_EQ(found(), 0U);
	nest(b_, a_);
	EXPECT_EQ(found(), 1U);
}

TEST_F(orders, one_object_of_thousands_is_told_from_the_others)
{
	objects_.resize(2000);
	come_and_go(a_, 10000, objects_);
	nest(objects_[1234], a_);
	EXPECT_EQ(found(), 1U);
	nest(objects_[1235], b_);
	EXPECT_EQ(found(), 1U);
}

TEST_F(orders, locks_that_are_gone_are_in_no_order)
{
	nest(a_, b_);
	KeInitializeSpinLock(&a_);
	nest(b_, a_);
	EXPECT_EQ(found(), 0U);
	KeInitializeSpinLock(&a_);
	nest(a_, b_);
	EXPECT_EQ(found(), 0U);
	nest(b_, a_);
	EXPECT_EQ(found(), 1U);
}

/* More than there is room for, of which few live at a time: no order that lives makes room. */
TEST_F(orders, those_that_have_ended_make_room_first)
{
	objects_.resize(3000);
	nest(a_, b_);
	for (unsigned i = 2; i < 22; i++)
		come_and_go(locks_[i], 3000, objects_);
	EXPECT_EQ(lost(), 0U);
	nest(b_, a_);
	EXPECT_EQ(found(), 1U);
}

TEST_F(orders, a_circle_is_said_lock_by_lock)
{
	nest(a_, b_);
	nest(b_, c_);
	nest(c_, a_);
	ASSERT_EQ(found(), 1U);

	const ntspin_circle &circle = host::reported_circle;

	EXPECT_EQ(circle.length, 3U);
	EXPECT_EQ(circle.steps[0].lock, &c_);
	EXPECT_EQ(circle.steps[1].lock, &a_);
	EXPECT_EQ(circle.steps[2].lock, &b_);
	for (const ntspin_circle_step &step : {circle.steps[0], circle.steps[1], circle.steps[2]}) {
		EXPECT_TRUE(step.was_initialized);
		EXPECT_NE(step.site, nullptr);
		EXPECT_NE(step.held_at, nullptr);
		EXPECT_NE(step.asked_at, nullptr);
	}
}

TEST_F(orders, circles_of_up_to_16_locks_are_found)
{
	for (unsigned length = 2; length <= 16; length++) {
		SCOPED_TRACE(length);
		SetUp();
		for (unsigned i = 0; i < length; i++)
			nest(locks_[i], locks_[(i + 1) % length]);
		EXPECT_EQ(found(), 1U);
		EXPECT_EQ(host::reported_circle.length, length);
	}
	SetUp();
	for (unsigned i = 0; i < 17; i++)
		nest(locks_[i], locks_[(i + 1) % 17]);
	EXPECT_EQ(found(), 0U);
	EXPECT_EQ(lost(), 1U);
}

/* Whichever of its orders closes a circle, and with thousands of others beside each of its locks. */
TEST_F(orders, a_circle_is_found_among_thousands)
{
	std::vector<KSPIN_LOCK> before(500), behind(500);

	for (unsigned closing = 0; closing < 5; closing++) {
		SCOPED_TRACE(closing);
		SetUp();
		for (unsigned i = 0; i < 5; i++) {
			come_and_go(locks_[i], 100, behind);
			for (unsigned k = 0; k < 100; k++) {
				KSPIN_LOCK &lock = before[i * 100 + k];

				KeInitializeSpinLock(&lock);
				nest(lock, locks_[i]);
			}
		}
		for (unsigned i = 1; i <= 5; i++) {
			EXPECT_EQ(found(), 0U);
			nest(locks_[(closing + i) % 5], locks_[(closing + i + 1) % 5]);
		}
		EXPECT_EQ(found(), 1U);
		EXPECT_EQ(host::reported_circle.length, 5U);
	}
}

TEST_F(orders, both_orders_under_a_gate_are_none)
{
	nest(c_, a_, b_);
	nest(c_, b_, a_);
	EXPECT_EQ(found(), 0U);
	/* Once without. */
	nest(b_, a_);
	EXPECT_EQ(found(), 1U);
}

/* The objects of one list, under its lock, in any order. */
TEST_F(orders, nor_are_those_of_objects_under_one_gate)
{
	for (unsigned i = 0; i < 3000; i++)
		nest(a_, objects_[i * 7 % 100], objects_[i * 11 % 100 ^ 1]);
	EXPECT_EQ(found(), 0U);
}

/* Whichever of its orders closes it. */
TEST_F(orders, nor_is_a_circle_of_which_two_orders_have_a_gate)
{
	KSPIN_LOCK &gate = locks_[3];

	nest(gate, b_, c_);
	nest(gate, c_, a_);
	nest(a_, b_);
	EXPECT_EQ(found(), 0U);
	SetUp();
	nest(a_, b_);
	nest(gate, b_, c_);
	nest(gate, c_, a_);
	EXPECT_EQ(found(), 0U);
}

TEST_F(orders, a_longer_way_round_the_gate_is_found)
{
	KSPIN_LOCK &gate = locks_[3], &other = locks_[4];

	nest(gate, b_, c_);
	nest(gate, c_, a_);
	nest(b_, other);
	nest(other, c_);
	EXPECT_EQ(found(), 0U);
	nest(a_, b_);
	EXPECT_EQ(found(), 1U);
	EXPECT_EQ(host::reported_circle.length, 4U);
}

/*
 * More orders live than there is room for: the one seen longest ago is forgotten, and seen again.
 */
TEST_F(orders, of_too_many_the_oldest_is_forgotten)
{
	KSPIN_LOCK &once = locks_[10], &often = locks_[11];

	objects_.resize(3000);
	nest(once, a_);
	for (unsigned i = 0; i < 9000; i++) {
		nest(locks_[3], locks_[4], locks_[5], locks_[6], locks_[7], locks_[8],
		     objects_[i % objects_.size()]);
		if (i % 1000 == 500)
			nest(often, a_);
	}
	EXPECT_GT(lost(), 0U);
	EXPECT_EQ(found(), 0U);
	nest(a_, often);
	EXPECT_EQ(found(), 1U);
	nest(a_, once);
	EXPECT_EQ(found(), 1U);
	nest(once, a_);
	EXPECT_EQ(found(), 2U);
}
