// SPDX-License-Identifier: GPL-2.0
/*
 * remains_test.c - what the verifier says of locks whose waiters sleep, resources and work items
 * that are left behind: by a thread that ends, in memory that is freed.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#include "misuses.h"
#include "ntspin/verifier.h"
#include "suites.h"

#define TAG 0x6e6d6552	/* "Remn" */
#define WORKERS 256	/* routines of a queue that run at a time */

static FAST_MUTEX mutex;
static ERESOURCE resource;

/* A driver's thread, waited for until it is signalled. */
static void run_thread(struct observer *obs, PKSTART_ROUTINE routine, PVOID context)
{
	HANDLE handle;
	PVOID thread;

	if (PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, routine, context)) {
		CLAIM(obs, false);
		return;
	}
	ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &thread,
				  NULL);
	ZwClose(handle);
	KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
	ObDereferenceObject(thread);
}

static VOID NTAPI own_fast(PVOID unused)
{
	ExAcquireFastMutexUnsafe(&mutex);
	barrier();
}

static VOID NTAPI own_guarded(PVOID unused)
{
	if (KeTryToAcquireGuardedMutex(&mutex))
		PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID NTAPI own_exclusively(PVOID unused)
{
	ExAcquireResourceExclusiveLite(&resource, TRUE);
	barrier();
}

/* Twice, and released once. */
static VOID NTAPI own_shared(PVOID unused)
{
	ExAcquireResourceSharedLite(&resource, TRUE);
	ExAcquireResourceSharedLite(&resource, TRUE);
	ExReleaseResourceLite(&resource);
}

static void end_with_fast(struct observer *obs)
{
	run_thread(obs, own_fast, NULL);
}

static void end_with_guarded(struct observer *obs)
{
	run_thread(obs, own_guarded, NULL);
}

static void end_with_exclusive(struct observer *obs)
{
	run_thread(obs, own_exclusively, NULL);
}

static void end_with_shared(struct observer *obs)
{
	run_thread(obs, own_shared, NULL);
}

static int own_and_exit(void *done)
{
	KeAcquireGuardedMutex(&mutex);
	kthread_complete_and_exit(done, 0);
	return 0;
}

/* Of a thread of Linux' own it is seen when Linux ends it. */
static void end_of_linux_own(struct observer *obs)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct task_struct *thread = kthread_create(own_and_exit, &done, "ntspin_ends");

	if (IS_ERR(thread)) {
		CLAIM(obs, false);
		return;
	}
	get_task_struct(thread);
	wake_up_process(thread);
	wait_for_completion(&done);
	/* Its exit continues after that. */
	kthread_stop(thread);
	put_task_struct(thread);
	msleep(50);
}

static void *block(size_t size)
{
	return ExAllocatePool2(POOL_FLAG_NON_PAGED, size, TAG);
}

static void free_with_mutex(struct observer *obs)
{
	PFAST_MUTEX in_pool = block(sizeof(*in_pool));

	ExInitializeFastMutex(in_pool);
	KeAcquireGuardedMutex(in_pool);
	CALLED(ExFreePoolWithTag(in_pool, TAG));
}

/* At the end of a large one. */
static void free_with_resource(struct observer *obs)
{
	size_t size = 100 * sizeof(ERESOURCE);
	PERESOURCE in_pool = block(size);

	ExInitializeResourceLite(&in_pool[99]);
	CALLED(ExFreePoolWithTag(in_pool, TAG));
}

static WORK_QUEUE_ITEM fillers[WORKERS];
static KEVENT let_go;
static atomic_t begun, ended, ran;

static VOID NTAPI stay(PVOID unused)
{
	atomic_inc(&begun);
	KeWaitForSingleObject(&let_go, Executive, KernelMode, FALSE, NULL);
	atomic_inc(&ended);
}

static VOID NTAPI record_run(PVOID unused)
{
	atomic_inc(&ran);
}

