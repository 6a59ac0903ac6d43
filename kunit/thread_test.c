// SPDX-License-Identifier: GPL-2.0
/*
 * thread_test.c - a driver's threads: how they end, what is signalled, and what they are known by.
 */
#include <linux/sched.h>

#include "context.h"
#include "suites.h"
#include "waiter.h"

#define WAITERS 4
#define FAILED ((NTSTATUS)0xC0001234)

static KEVENT go;
static KMUTEX mutex;
static struct waiter waiters[WAITERS];

/* A thread that waits until it may continue, then ends as it is told. */
static struct doing {
	void (*first)(struct doing *doing);
	bool at_dispatch;
	bool returns;
	NTSTATUS status;
	PKTHREAD self;
	HANDLE id;
	unsigned int policy;
	unsigned int rt_priority;
	int nice;
	KPRIORITY priority, before;
	LONG increment, increment_before;
} doing;

static void wait_for_go(struct doing *doing)
{
	KeWaitForSingleObject(&go, Executive, KernelMode, FALSE, NULL);
}

static VOID NTAPI do_it(PVOID context)
{
	struct doing *doing = context;
	KIRQL old;

	doing->self = KeGetCurrentThread();
	doing->id = PsGetCurrentThreadId();
	if (doing->first)
		doing->first(doing);
	if (doing->at_dispatch)
		KeRaiseIrql(DISPATCH_LEVEL, &old);
	if (!doing->returns)
		PsTerminateSystemThread(doing->status);
}

static NTSTATUS create(HANDLE *handle, CLIENT_ID *id)
{
	return PsCreateSystemThread(handle, THREAD_ALL_ACCESS, NULL, NULL, id, do_it, &doing);
}

static NTSTATUS reference(HANDLE handle, POBJECT_TYPE type, KPROCESSOR_MODE mode, PVOID *object)
{
	return ObReferenceObjectByHandle(handle, SYNCHRONIZE, type, mode, object, NULL);
}

/* A reference to its object, and no handle; NULL where it was not begun. */
static PVOID begin(struct doing what)
{
	HANDLE handle;
	PVOID thread = NULL;

	doing = what;
	KeInitializeEvent(&go, NotificationEvent, FALSE);
	if (create(&handle, NULL) != STATUS_SUCCESS)
		return NULL;
	reference(handle, *PsThreadType, KernelMode, &thread);
	ZwClose(handle);
	return thread;
}

static NTSTATUS await(PVOID thread)
{
	return KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
}

/* Through with it: it has ended, and its object is gone. */
static NTSTATUS await_end(PVOID thread)
{
	NTSTATUS status;

	KeSetEvent(&go, IO_NO_INCREMENT, FALSE);
	await(thread);
	status = PsGetThreadExitStatus(thread);
	ObDereferenceObject(thread);
	return status;
}

static const struct ending {
	const char *name;
	struct doing what;
	NTSTATUS status;
	const char *said;
} endings[] = {
	{ "returns", { .returns = true }, STATUS_SUCCESS },
	{ "terminates", { .status = STATUS_SUCCESS }, STATUS_SUCCESS },
	{ "terminates with a status", { .status = FAILED }, FAILED },
	{ "terminates at DISPATCH_LEVEL", { .status = FAILED, .at_dispatch = true }, FAILED,
	  "PsTerminateSystemThread: IRQL is DISPATCH_LEVEL, must be PASSIVE_LEVEL; it was" },
	{ "returns at DISPATCH_LEVEL", { .returns = true, .at_dispatch = true }, STATUS_SUCCESS,
	  "a thread's routine: the level at its call is 0 (PASSIVE_LEVEL), IRQL is DISPATCH" },
};

KUNIT_ARRAY_PARAM_DESC(endings, endings, name);

