// SPDX-License-Identifier: GPL-2.0
/*
 * misuses.c - each misuse of CONTRACT's table, committed on purpose.
 *
 * Each leaves Linux' counts and its own lock as they should be: the verifier
 * has refused what cannot go well, or done it so that no harm comes of it.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "misuses.h"

static void acquire_low(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void acquire_ordinary_low(struct witness *w)
{
	KSPIN_LOCK lock = 0;

	KeAcquireSpinLockAtDpcLevel(&lock);
	KeReleaseSpinLockFromDpcLevel(&lock);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void acquire_high(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(LOWEST_DIRQL + 2, &old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeLowerIrql(old);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void release_elsewhere(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeLowerIrql(handle.OldIrql);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void release_ordinary_elsewhere(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeLowerIrql(old);
	KeReleaseSpinLock(&lock, old);
	CLAIM(w, KeTestSpinLock(&lock));
}

/* The inner pair does nothing; the outer one holds the lock until its own release. */
static void deadlock(struct witness *w)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &outer);
	KeAcquireInStackQueuedSpinLock(&lock, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	CLAIM(w, !KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), DISPATCH_LEVEL);
	KeReleaseInStackQueuedSpinLock(&outer);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void deadlock_ordinary(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL outer, inner;

	KeAcquireSpinLock(&lock, &outer);
	KeAcquireSpinLock(&lock, &inner);
	KeReleaseSpinLock(&lock, inner);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseSpinLock(&lock, outer);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void deadlock_in_list(struct witness *w)
{
	LIST_ENTRY head, entry;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	InitializeListHead(&head);
	KeAcquireSpinLock(&lock, &old);
	ExInterlockedInsertTailList(&head, &entry, &lock);
	CLAIM(w, !KeTestSpinLock(&lock));
	CLAIM_EQ(w, head.Flink == &entry, true);
	KeReleaseSpinLock(&lock, old);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void release_twice(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeLowerIrql(old);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void release_unheld(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeReleaseSpinLock(&lock, DISPATCH_LEVEL);
	KeLowerIrql(old);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void release_unused(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KIRQL old;
	int byte;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	for (byte = 0xc0; byte <= 0xff; byte++) {
		memset(&handle, byte, sizeof(handle));
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	}
	KeLowerIrql(old);
}

static void release_from_afar(void *handle)
{
	CALLED(KeReleaseInStackQueuedSpinLockFromDpcLevel(handle));
}

static void release_ordinary_from_afar(void *lock)
{
	CALLED(KeReleaseSpinLockFromDpcLevel(lock));
}

static void release_by_other(struct witness *w)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	smp_call_function_single(other, release_from_afar, &handle, true);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
	put_cpu();
}

static void release_ordinary_by_other(struct witness *w)
{
	unsigned int other = cpumask_any_but(cpu_online_mask, get_cpu());
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	smp_call_function_single(other, release_ordinary_from_afar, &lock, true);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseSpinLock(&lock, old);
	CLAIM(w, KeTestSpinLock(&lock));
	put_cpu();
}

static void release_out_of_order(struct witness *w)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &outer);
	KeAcquireInStackQueuedSpinLock(&b, &inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	KeReleaseInStackQueuedSpinLock(&inner);
	CLAIM(w, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}

static void use_garbage(struct witness *w)
{
	static const KSPIN_LOCK words[] = {
		0xdeadbeefdeadbeef, 0x6b6b6b6b6b6b6b6b, 0xcccccccccccccccc, 1, 2, 0x100, ~0UL,
	};
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK locks[ARRAY_SIZE(words)];
	int i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		w->row = i;
		locks[i] = words[i];
		KeAcquireInStackQueuedSpinLock(&locks[i], &handle);
		CLAIM(w, !KeTestSpinLock(&locks[i]));
		KeReleaseInStackQueuedSpinLock(&handle);
		CLAIM(w, KeTestSpinLock(&locks[i]));
	}
}

static void initialize_held(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeInitializeSpinLock(&lock);
	CLAIM(w, !KeTestSpinLock(&lock));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void queue_on_ordinary(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, old);
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void list_on_queued(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	ULONG sum = 1;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	ExInterlockedAddUlong(&sum, 1, &lock);
	CLAIM_EQ(w, sum, 2);
}

static void release_queued_as_ordinary(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseSpinLock(&lock, handle.OldIrql);
	CLAIM(w, KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void release_ordinary_as_queued(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle = {};
	KSPIN_LOCK lock = 0;

	KeAcquireSpinLock(&lock, &handle.OldIrql);
	handle.LockQueue.Lock = &lock;
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void use_both_orders(struct witness *w)
{
	KLOCK_QUEUE_HANDLE outer, inner;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &outer);
	KeAcquireInStackQueuedSpinLock(&b, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	KeAcquireInStackQueuedSpinLock(&b, &outer);
	KeAcquireInStackQueuedSpinLock(&a, &inner);
	KeReleaseInStackQueuedSpinLock(&inner);
	KeReleaseInStackQueuedSpinLock(&outer);
	CLAIM(w, KeTestSpinLock(&a) && KeTestSpinLock(&b));
}

static void in_order(KSPIN_LOCK *first, KSPIN_LOCK *second)
{
	KIRQL old, level;

	KeAcquireSpinLock(first, &old);
	KeAcquireSpinLock(second, &level);
	KeReleaseSpinLock(second, level);
	KeReleaseSpinLock(first, old);
}

static void use_three_in_a_circle(struct witness *w)
{
	KSPIN_LOCK a = 0, b = 0, c = 0;

	in_order(&a, &b);
	in_order(&b, &c);
	in_order(&c, &a);
}

static KSPIN_LOCK kept_lock;
static KLOCK_QUEUE_HANDLE kept_handle;

static VOID keep_lock(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&kept_lock, &kept_handle);
}

static void return_with_lock(struct witness *w)
{
	KDPC dpc;
	KIRQL old;

	KeInitializeDpc(&dpc, keep_lock, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&kept_handle);
	KeLowerIrql(old);
	CLAIM(w, KeTestSpinLock(&kept_lock));
}

static VOID keep_level(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	KIRQL old;

	KeRaiseIrql(LOWEST_DIRQL + 2, &old);
}

static void return_raised(struct witness *w)
{
	KDPC dpc;

	KeInitializeDpc(&dpc, keep_level, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
	CLAIM(w, !irqs_disabled());
}

static void use_handle_twice(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK a = 0, b = 0;

	KeAcquireInStackQueuedSpinLock(&a, &handle);
	KeAcquireInStackQueuedSpinLock(&b, &handle);
	CLAIM(w, KeTestSpinLock(&b));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, !KeTestSpinLock(&a));
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&a));
}

static void move_handle(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle, moved;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	moved = handle;
	memset(&handle, 0, sizeof(handle));
	KeReleaseInStackQueuedSpinLock(&moved);
	CLAIM(w, KeTestSpinLock(&lock));
}

static void alter_handle(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	handle.LockQueue.Lock = NULL;
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM(w, KeTestSpinLock(&lock));
}

/* The value is of an earlier use, or of nobody's: what a release does with it comes too early. */
static void restore_stale(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle = {};
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	KeLowerIrql(old);
	CLAIM(w, KeTestSpinLock(&lock));
}

static VOID restore_in_dpc(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	KLOCK_QUEUE_HANDLE handle = {};
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static void restore_stale_in_dpc(struct witness *w)
{
	KDPC dpc;

	KeInitializeDpc(&dpc, restore_in_dpc, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void lower_unsaved(struct witness *w)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeLowerIrql(APC_LEVEL);
	KeLowerIrql(old);
}

static void use_null_lock(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle;

	KeAcquireInStackQueuedSpinLock(NULL, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void use_null_handle(struct witness *w)
{
	KSPIN_LOCK lock = 0;

	KeAcquireInStackQueuedSpinLock(&lock, NULL);
	KeReleaseInStackQueuedSpinLock(NULL);
	CLAIM(w, KeTestSpinLock(&lock));
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void use_misaligned(struct witness *w)
{
	KSPIN_LOCK locks[2] = {};
	KSPIN_LOCK *lock = (void *)locks + 1;
	KIRQL old;

	KeAcquireSpinLock(lock, &old);
	KeReleaseSpinLock(lock, old);
	CLAIM(w, !locks[0] && !locks[1]);
	CLAIM_EQ(w, KeGetCurrentIrql(), PASSIVE_LEVEL);
}

static void free_held(struct witness *w)
{
	KSPIN_LOCK *lock = kzalloc(sizeof(*lock), GFP_KERNEL);
	KIRQL old;

	if (!lock)
		return;
	KeAcquireSpinLock(lock, &old);
	kfree(lock);
	KeLowerIrql(old);
}

static KSPIN_LOCK ended_lock;

/* At PASSIVE_LEVEL, or Linux would complain too, and of more. */
static int end_holding(void *done)
{
	KeAcquireSpinLockAtDpcLevel(&ended_lock);
	kthread_complete_and_exit(done, 0);
	return 0;
}

static void end_thread(struct witness *w)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct task_struct *thread;

	KeInitializeSpinLock(&ended_lock);
	thread = kthread_create(end_holding, &done, "ntspin_ends");
	if (IS_ERR(thread))
		return;
	get_task_struct(thread);
	wake_up_process(thread);
	wait_for_completion(&done);
	/* Its exit goes on behind that. */
	kthread_stop(thread);
	put_task_struct(thread);
	msleep(50);
}

const struct misuse misuses[MISUSE_COUNT] = {
	{ "queued, AtDpcLevel at PASSIVE_LEVEL", "KeAcquireInStackQueuedSpinLockAtDpcLevel: ",
	  "0xC4/0x40)", acquire_low },
	{ "FromDpcLevel at PASSIVE_LEVEL", "KeReleaseInStackQueuedSpinLockFromDpcLevel: ",
	  "0xC4/0x41)", acquire_low },
	{ "ordinary, AtDpcLevel at PASSIVE_LEVEL", "KeAcquireSpinLockAtDpcLevel: ",
	  "0xC4/0x40)", acquire_ordinary_low },
	{ "raising acquire at a device level", "KeAcquireInStackQueuedSpinLock: ",
	  "0xC4/0x42)", acquire_high },
	{ "queued, released at PASSIVE_LEVEL", "KeReleaseInStackQueuedSpinLock: ",
	  "0xC4/0x36)", release_elsewhere },
	{ "ordinary, released at PASSIVE_LEVEL", "KeReleaseSpinLock: ",
	  "0xC4/0x32)", release_ordinary_elsewhere },
	{ "queued, acquired twice", "KeAcquireInStackQueuedSpinLock: ",
	  "0xC4/0x1000)", deadlock },
	{ "ordinary, acquired twice", "KeAcquireSpinLockRaiseToDpc: ",
	  "0xC4/0x1000)", deadlock_ordinary },
	{ "held while a list is changed under it", "ExInterlockedInsertTailList: ",
	  "0xC4/0x1000)", deadlock_in_list },
	{ "queued, released twice", "KeReleaseInStackQueuedSpinLock: the handle holds no lock",
	  "0xC4/0x1007)", release_twice },
	{ "ordinary, released but not held", "KeReleaseSpinLock: nobody holds the lock",
	  "0xC4/0x1007)", release_unheld },
	{ "a handle of rubbish released",
	  "KeReleaseInStackQueuedSpinLockFromDpcLevel: the handle holds no lock",
	  "0xC4/0x1007)", release_unused },
	{ "queued, released by another CPU", "KeReleaseInStackQueuedSpinLockFromDpcLevel: another",
	  "0xC4/0x1004)", release_by_other, .needs_cpus = 2 },
	{ "ordinary, released by another CPU", "KeReleaseSpinLockFromDpcLevel: another",
	  "0xC4/0x1004)", release_ordinary_by_other, .needs_cpus = 2 },
	{ "the outer lock released first", "KeReleaseInStackQueuedSpinLock: a lock is held",
	  "0xC4/0x1003)", release_out_of_order },
	{ "a lock never initialised", "KeAcquireInStackQueuedSpinLock: the lock word",
	  "0xC4/0x1002)", use_garbage },
	{ "initialised while held", "KeInitializeSpinLock: ",
	  "0xC4/0x1005)", initialize_held },
	{ "queued on an ordinary lock", "KeAcquireInStackQueuedSpinLock: the lock is used as an",
	  "0xC4/0x1008)", queue_on_ordinary },
	{ "a queued lock for a sum", "ExInterlockedAddUlong: the lock is used as a queued",
	  "0xC4/0x1008)", list_on_queued },
	{ "queued, released as ordinary", "KeReleaseSpinLock: the lock was acquired as a queued",
	  "0xC4/0x1009)", release_queued_as_ordinary },
	{ "ordinary, released as queued",
	  "KeReleaseInStackQueuedSpinLock: the lock was acquired as an ordinary",
	  "0xC4/0x1009)", release_ordinary_as_queued },
	{ "two locks in both orders", "KeAcquireInStackQueuedSpinLock: it was held before",
	  "0xC4/0x1001)", use_both_orders },
	{ "three locks in a circle", "KeAcquireSpinLockRaiseToDpc: it was held before",
	  "0xC4/0x1001)", use_three_in_a_circle },
	{ "a DPC returns with a lock", "a DPC: it returned with a lock held",
	  "0xC4/0x40006)", return_with_lock },
	{ "a DPC returns at a device level", "a DPC: the level at its call is 2",
	  "0xC8)", return_raised },
	{ "a handle used for two locks", "KeAcquireInStackQueuedSpinLock: the handle is in use",
	  "none, Windows hangs)", use_handle_twice },
	{ "a handle moved", "KeReleaseInStackQueuedSpinLock: the lock was acquired with another",
	  "none, Windows hangs)", move_handle },
	{ "a handle altered", "KeReleaseInStackQueuedSpinLock: the handle was altered",
	  "none, Windows hangs)", alter_handle },
	{ "a stale OldIrql", "KeLowerIrql: OldIrql is 0", "nobody saved that", restore_stale },
	{ "a stale OldIrql in a DPC", "KeReleaseInStackQueuedSpinLock: OldIrql is 0",
	  "nobody saved that", restore_stale_in_dpc },
	{ "a level that no raise saved", "KeLowerIrql: NewIrql is 1",
	  "0xC4/0x31)", lower_unsaved },
	{ "no lock", "KeAcquireInStackQueuedSpinLock: the lock or the handle is NULL",
	  "0xA or 0x50)", use_null_lock },
	{ "no handle", "KeAcquireInStackQueuedSpinLock: the lock or the handle is NULL",
	  "0xA or 0x50)", use_null_handle },
	{ "a misaligned lock", "KeAcquireSpinLockRaiseToDpc: the lock or the handle is NULL",
	  "0xA or 0x50)", use_misaligned },
	{ "memory freed under a held lock", "a free of memory: ",
	  "0xC4/0x100B)", free_held, .needs_tracepoints = true },
	{ "a thread ends holding a lock", "the end of a thread: ",
	  "0xC4/0x100A)", end_thread, .needs_tracepoints = true },
};