static void queue(PWORK_QUEUE_ITEM item, PWORKER_THREAD_ROUTINE routine)
{
	ExInitializeWorkItem(item, routine, NULL);
	ExQueueWorkItem(item, DelayedWorkQueue);
}

/* What is queued behind so many waits. Of three the middle one, then the last one goes. */
static void free_with_work(struct observer *obs)
{
	WORK_QUEUE_ITEM first, last;
	PWORK_QUEUE_ITEM in_pool = block(sizeof(*in_pool));
	unsigned int i;

	KeInitializeEvent(&let_go, NotificationEvent, FALSE);
	atomic_set(&begun, 0);
	atomic_set(&ended, 0);
	atomic_set(&ran, 0);
	for (i = 0; i < WORKERS; i++)
		queue(&fillers[i], stay);
	CLAIM(obs, await_count(&begun, WORKERS));
	queue(&first, record_run);
	queue(in_pool, record_run);
	queue(&last, record_run);
	CALLED(ExFreePoolWithTag(in_pool, TAG));
	in_pool = block(sizeof(*in_pool));
	queue(in_pool, record_run);
	CALLED(ExFreePoolWithTag(in_pool, TAG));
	KeSetEvent(&let_go, IO_NO_INCREMENT, FALSE);
	CLAIM(obs, await_count(&ended, WORKERS));
	CLAIM(obs, await_count(&ran, 2));
	/* One more finds the queue as it should be. */
	queue(&last, record_run);
	CLAIM(obs, await_count(&ran, 3));
	CLAIM_EQ(obs, atomic_read(&ran), 3);
}

static const struct misuse remains[] = {
	{ "a thread ends with a fast mutex", "the end of a thread: it owns", "0xC4/0x100A)",
	  end_with_fast },
	{ "a thread ends with a guarded mutex", "the end of a thread: it owns", "0xC4/0x100A)",
	  end_with_guarded },
	{ "a thread ends with a resource", "the end of a thread: it owns", "0xC4/0x100A)",
	  end_with_exclusive },
	{ "a thread ends with a shared resource", "the end of a thread: it owns", "0xC4/0x100A)",
	  end_with_shared },
	{ "one of Linux' own ends with a mutex", "the end of a thread: it owns", "0xC4/0x100A)",
	  end_of_linux_own, .needs_tracepoints = true },
	{ "freed with a mutex that is owned", "a free of memory: a lock in it is held",
	  "0xC4/0x100B)", free_with_mutex },
	{ "freed with a resource", "a free of memory: a resource in it was not deleted",
	  "0xC4/0x17)", free_with_resource },
	{ "freed with a queued work item", "a free of memory: a work item in it is queued",
	  "0xE4)", free_with_work },
};

KUNIT_ARRAY_PARAM_DESC(remains, remains, name);

static void what_is_left_is_said(struct kunit *test)
{
	const struct misuse *misuse = test->param_value;
	unsigned int before = log_lines_with(misuse->routine, misuse->code);

	if (misuse->needs_tracepoints && !IS_ENABLED(CONFIG_TRACEPOINTS))
		kunit_skip(test, "no tracepoints");
	ExInitializeFastMutex(&mutex);
	ExInitializeResourceLite(&resource);
	commit_verified(test, misuse);
	KUNIT_EXPECT_GT(test, log_lines_with(misuse->routine, misuse->code), before);
	/* Its owner is gone. */
	ExInitializeResourceLite(&resource);
	KUNIT_EXPECT_EQ(test, ExDeleteResourceLite(&resource), STATUS_SUCCESS);
}

static VOID NTAPI own_and_release(PVOID unused)
{
	ExAcquireFastMutex(&mutex);
	ExReleaseFastMutex(&mutex);
	ExAcquireResourceSharedLite(&resource, TRUE);
	ExAcquireResourceSharedLite(&resource, TRUE);
	ExReleaseResourceLite(&resource);
	ExReleaseResourceLite(&resource);
	ExAcquireResourceExclusiveLite(&resource, TRUE);
	ExConvertExclusiveToSharedLite(&resource);
	ExReleaseResourceLite(&resource);
}