static void a_thread_ends_with_its_status(struct kunit *test)
{
	const struct ending *ending = test->param_value;
	struct doing what = ending->what;
	PVOID thread;

	what.first = wait_for_go;
	thread = begin(what);
	KUNIT_ASSERT_NOT_NULL(test, thread);
	KUNIT_EXPECT_EQ(test, PsGetThreadExitStatus(thread), STATUS_PENDING);
	KUNIT_EXPECT_FALSE(test, take_now(thread));
	KUNIT_EXPECT_EQ(test, await_end(thread), ending->status);
	if (ending->said)
		KUNIT_EXPECT_TRUE(test, log_says(ending->said, ""));
}

static void its_end_lets_all_through(struct kunit *test)
{
	PVOID thread = begin((struct doing){ .first = wait_for_go });
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, thread);
	for (i = 0; i < WAITERS; i++) {
		init_waiter(&waiters[i], thread);
		KUNIT_ASSERT_TRUE(test, start_waiter(&waiters[i]));
		KUNIT_EXPECT_TRUE(test, still_waits(&waiters[i]));
	}
	KeSetEvent(&go, IO_NO_INCREMENT, FALSE);
	for (i = 0; i < WAITERS; i++) {
		KUNIT_ASSERT_TRUE(test, await_waiter(&waiters[i]));
		KUNIT_EXPECT_EQ(test, waiters[i].status, STATUS_SUCCESS);
	}
	/* It stays signalled. */
	KUNIT_EXPECT_TRUE(test, take_now(thread));
	KUNIT_EXPECT_TRUE(test, take_now(thread));
	KUNIT_EXPECT_EQ(test, await_end(thread), STATUS_SUCCESS);
}

static void all_waits_for_a_thread_and_an_event(struct kunit *test)
{
	PVOID thread = begin((struct doing){ .first = wait_for_go });
	KEVENT other;

	KUNIT_ASSERT_NOT_NULL(test, thread);
	KeInitializeEvent(&other, SynchronizationEvent, TRUE);
	init_waiter(&waiters[0], thread);
	waiters[0].objects[1] = &other;
	waiters[0].count = 2;
	waiters[0].type = WaitAll;
	KUNIT_ASSERT_TRUE(test, start_waiter(&waiters[0]));
	KUNIT_EXPECT_TRUE(test, still_waits(&waiters[0]));
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&other), 1);
	KeSetEvent(&go, IO_NO_INCREMENT, FALSE);
	KUNIT_ASSERT_TRUE(test, await_waiter(&waiters[0]));
	KUNIT_EXPECT_EQ(test, KeReadStateEvent(&other), 0);
	KUNIT_EXPECT_EQ(test, await_end(thread), STATUS_SUCCESS);
}

static void take_mutex_and_wait(struct doing *doing)
{
	KeWaitForSingleObject(&mutex, Executive, KernelMode, FALSE, NULL);
	wait_for_go(doing);
}

static void its_mutexes_are_abandoned(struct kunit *test)
{
	PVOID thread;

	KeInitializeMutex(&mutex, 0);
	thread = begin((struct doing){ .first = take_mutex_and_wait });
	KUNIT_ASSERT_NOT_NULL(test, thread);
	while (KeReadStateMutex(&mutex))
		schedule_timeout_interruptible(1);
	KUNIT_EXPECT_FALSE(test, take_now(&mutex));
	KUNIT_EXPECT_EQ(test, await_end(thread), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, await(&mutex), STATUS_ABANDONED);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&mutex, FALSE), 0);
}

