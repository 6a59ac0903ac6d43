// SPDX-License-Identifier: GPL-2.0
/*
 * interlocked_list_test.c - lists and sums under a spin lock: in every context, beside both
 * families of the lock's other routines, and with interrupts that want the same lock.
 */
#include <linux/irqflags.h>
#include <linux/preempt.h>

#include "context.h"
#include "periodic_irq.h"
#include "suites.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);

CASE_RUN_IN_CONTEXT(each_returns_what_was_there_before)
{
	LIST_ENTRY head, a, b;
	SINGLE_LIST_ENTRY single = {}, s, t;
	LARGE_INTEGER large = { .QuadPart = 0xffffffff }, one = { .QuadPart = 1 };
	ULONG sum = 0xffffffff;
	KSPIN_LOCK lock = 0;

	InitializeListHead(&head);
	CLAIM(obs, !ExInterlockedRemoveHeadList(&head, &lock));
	CLAIM(obs, !ExInterlockedInsertHeadList(&head, &a, &lock));
	CLAIM(obs, ExInterlockedInsertHeadList(&head, &b, &lock) == &a);
	CLAIM(obs, head.Flink == &b && b.Flink == &a && a.Flink == &head);
	CLAIM(obs, head.Blink == &a && a.Blink == &b && b.Blink == &head);
	CLAIM(obs, ExInterlockedRemoveHeadList(&head, &lock) == &b);
	CLAIM(obs, ExInterlockedInsertTailList(&head, &b, &lock) == &a);
	CLAIM(obs, head.Flink == &a && a.Flink == &b && b.Flink == &head);
	CLAIM(obs, head.Blink == &b && b.Blink == &a && a.Blink == &head);
	CLAIM(obs, ExInterlockedRemoveHeadList(&head, &lock) == &a);
	CLAIM(obs, ExInterlockedRemoveHeadList(&head, &lock) == &b);
	CLAIM(obs, IsListEmpty(&head));
	CLAIM(obs, !ExInterlockedInsertTailList(&head, &a, &lock));

	CLAIM(obs, !ExInterlockedPopEntryList(&single, &lock));
	CLAIM(obs, !ExInterlockedPushEntryList(&single, &s, &lock));
	CLAIM(obs, ExInterlockedPushEntryList(&single, &t, &lock) == &s);
	CLAIM(obs, ExInterlockedPopEntryList(&single, &lock) == &t);
	CLAIM(obs, ExInterlockedPopEntryList(&single, &lock) == &s);
	CLAIM(obs, !single.Next);

	CLAIM_EQ(obs, ExInterlockedAddUlong(&sum, 2, &lock), 0xffffffff);
	CLAIM_EQ(obs, sum, 1);
	CLAIM_EQ(obs, ExInterlockedAddLargeInteger(&large, one, &lock).QuadPart, 0xffffffff);
	CLAIM_EQ(obs, large.QuadPart, 0x100000000);
	large.QuadPart = S64_MAX;
	CLAIM_EQ(obs, ExInterlockedAddLargeInteger(&large, one, &lock).QuadPart, S64_MAX);
	CLAIM_EQ(obs, large.QuadPart, S64_MIN);
	CLAIM_EQ(obs, KeTestSpinLock(&lock), TRUE);
}

CASE_RUN_HERE(each_level_stays_what_it_is)
{
	ULONG sum = 0;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	for (obs->row = PASSIVE_LEVEL; obs->row <= HIGH_LEVEL; obs->row++) {
		KeRaiseIrql(obs->row, &old);
		CLAIM_EQ(obs, ExInterlockedAddUlong(&sum, 1, &lock), obs->row);
		CLAIM_EQ(obs, KeGetCurrentIrql(), obs->row);
		CLAIM_EQ(obs, irqs_disabled(), obs->row > DISPATCH_LEVEL);
		KeLowerIrql(old);
	}
}

static struct {
	LIST_ENTRY from, to;
	LIST_ENTRY entries[64];
	SINGLE_LIST_ENTRY stack;
	SINGLE_LIST_ENTRY singles[64];
	KSPIN_LOCK lock;
	ULONG sum;
	LARGE_INTEGER large;
	u64 sections;		/* by those who hold the lock otherwise */
	unsigned int wrong;
} shared;

static void set_up(void)
{
	unsigned int i;

	memset(&shared, 0, sizeof(shared));
	InitializeListHead(&shared.from);
	InitializeListHead(&shared.to);
	for (i = 0; i < ARRAY_SIZE(shared.entries); i++) {
		InsertTailList(&shared.from, &shared.entries[i]);
		PushEntryList(&shared.stack, &shared.singles[i]);
	}
}

static unsigned int count(const LIST_ENTRY *head)
{
	const LIST_ENTRY *entry;
	unsigned int n = 0;

	for (entry = head->Flink; entry != head && n <= ARRAY_SIZE(shared.entries);
	     entry = entry->Flink)
		n += entry->Flink->Blink == entry;
	return n;
}