/* By its pointer anybody may release it. */
static VOID NTAPI own_and_give_away(PVOID owner)
{
	ExAcquireResourceExclusiveLite(&resource, TRUE);
	ExSetResourceOwnerPointer(&resource, owner);
}

static KEVENT owned, released;

static VOID NTAPI own_until_released(PVOID self)
{
	ExAcquireResourceSharedLite(&resource, TRUE);
	*(ERESOURCE_THREAD *)self = ExGetCurrentResourceThread();
	KeSetEvent(&owned, 0, FALSE);
	KeWaitForSingleObject(&released, Executive, KernelMode, FALSE, NULL);
}

static VOID NTAPI release_for_another(PVOID other)
{
	KeWaitForSingleObject(&owned, Executive, KernelMode, FALSE, NULL);
	ExReleaseResourceForThreadLite(&resource, *(ERESOURCE_THREAD *)other);
	KeSetEvent(&released, 0, FALSE);
}

static void leave_nothing(struct observer *obs)
{
	static ERESOURCE_THREAD other;
	PVOID owner = (PVOID)((ULONG_PTR)&owned | 3);
	struct both {
		FAST_MUTEX mutex;
		ERESOURCE resource;
		WORK_QUEUE_ITEM item;
	} *object = block(sizeof(*object));
	HANDLE handle;

	run_thread(obs, own_and_release, NULL);
	run_thread(obs, own_and_give_away, owner);
	ExReleaseResourceForThreadLite(&resource, (ERESOURCE_THREAD)owner);
	KeInitializeEvent(&owned, NotificationEvent, FALSE);
	KeInitializeEvent(&released, NotificationEvent, FALSE);
	CLAIM(obs, !PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
					 release_for_another, &other));
	ZwClose(handle);
	run_thread(obs, own_until_released, &other);
	atomic_set(&ran, 0);
	ExInitializeFastMutex(&object->mutex);
	ExInitializeResourceLite(&object->resource);
	queue(&object->item, record_run);
	ExAcquireFastMutex(&object->mutex);
	ExReleaseFastMutex(&object->mutex);
	ExDeleteResourceLite(&object->resource);
	CLAIM(obs, await_count(&ran, 1));
	ExFreePoolWithTag(object, TAG);
}

static void of_what_is_not_left_nothing_is_said(struct kunit *test)
{
	unsigned int reports = log_reports();

	ExInitializeFastMutex(&mutex);
	ExInitializeResourceLite(&resource);
	ntspin_verifier_set(1);
	run_here(test, leave_nothing, NULL);
	ntspin_verifier_set(0);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
	KUNIT_EXPECT_EQ(test, ExDeleteResourceLite(&resource), STATUS_SUCCESS);
}

/* What was acquired before the verifier was on, or released after, it does not know. */
static void own_across(struct observer *obs)
{
	ExAcquireFastMutexUnsafe(&mutex);
	ntspin_verifier_set(0);
	ExReleaseFastMutexUnsafe(&mutex);
	ntspin_verifier_set(1);
}

static VOID NTAPI own_across_and_end(PVOID w)
{
	own_across(w);
}

static void a_switch_forgets_who_owns(struct kunit *test)
{
	unsigned int reports = log_reports();
	struct observer w = {};

	ExInitializeFastMutex(&mutex);
	ntspin_verifier_set(1);
	run_thread(&w, own_across_and_end, &w);
	ntspin_verifier_set(0);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

SUITE(ntspin_remains, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(what_is_left_is_said, remains_gen_params),
	KUNIT_CASE(of_what_is_not_left_nothing_is_said),
	KUNIT_CASE(a_switch_forgets_who_owns),
	{}
};
