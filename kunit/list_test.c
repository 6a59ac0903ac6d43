// SPDX-License-Identifier: GPL-2.0
/*
 * list_test.c - what each list routine does and returns is what Windows' does.
 */
#include "context.h"
#include "suites.h"

/* A list of three, a ring of two without a head, and a ring of one. */
static struct arena {
	LIST_ENTRY head;
	LIST_ENTRY first;
	LIST_ENTRY second;
	LIST_ENTRY third;
	LIST_ENTRY ring;
	LIST_ENTRY ring_end;
	LIST_ENTRY alone;
} arena;

static void set_up(void)
{
	arena = (struct arena){
		.head = { &arena.first, &arena.third },
		.first = { &arena.second, &arena.head },
		.second = { &arena.third, &arena.first },
		.third = { &arena.head, &arena.second },
		.ring = { &arena.ring_end, &arena.ring_end },
		.ring_end = { &arena.ring, &arena.ring },
		.alone = { &arena.alone, &arena.alone },
	};
}

static bool list_is(LIST_ENTRY *head, LIST_ENTRY *const *entries, unsigned int count)
{
	LIST_ENTRY *previous = head;
	unsigned int i;

	for (i = 0; i <= count; i++) {
		LIST_ENTRY *next = i < count ? entries[i] : head;

		if (previous->Flink != next || next->Blink != previous)
			return false;
		previous = next;
	}
	return true;
}

#define LIST_IS(...)								\
({										\
	LIST_ENTRY *const entries_[] = { __VA_ARGS__ };				\
										\
	list_is(&arena.head, entries_, ARRAY_SIZE(entries_));			\
})

CASE_RUN_HERE(entries_are_inserted_at_head_and_tail)
{
	InitializeListHead(&arena.head);
	CLAIM_EQ(obs, IsListEmpty(&arena.head), TRUE);
	InsertHeadList(&arena.head, &arena.second);
	CLAIM_EQ(obs, IsListEmpty(&arena.head), FALSE);
	CLAIM(obs, LIST_IS(&arena.second));
	InsertHeadList(&arena.head, &arena.first);
	CLAIM(obs, LIST_IS(&arena.first, &arena.second));
	InsertTailList(&arena.head, &arena.third);
	CLAIM(obs, LIST_IS(&arena.first, &arena.second, &arena.third));
}

CASE_RUN_HERE(removing_an_entry_tells_whether_the_list_is_empty)
{
	set_up();
	CLAIM_EQ(obs, RemoveEntryList(&arena.second), FALSE);
	CLAIM(obs, LIST_IS(&arena.first, &arena.third));
	CLAIM_EQ(obs, RemoveEntryList(&arena.first), FALSE);
	CLAIM(obs, LIST_IS(&arena.third));
	CLAIM_EQ(obs, RemoveEntryList(&arena.third), TRUE);
	CLAIM_EQ(obs, IsListEmpty(&arena.head), TRUE);
	CLAIM(obs, LIST_IS());
}

CASE_RUN_HERE(an_empty_list_gives_its_head)
{
	set_up();
	CLAIM(obs, RemoveHeadList(&arena.head) == &arena.first);
	CLAIM(obs, RemoveTailList(&arena.head) == &arena.third);
	CLAIM(obs, LIST_IS(&arena.second));
	CLAIM(obs, RemoveTailList(&arena.head) == &arena.second);
	CLAIM(obs, LIST_IS());
	CLAIM(obs, RemoveHeadList(&arena.head) == &arena.head);
	CLAIM(obs, RemoveTailList(&arena.head) == &arena.head);
	CLAIM(obs, LIST_IS());
	InsertTailList(&arena.head, &arena.first);
	CLAIM(obs, RemoveHeadList(&arena.head) == &arena.first);
	CLAIM(obs, LIST_IS());
}

CASE_RUN_HERE(a_ring_is_appended_whole)
{
	set_up();
	AppendTailList(&arena.head, &arena.ring);
	CLAIM(obs, LIST_IS(&arena.first, &arena.second, &arena.third, &arena.ring,
			   &arena.ring_end));
	set_up();
	InitializeListHead(&arena.head);
	AppendTailList(&arena.head, &arena.alone);
	CLAIM(obs, LIST_IS(&arena.alone));
}

CASE_RUN_HERE(what_is_pushed_last_is_popped_first)
{
	SINGLE_LIST_ENTRY head = {}, a, b;

	CLAIM(obs, !PopEntryList(&head));
	PushEntryList(&head, &a);
	PushEntryList(&head, &b);
	CLAIM(obs, head.Next == &b && b.Next == &a && !a.Next);
	CLAIM(obs, PopEntryList(&head) == &b);
	CLAIM(obs, PopEntryList(&head) == &a);
	CLAIM(obs, !PopEntryList(&head));
}

CASE_RUN_HERE(an_entry_that_is_removed_twice_is_removed_once)
{
	set_up();
	RemoveEntryList(&arena.second);
	CLAIM_EQ(obs, RemoveEntryList(&arena.second), FALSE);
	CLAIM(obs, LIST_IS(&arena.first, &arena.third));
	RemoveEntryList(&arena.first);
	RemoveEntryList(&arena.third);
	CLAIM_EQ(obs, RemoveEntryList(&arena.third), FALSE);
	CLAIM(obs, LIST_IS());
}

SUITE(ntspin_list, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(entries_are_inserted_at_head_and_tail),
	KUNIT_CASE(removing_an_entry_tells_whether_the_list_is_empty),
	KUNIT_CASE(an_empty_list_gives_its_head),
	KUNIT_CASE(a_ring_is_appended_whole),
	KUNIT_CASE(what_is_pushed_last_is_popped_first),
	KUNIT_CASE(an_entry_that_is_removed_twice_is_removed_once),
	{}
};
