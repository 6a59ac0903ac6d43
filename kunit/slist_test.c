// SPDX-License-Identifier: GPL-2.0
/*
 * slist_test.c - lists without a lock: in every context, and raced, with entries that are freed.
 */
#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "context.h"
#include "suites.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

CASE_RUN_IN_CONTEXT(each_does_what_it_should)
{
	static SLIST_HEADER head;
	static SLIST_ENTRY a, b, c;

	ExInitializeSListHead(&head);
	CLAIM_EQ(obs, ExQueryDepthSList(&head), 0);
	CLAIM(obs, !FirstEntrySList(&head));
	CLAIM(obs, !InterlockedPopEntrySList(&head));
	CLAIM(obs, !InterlockedFlushSList(&head));
	CLAIM(obs, !InterlockedPushEntrySList(&head, &a));
	CLAIM(obs, InterlockedPushEntrySList(&head, &b) == &a);
	CLAIM(obs, ExInterlockedPushEntrySList(&head, &c, NULL) == &b);
	CLAIM_EQ(obs, ExQueryDepthSList(&head), 3);
	CLAIM(obs, FirstEntrySList(&head) == &c);
	CLAIM(obs, InterlockedPopEntrySList(&head) == &c);
	CLAIM_EQ(obs, ExQueryDepthSList(&head), 2);
	CLAIM(obs, ExInterlockedPopEntrySList(&head, NULL) == &b);
	CLAIM(obs, InterlockedPushEntrySList(&head, &c) == &a);
	CLAIM(obs, InterlockedFlushSList(&head) == &c && c.Next == &a && !a.Next);
	CLAIM_EQ(obs, ExQueryDepthSList(&head), 0);
	CLAIM(obs, !InterlockedPopEntrySList(&head));
}

/* The depth wraps, and does not run into the count of changes. */
static void more_entries_than_a_depth_can_say(struct kunit *test)
{
	static SLIST_HEADER head;
	unsigned int i, count = 65536 + 3, popped = 0;
	SLIST_ENTRY *entries = vzalloc(array_size(count, sizeof(*entries)));
	SLIST_ENTRY *entry;

	KUNIT_ASSERT_NOT_NULL(test, entries);
	InitializeSListHead(&head);
	for (i = 0; i < count; i++)
		InterlockedPushEntrySList(&head, &entries[i]);
	KUNIT_EXPECT_EQ(test, ExQueryDepthSList(&head), 3);
	for (; (entry = InterlockedPopEntrySList(&head)); popped++)
		if (entry != &entries[count - 1 - popped])
			break;
	KUNIT_EXPECT_EQ(test, popped, count);
	KUNIT_EXPECT_EQ(test, ExQueryDepthSList(&head), 0);
	vfree(entries);
}

#define ENTRIES 64

struct owned {
	SLIST_ENTRY entry;
	atomic_t owners;	/* 1 while it is in somebody's hands */
};

static struct {
	SLIST_HEADER heads[2];
	struct owned entries[ENTRIES];
	atomic_t turns, wrong, freed;
} s;

static void take(struct owned *owned)
{
	if (atomic_inc_return(&owned->owners) != 1)
		atomic_inc(&s.wrong);
}

static void put(SLIST_HEADER *head, struct owned *owned)
{
	atomic_dec(&owned->owners);
	InterlockedPushEntrySList(head, &owned->entry);
}

static void move_all(SLIST_HEADER *from, SLIST_HEADER *to)
{
	SLIST_ENTRY *entry = InterlockedFlushSList(from), *next;

	for (; entry; entry = next) {
		next = entry->Next;
		take(container_of(entry, struct owned, entry));
		put(to, container_of(entry, struct owned, entry));
	}
}

/* Two out, the first one in first: what an exchange of the address alone takes for no change. */
static void move_some(unsigned int cpu, bool softirq)
{
	u32 turn = atomic_inc_return(&s.turns);
	SLIST_HEADER *from = &s.heads[turn & 1], *to = &s.heads[hash_32(turn, 1)];
	SLIST_ENTRY *a, *b;

	if (turn % 64 == 0) {
		move_all(from, to);
		return;
	}
	a = InterlockedPopEntrySList(from);
	if (!a)
		return;
	take(container_of(a, struct owned, entry));
	b = InterlockedPopEntrySList(from);
	if (b)
		take(container_of(b, struct owned, entry));
	put(from, container_of(a, struct owned, entry));
	if (b)
		put(to, container_of(b, struct owned, entry));
}

static unsigned int count_all(SLIST_HEADER *head)
{
	unsigned int count = 0;

	while (InterlockedPopEntrySList(head))
		count++;
	return count;
}

static void no_entry_is_lost_or_had_twice(struct kunit *test)
{
	unsigned int i;

	memset(&s, 0, sizeof(s));
	for (i = 0; i < ENTRIES; i++)
		InterlockedPushEntrySList(&s.heads[i & 1], &s.entries[i].entry);
	KUNIT_EXPECT_GT(test, stress_section(test, 1000, move_some, NULL), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&s.wrong), 0);
	KUNIT_EXPECT_EQ(test, count_all(&s.heads[0]) + count_all(&s.heads[1]), ENTRIES);
}

/* Pool's memory may go back to the slab, or be another's, while somebody reads an entry in it. */
static void push_and_free(unsigned int cpu, bool softirq)
{
	void *block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 0x73694c53);
	SLIST_ENTRY *entry;

	if (block)
		InterlockedPushEntrySList(&s.heads[0], block);
	entry = InterlockedPopEntrySList(&s.heads[0]);
	if (entry) {
		memset(entry, 0xff, 64);
		ExFreePool(entry);
		atomic_inc(&s.freed);
	}
}

static void entries_may_be_freed_at_once(struct kunit *test)
{
	unsigned int reports = log_reports();
	SLIST_ENTRY *entry;

	memset(&s, 0, sizeof(s));
	stress_section(test, 1000, push_and_free, NULL);
	while ((entry = InterlockedPopEntrySList(&s.heads[0])))
		ExFreePool(entry);
	KUNIT_EXPECT_GT(test, atomic_read(&s.freed), 0);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

SUITE(ntspin_slist, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(each_does_what_it_should, contexts_gen_params),
	KUNIT_CASE(more_entries_than_a_depth_can_say),
	KUNIT_CASE(no_entry_is_lost_or_had_twice),
	KUNIT_CASE(entries_may_be_freed_at_once),
	{}
};
