// SPDX-License-Identifier: GPL-2.0
/*
 * tagged_test.cpp - handles whose addresses have a tag in the top byte, as KASAN's stacks on arm64.
 *
 * Each step is made by hand. The processor of arm64 looks past the tag; here the Access does.
 */
#include <gtest/gtest.h>

/* After the last of the system's headers: only seam.h asks. */
#define __aarch64__ 1
#include "../../../module/lock/direct_access.hpp"

using ntspin::lock_node;
using ntspin::lock_step;
using ntspin::lock_word;
using ntspin::memory_order;

namespace
{

constexpr ULONG_PTR tag = ULONG_PTR{0xa5} << 56;

template <class T> T &tagged(T &object)
{
	return *reinterpret_cast<T *>(reinterpret_cast<ULONG_PTR>(&object) | tag);
}

template <class T> T &untagged(T &object)
{
	return *reinterpret_cast<T *>(reinterpret_cast<ULONG_PTR>(&object) << 8 >> 8);
}

struct tagged_access : ntspin::direct_access {
	template <class T> static auto load(T &object, memory_order order) noexcept
	{
		return direct_access::load(untagged(object), order);
	}

	template <class T>
	static void store(T &object, typename ntspin::atomic_ref<T>::value_type value,
			  memory_order order) noexcept
	{
		direct_access::store(untagged(object), value, order);
	}

	/* Nobody has to wait here. */
	template <class T>
	ULONG_PTR wait_while(T *volatile &object, T *value, KSPIN_LOCK &) const noexcept
	{
		T *const found = load(object, ntspin::memory_order_acquire);

		EXPECT_NE(found, value);
		return reinterpret_cast<ULONG_PTR>(found);
	}
};

using steps = ntspin::queue_steps<tagged_access>;

/* Queued, with a ticket out. */
KSPIN_LOCK queued(const lock_node &tail)
{
	return lock_word::free_at(7)
		.with_ticket_taken()
		.with_tail(reinterpret_cast<ULONG_PTR>(&tail))
		.bits();
}

} /* namespace */

TEST(tagged, a_head_that_leaves_knows_that_it_is_the_last)
{
	lock_node node = {};
	KSPIN_LOCK lock = queued(tagged(node));

	steps::take_head_ticket({}, lock, lock_word(lock), &tagged(node));
	EXPECT_FALSE(lock_word(lock).has_tail());
	EXPECT_EQ(lock_word(lock).out(), 2u);
}

TEST(tagged, a_head_that_leaves_knows_that_others_follow)
{
	lock_node node = {}, follower = {};
	KSPIN_LOCK lock = queued(tagged(follower));

	const lock_word before = steps::take_head_ticket({}, lock, lock_word(lock), &tagged(node));

	EXPECT_TRUE(lock_word(lock).is_tail(reinterpret_cast<ULONG_PTR>(&tagged(follower))));
	EXPECT_FALSE(before.is_tail(reinterpret_cast<ULONG_PTR>(&tagged(node))));
	EXPECT_EQ(lock_word(lock).out(), 2u);
}

TEST(tagged, an_owner_leaves_the_queue_that_it_is_alone_in)
{
	lock_node node = {};
	KSPIN_LOCK lock = queued(tagged(node));

	EXPECT_EQ(steps::leave_if_last({}, lock, tagged(node), 1), steps::parting::left);
	EXPECT_TRUE(lock_word(lock).is_free());
}

/* The link goes by the word, which has no tag; what is linked has. */
TEST(tagged, a_follower_links_itself_and_is_granted)
{
	lock_node node = {}, follower = {};
	KSPIN_LOCK lock = queued(tagged(node));

	/* Granted before it looks: it would wait for that. */
	struct granting : tagged_access {
		ULONG_PTR wait_while(PKSPIN_LOCK volatile &, PKSPIN_LOCK, KSPIN_LOCK &) const
		{
			return static_cast<ULONG_PTR>(ntspin::node_state::owns_by_queue);
		}
	};
	lock_word seen(lock);

	EXPECT_EQ(ntspin::queue_steps<granting>::join({}, lock, tagged(follower), seen),
		  ntspin::queue_steps<granting>::position::owner_by_queue);
	EXPECT_EQ(node.Next, &tagged(follower));
	EXPECT_EQ(steps::leave_if_last({}, lock, tagged(node), 1), steps::parting::followed);
	steps::pass_on({}, lock, tagged(node), ntspin::node_state::owns_by_queue);
	EXPECT_EQ(reinterpret_cast<ULONG_PTR>(follower.Lock) & steps::state_mask,
		  static_cast<ULONG_PTR>(ntspin::node_state::owns_by_queue));
}
