// SPDX-License-Identifier: GPL-2.0
/*
 * corrupt_list_test.c - a corrupt list is neither followed nor changed, whichever link is wrong.
 */
#include <linux/string.h>

#include "context.h"
#include "suites.h"

/* A list of three, a ring of two without a head, and entries that are in neither. */
static struct arena {
	LIST_ENTRY head;
	LIST_ENTRY first;
	LIST_ENTRY second;
	LIST_ENTRY third;
	LIST_ENTRY ring;
	LIST_ENTRY ring_end;
	LIST_ENTRY spare;
	LIST_ENTRY stray;
	KSPIN_LOCK lock;
} arena, before;

static void set_up(void)
{
	arena = (struct arena){
		.head = { &arena.first, &arena.third },
		.first = { &arena.second, &arena.head },
		.second = { &arena.third, &arena.first },
		.third = { &arena.head, &arena.second },
		.ring = { &arena.ring_end, &arena.ring_end },
		.ring_end = { &arena.ring, &arena.ring },
		.spare = { (void *)1, (void *)2 },
		.stray = { &arena.stray, &arena.stray },
	};
}

/* Each returns whether it has reported a corrupt list. */
static bool insert_head(void)
{
	InsertHeadList(&arena.head, &arena.spare);
	return true;
}

static bool insert_tail(void)
{
	InsertTailList(&arena.head, &arena.spare);
	return true;
}

static bool remove_second(void)
{
	return !RemoveEntryList(&arena.second);
}

static bool remove_head(void)
{
	return !RemoveHeadList(&arena.head);
}

static bool remove_tail(void)
{
	return !RemoveTailList(&arena.head);
}

static bool append_ring(void)
{
	AppendTailList(&arena.head, &arena.ring);
	return true;
}

static bool interlocked_insert_head(void)
{
	return !ExInterlockedInsertHeadList(&arena.head, &arena.spare, &arena.lock);
}

static bool interlocked_insert_tail(void)
{
	return !ExInterlockedInsertTailList(&arena.head, &arena.spare, &arena.lock);
}

static bool interlocked_remove_head(void)
{
	return !ExInterlockedRemoveHeadList(&arena.head, &arena.lock);
}

#define AT_HEAD { &arena.head.Flink, &arena.first.Blink }
#define AT_TAIL { &arena.head.Blink, &arena.third.Flink }
#define FIRST { &arena.head.Flink, &arena.first.Blink, &arena.first.Flink, &arena.second.Blink }
#define LAST { &arena.head.Blink, &arena.third.Flink, &arena.third.Blink, &arena.second.Flink }

/* What each routine would write to or follow: any of these links may be the wrong one. */
static const struct change {
	const char *name;
	bool (*make)(void);
	LIST_ENTRY **links[8];
} changes[] = {
	{ "InsertHeadList", insert_head, AT_HEAD },
	{ "InsertTailList", insert_tail, AT_TAIL },
	{ "RemoveEntryList", remove_second,
	  { &arena.second.Flink, &arena.third.Blink, &arena.second.Blink, &arena.first.Flink } },
	{ "RemoveHeadList", remove_head, FIRST },
	{ "RemoveTailList", remove_tail, LAST },
	{ "AppendTailList", append_ring,
	  { &arena.head.Flink, &arena.first.Blink, &arena.head.Blink, &arena.third.Flink,
	    &arena.ring.Flink, &arena.ring_end.Blink, &arena.ring.Blink, &arena.ring_end.Flink } },
	{ "ExInterlockedInsertHeadList", interlocked_insert_head, AT_HEAD },
	{ "ExInterlockedInsertTailList", interlocked_insert_tail, AT_TAIL },
	{ "ExInterlockedRemoveHeadList", interlocked_remove_head, FIRST },
};

KUNIT_ARRAY_PARAM_DESC(changes, changes, name);

/* Another list's, none, and memory that was freed, as Linux' allocator and Windows' fill it. */
static void *const wrong_links[] = {
	&arena.stray,
	&arena.spare.Flink,
	NULL,
#ifdef __x86_64__
	(void *)0x6b6b6b6b6b6b6b6b,
	(void *)0xdead000000000100,
	(void *)0xcdcdcdcdcdcdcdcd,
#endif
};

CASE_RUN_HERE(a_corrupt_list_is_left_alone)
{
	const struct change *change = obs->arg;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(change->links) && change->links[i]; i++) {
		for (j = 0; j < ARRAY_SIZE(wrong_links); j++) {
			obs->row = i * 10 + j;
			set_up();
			*change->links[i] = wrong_links[j];
			before = arena;
			CLAIM(obs, change->make());
			CLAIM_EQ(obs, KeTestSpinLock(&arena.lock), TRUE);
			arena.lock = before.lock;
			CLAIM_EQ(obs, memcmp(&arena, &before, sizeof(arena)), 0);
		}
	}
	set_up();
	before = arena;
	change->make();
	arena.lock = before.lock;
	CLAIM(obs, memcmp(&arena, &before, sizeof(arena)));
}

static void pop_from_nowhere(struct observer *obs)
{
	SINGLE_LIST_ENTRY head = { (void *)0x6b6b6b6b6b6b6b6b };
	KSPIN_LOCK lock = 0;

	CLAIM(obs, !PopEntryList(&head));
	CLAIM(obs, !ExInterlockedPopEntryList(&head, &lock));
	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
	CLAIM_EQ(obs, (unsigned long)head.Next, 0x6b6b6b6b6b6b6b6b);
}

static void an_entry_at_no_address_is_not_popped(struct kunit *test)
{
#ifndef __x86_64__
	kunit_skip(test, "any pointer may be an address here");
#endif
	run_here(test, pop_from_nowhere, NULL);
}

SUITE(ntspin_corrupt_list, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_corrupt_list_is_left_alone, changes_gen_params),
	KUNIT_CASE(an_entry_at_no_address_is_not_popped),
	{}
};
