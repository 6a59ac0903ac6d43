// SPDX-License-Identifier: GPL-2.0
/*
 * list_test.c - lists are Windows', and a corrupt one is neither followed nor changed.
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

static void insert(struct witness *w)
{
	InitializeListHead(&arena.head);
	CLAIM_EQ(w, IsListEmpty(&arena.head), TRUE);
	InsertHeadList(&arena.head, &arena.second);
	CLAIM_EQ(w, IsListEmpty(&arena.head), FALSE);
	CLAIM(w, LIST_IS(&arena.second));
	InsertHeadList(&arena.head, &arena.first);
	CLAIM(w, LIST_IS(&arena.first, &arena.second));
	InsertTailList(&arena.head, &arena.third);
	CLAIM(w, LIST_IS(&arena.first, &arena.second, &arena.third));
}

static void entries_are_inserted_at_head_and_tail(struct kunit *test)
{
	run_here(test, insert, NULL);
}

static void remove_each(struct witness *w)
{
	set_up();
	CLAIM_EQ(w, RemoveEntryList(&arena.second), FALSE);
	CLAIM(w, LIST_IS(&arena.first, &arena.third));
	CLAIM_EQ(w, RemoveEntryList(&arena.first), FALSE);
	CLAIM(w, LIST_IS(&arena.third));
	CLAIM_EQ(w, RemoveEntryList(&arena.third), TRUE);
	CLAIM_EQ(w, IsListEmpty(&arena.head), TRUE);
	CLAIM(w, LIST_IS());
}

static void removing_an_entry_tells_whether_the_list_is_empty(struct kunit *test)
{
	run_here(test, remove_each, NULL);
}

static void remove_ends(struct witness *w)
{
	set_up();
	CLAIM(w, RemoveHeadList(&arena.head) == &arena.first);
	CLAIM(w, RemoveTailList(&arena.head) == &arena.third);
	CLAIM(w, LIST_IS(&arena.second));
	CLAIM(w, RemoveTailList(&arena.head) == &arena.second);
	CLAIM(w, LIST_IS());
	CLAIM(w, RemoveHeadList(&arena.head) == &arena.head);
	CLAIM(w, RemoveTailList(&arena.head) == &arena.head);
	CLAIM(w, LIST_IS());
	InsertTailList(&arena.head, &arena.first);
	CLAIM(w, RemoveHeadList(&arena.head) == &arena.first);
	CLAIM(w, LIST_IS());
}

static void an_empty_list_gives_its_head(struct kunit *test)
{
	run_here(test, remove_ends, NULL);
}

static void append(struct witness *w)
{
	set_up();
	AppendTailList(&arena.head, &arena.ring);
	CLAIM(w, LIST_IS(&arena.first, &arena.second, &arena.third, &arena.ring, &arena.ring_end));
	set_up();
	InitializeListHead(&arena.head);
	AppendTailList(&arena.head, &arena.stray);
	CLAIM(w, LIST_IS(&arena.stray));
}

static void a_ring_is_appended_whole(struct kunit *test)
{
	run_here(test, append, NULL);
}

static void push_and_pop(struct witness *w)
{
	SINGLE_LIST_ENTRY head = {}, a, b;

	CLAIM(w, !PopEntryList(&head));
	PushEntryList(&head, &a);
	PushEntryList(&head, &b);
	CLAIM(w, head.Next == &b && b.Next == &a && !a.Next);
	CLAIM(w, PopEntryList(&head) == &b);
	CLAIM(w, PopEntryList(&head) == &a);
	CLAIM(w, !PopEntryList(&head));
}

static void what_is_pushed_last_is_popped_first(struct kunit *test)
{
	run_here(test, push_and_pop, NULL);
}

/* Each returns whether it said what it says of a corrupt list. */
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

static void describe_change(const struct change *change, char *desc)
{
	strscpy(desc, change->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(changes, changes, describe_change);

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

static void corrupt_each_link(struct witness *w)
{
	const struct change *change = w->arg;
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(change->links) && change->links[i]; i++) {
		for (j = 0; j < ARRAY_SIZE(wrong_links); j++) {
			w->row = i * 10 + j;
			set_up();
			*change->links[i] = wrong_links[j];
			before = arena;
			CLAIM(w, change->make());
			CLAIM_EQ(w, KeTestSpinLock(&arena.lock), TRUE);
			arena.lock = before.lock;
			CLAIM_EQ(w, memcmp(&arena, &before, sizeof(arena)), 0);
		}
	}
	set_up();
	before = arena;
	change->make();
	arena.lock = before.lock;
	CLAIM(w, memcmp(&arena, &before, sizeof(arena)));
}

static void a_corrupt_list_is_left_alone(struct kunit *test)
{
	run_here(test, corrupt_each_link, test->param_value);
}

static void remove_twice(struct witness *w)
{
	set_up();
	RemoveEntryList(&arena.second);
	CLAIM_EQ(w, RemoveEntryList(&arena.second), FALSE);
	CLAIM(w, LIST_IS(&arena.first, &arena.third));
	RemoveEntryList(&arena.first);
	RemoveEntryList(&arena.third);
	CLAIM_EQ(w, RemoveEntryList(&arena.third), FALSE);
	CLAIM(w, LIST_IS());
}

static void an_entry_that_is_removed_twice_is_removed_once(struct kunit *test)
{
	run_here(test, remove_twice, NULL);
}

static void pop_from_nowhere(struct witness *w)
{
	SINGLE_LIST_ENTRY head = { (void *)0x6b6b6b6b6b6b6b6b };
	KSPIN_LOCK lock = 0;

	CLAIM(w, !PopEntryList(&head));
	CLAIM(w, !ExInterlockedPopEntryList(&head, &lock));
	CLAIM_EQ(w, KeTestSpinLock(&lock), TRUE);
	CLAIM_EQ(w, (unsigned long)head.Next, 0x6b6b6b6b6b6b6b6b);
}

static void an_entry_at_no_address_is_not_popped(struct kunit *test)
{
#ifndef __x86_64__
	kunit_skip(test, "any pointer may be an address here");
#endif
	run_here(test, pop_from_nowhere, NULL);
}

static struct kunit_case list_cases[] = {
	KUNIT_CASE(entries_are_inserted_at_head_and_tail),
	KUNIT_CASE(removing_an_entry_tells_whether_the_list_is_empty),
	KUNIT_CASE(an_empty_list_gives_its_head),
	KUNIT_CASE(a_ring_is_appended_whole),
	KUNIT_CASE(what_is_pushed_last_is_popped_first),
	KUNIT_CASE_PARAM(a_corrupt_list_is_left_alone, changes_gen_params),
	KUNIT_CASE(an_entry_that_is_removed_twice_is_removed_once),
	KUNIT_CASE(an_entry_at_no_address_is_not_popped),
	{}
};

struct kunit_suite ntspin_list_suite = {
	.name = "ntspin_list",
	.exit = expect_cpus_at_rest,
	.test_cases = list_cases,
};