static void it_is_known_by_its_object_and_its_number(struct kunit *test)
{
	HANDLE handle;
	PVOID thread;
	CLIENT_ID id;

	doing = (struct doing){};
	KUNIT_ASSERT_EQ(test, create(&handle, &id), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, reference(handle, NULL, KernelMode, &thread), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);
	await(thread);
	KUNIT_EXPECT_TRUE(test, doing.self == thread);
	KUNIT_EXPECT_TRUE(test, doing.id == id.UniqueThread);
	KUNIT_EXPECT_TRUE(test, PsGetThreadId(thread) == id.UniqueThread);
	ObDereferenceObject(thread);
	/* This one is Linux'. */
	KUNIT_EXPECT_EQ(test, (long)PsGetCurrentThreadId(), task_pid_nr(current));
	KUNIT_EXPECT_EQ(test, (long)PsGetCurrentProcessId(), task_tgid_nr(current));
	KUNIT_EXPECT_EQ(test, ExGetPreviousMode(), KernelMode);
	KUNIT_EXPECT_TRUE(test, KeGetCurrentThread() == (PKTHREAD)PsGetCurrentThread());
	KUNIT_EXPECT_TRUE(test, PsGetThreadId(PsGetCurrentThread()) == PsGetCurrentThreadId());
	KUNIT_EXPECT_EQ(test, PsGetThreadExitStatus(PsGetCurrentThread()), STATUS_PENDING);
	KUNIT_EXPECT_EQ(test, PsTerminateSystemThread(FAILED), STATUS_INVALID_PARAMETER);
}

static void set_priorities(struct doing *doing)
{
	PKTHREAD self = KeGetCurrentThread();

	if (doing->priority)
		doing->before = KeSetPriorityThread(self, doing->priority);
	else
		doing->increment_before = KeSetBasePriorityThread(self, doing->increment);
	doing->priority = KeQueryPriorityThread(self);
	doing->policy = current->policy;
	doing->nice = task_nice(current);
	doing->rt_priority = current->rt_priority;
	doing->increment = KeSetBasePriorityThread(self, 0);
}

static const struct priority {
	const char *name;
	KPRIORITY set;		/* 0: by an increment */
	LONG increment;
	KPRIORITY due;
	unsigned int policy;
	int nice;
	unsigned int rt_priority;
} priorities[] = {
	{ "the lowest", 1, 0, 1, SCHED_NORMAL, 19 },
	{ "the usual", 8, 0, 8, SCHED_NORMAL, 0 },
	{ "the highest usual", 15, 0, 15, SCHED_NORMAL, -20 },
	{ "real-time", LOW_REALTIME_PRIORITY, 0, 16, SCHED_FIFO, 0, 1 },
	{ "real-time, high", HIGH_PRIORITY, 0, 31, SCHED_FIFO, 0, MAX_RT_PRIO / 2 },
	{ "none", -1, 0, 8, SCHED_NORMAL, 0 },
	{ "none above", HIGH_PRIORITY + 1, 0, 8, SCHED_NORMAL, 0 },
	{ "base, less", 0, -3, 5, SCHED_NORMAL, 8 },
	{ "base, as much as there is", 0, 0x7fffffff, 15, SCHED_NORMAL, -20 },
};

KUNIT_ARRAY_PARAM_DESC(priorities, priorities, name);

static void a_priority_is_linux_priority(struct kunit *test)
{
	const struct priority *row = test->param_value;
	PVOID thread = begin((struct doing){ .first = set_priorities, .priority = row->set,
					     .increment = row->increment });

	KUNIT_ASSERT_NOT_NULL(test, thread);
	KUNIT_EXPECT_EQ(test, await_end(thread), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, doing.before, row->set ? 8 : 0);
	KUNIT_EXPECT_EQ(test, doing.increment_before, 0);
	KUNIT_EXPECT_EQ(test, doing.priority, row->due);
	KUNIT_EXPECT_EQ(test, doing.policy, row->policy);
	KUNIT_EXPECT_EQ(test, doing.rt_priority, row->rt_priority);
	if (row->policy == SCHED_NORMAL)
		KUNIT_EXPECT_EQ(test, doing.nice, row->nice);
	KUNIT_EXPECT_EQ(test, doing.increment, row->due - 8);
}

SUITE(ntspin_thread, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE_PARAM(a_thread_ends_with_its_status, endings_gen_params),
	KUNIT_CASE(its_end_lets_all_through),
	KUNIT_CASE(all_waits_for_a_thread_and_an_event),
	KUNIT_CASE(its_mutexes_are_abandoned),
	KUNIT_CASE(it_is_known_by_its_object_and_its_number),
	KUNIT_CASE_PARAM(a_priority_is_linux_priority, priorities_gen_params),
	{}
};
