// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_end.c - misuse where a routine, a thread or memory ends while a lock is held.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "misuses.h"

static KSPIN_LOCK kept_lock;
static KLOCK_QUEUE_HANDLE kept_handle;

static VOID keep_lock(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	KeAcquireInStackQueuedSpinLockAtDpcLevel(&kept_lock, &kept_handle);
}

void return_with_lock(struct observer *obs)
{
	KDPC dpc;

	KeInitializeDpc(&dpc, keep_lock, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	AT_LEVEL(DISPATCH_LEVEL)
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&kept_handle);
	CLAIM(obs, KeTestSpinLock(&kept_lock));
}

static VOID keep_level(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	KIRQL old;

	KeRaiseIrql(LOWEST_DIRQL + 2, &old);
}

void return_raised(struct observer *obs)
{
	KDPC dpc;

	KeInitializeDpc(&dpc, keep_level, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	CLAIM(obs, !irqs_disabled());
}

void free_held(struct observer *obs)
{
	KSPIN_LOCK *lock = kzalloc(sizeof(*lock), GFP_KERNEL);
	KIRQL old;

	if (!lock)
		return;
	KeAcquireSpinLock(lock, &old);
	/* On PREEMPT_RT nothing is freed at DISPATCH_LEVEL. */
	KeLowerIrql(old);
	kfree(lock);
}

void free_held_object(struct observer *obs)
{
	struct kmem_cache *cache = kmem_cache_create("ntspin_kunit", 64, 0, 0, NULL);
	KSPIN_LOCK *lock;
	KIRQL old;

	if (!cache)
		return;
	lock = kmem_cache_zalloc(cache, GFP_KERNEL);
	if (lock) {
		KeAcquireSpinLock(lock, &old);
		KeLowerIrql(old);
		kmem_cache_free(cache, lock);
	}
	kmem_cache_destroy(cache);
}

static KSPIN_LOCK ended_lock;

/* At PASSIVE_LEVEL, or Linux would complain too, and of more. */
static int end_holding(void *done)
{
	KIRQL old;

	lockdep_off();
	KeAcquireSpinLock(&ended_lock, &old);
	KeLowerIrql(old);
	kthread_complete_and_exit(done, 0);
	return 0;
}

void end_thread(struct observer *obs)
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
	/* Its exit continues after that. */
	kthread_stop(thread);
	put_task_struct(thread);
	msleep(50);
	/* Its holder is gone: it can be used again. */
	KeInitializeSpinLock(&ended_lock);
	CLAIM(obs, KeTestSpinLock(&ended_lock));
}