static unsigned int count_stack(void)
{
	const SINGLE_LIST_ENTRY *entry;
	unsigned int n = 0;

	for (entry = shared.stack.Next; entry && n <= ARRAY_SIZE(shared.singles);
	     entry = entry->Next)
		n++;
	return n;
}

static void move_one(unsigned long turn)
{
	LIST_ENTRY *const lists[] = { &shared.from, &shared.to };
	LARGE_INTEGER one = { .QuadPart = 1 };
	SINGLE_LIST_ENTRY *single;
	LIST_ENTRY *entry;

	entry = ExInterlockedRemoveHeadList(lists[turn & 1], &shared.lock);
	if (entry && turn & 2)
		ExInterlockedInsertTailList(lists[~turn & 1], entry, &shared.lock);
	else if (entry)
		ExInterlockedInsertHeadList(lists[~turn & 1], entry, &shared.lock);
	single = ExInterlockedPopEntryList(&shared.stack, &shared.lock);
	if (single)
		ExInterlockedPushEntryList(&shared.stack, single, &shared.lock);
	ExInterlockedAddUlong(&shared.sum, 1, &shared.lock);
	ExInterlockedAddLargeInteger(&shared.large, one, &shared.lock);
}

/* Two steps that belong together, with a plain sum: what else takes the lock is kept out. */
static void look_at_lists(void)
{
	LIST_ENTRY *entry = IsListEmpty(&shared.to) ? NULL : RemoveHeadList(&shared.to);
	u64 sections = shared.sections;
	ULONG sum = shared.sum;

	if (count(&shared.from) + count(&shared.to) > ARRAY_SIZE(shared.entries))
		shared.wrong++;
	if (entry)
		InsertHeadList(&shared.to, entry);
	if (sum != shared.sum)
		shared.wrong++;
	shared.sections = sections + 1;
}

/* Which of the three operations a CPU makes differs from one time to the next. */
static void contend(unsigned int cpu, bool softirq)
{
	static atomic_t turns;
	unsigned int turn = atomic_inc_return(&turns);
	KLOCK_QUEUE_HANDLE handle;
	KIRQL old;

	move_one(turn / 3);
	if (turn % 3 == 0) {
		KeAcquireInStackQueuedSpinLock(&shared.lock, &handle);
		look_at_lists();
		KeReleaseInStackQueuedSpinLock(&handle);
	} else {
		KeAcquireSpinLock(&shared.lock, &old);
		look_at_lists();
		KeReleaseSpinLock(&shared.lock, old);
	}
}

static void expect_all_there(struct kunit *test, u64 turns)
{
	KUNIT_EXPECT_EQ(test, shared.wrong, 0);
	KUNIT_EXPECT_EQ(test, count(&shared.from) + count(&shared.to), ARRAY_SIZE(shared.entries));
	KUNIT_EXPECT_EQ(test, count_stack(), ARRAY_SIZE(shared.singles));
	KUNIT_EXPECT_EQ(test, shared.sum, (ULONG)turns);
	KUNIT_EXPECT_EQ(test, shared.large.QuadPart, (LONGLONG)turns);
	KUNIT_EXPECT_EQ(test, KeTestSpinLock(&shared.lock), TRUE);
}

static void they_exclude_each_other_and_both_families(struct kunit *test)
{
	u64 sections;

	set_up();
	sections = stress_section(test, 1000, contend, NULL);
	KUNIT_EXPECT_GT(test, sections, 0);
	KUNIT_EXPECT_EQ(test, shared.sections, sections);
	expect_all_there(test, sections);
}

static void move_in_interrupt(struct periodic_irq *irq)
{
	move_one(irq->count);
}

/* An interrupt that came to a holder of the lock would wait for it forever. */
static void an_interrupt_may_want_the_lock_too(struct kunit *test)
{
	static struct periodic_irq irq;
	unsigned long turn = 0;
	ktime_t end;

	set_up();
	/* To lockdep too, another lock than that of the case above. */
	KeInitializeSpinLock(&shared.lock);
	migrate_disable();
	periodic_irq_start(&irq, move_in_interrupt);
	/* A slow host is late with interrupts: a while, and as long again until some have come. */
	end = ktime_add_ms(ktime_get(), 300);
	while (ktime_before(ktime_get(), end) || (READ_ONCE(irq.count) < 10 && turn < 10000000))
		move_one(turn++);
	periodic_irq_stop(&irq);
	migrate_enable();
	KUNIT_EXPECT_GE(test, irq.count, 10);
	expect_all_there(test, turn + irq.count);
}

SUITE(ntspin_interlocked_list, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(each_returns_what_was_there_before, contexts_gen_params),
	KUNIT_CASE(each_level_stays_what_it_is),
	KUNIT_CASE(they_exclude_each_other_and_both_families),
	KUNIT_CASE(an_interrupt_may_want_the_lock_too),
	{}
};
