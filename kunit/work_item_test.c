// SPDX-License-Identifier: GPL-2.0
/*
 * work_item_test.c - work items: where and when they run, and what is misuse of them.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "context.h"
#include "deferred.h"
#include "misuses.h"
#include "suites.h"
#include "waiter.h"

KUNIT_ARRAY_PARAM_DESC(contexts, contexts, name);
KUNIT_ARRAY_PARAM_DESC(raised_sections, raised_sections, name);

#define OBJECT ((PDEVICE_OBJECT)0x1234)
#define WORKERS 256	/* routines of a queue that run at a time */
#define SECONDS (30 * HZ)

/* What a routine has found, the last time. */
static struct found {
	unsigned int ran;
	PVOID object;
	PVOID context;
	PIO_WORKITEM item;
	KIRQL irql;
	bool may_sleep;
	struct completion done;
} found;

static void expect_a_run(void)
{
	memset(&found, 0, sizeof(found));
	init_completion(&found.done);
}

static void record(PVOID object, PVOID context, PIO_WORKITEM item)
{
	found.ran++;
	found.object = object;
	found.context = context;
	found.item = item;
	found.irql = KeGetCurrentIrql();
	found.may_sleep = preemptible() || !IS_ENABLED(CONFIG_PREEMPT_COUNT);
	complete(&found.done);
}

static VOID NTAPI io_routine(PDEVICE_OBJECT object, PVOID context)
{
	record(object, context, NULL);
}

static VOID NTAPI io_routine_ex(PVOID object, PVOID context, PIO_WORKITEM item)
{
	record(object, context, item);
}

static VOID NTAPI ex_routine(PVOID context)
{
	record(NULL, context, NULL);
}

/* What has a routine called, with @found for its context. */
static PIO_WORKITEM allocated;
static WORK_QUEUE_ITEM ex_item;

static void queue_io(WORK_QUEUE_TYPE type)
{
	IoQueueWorkItem(allocated, io_routine, type, &found);
}

static void queue_io_ex(WORK_QUEUE_TYPE type)
{
	IoQueueWorkItemEx(allocated, io_routine_ex, type, &found);
}

static void queue_ex(WORK_QUEUE_TYPE type)
{
	ExInitializeWorkItem(&ex_item, ex_routine, &found);
	ExQueueWorkItem(&ex_item, type);
}

static const struct queue_ops {
	const char *name;
	void (*queue)(WORK_QUEUE_TYPE type);
	WORK_QUEUE_TYPE type;
	bool has_object;
	bool has_item;
} queue_ops[] = {
	{ "IoQueueWorkItem", queue_io, DelayedWorkQueue, true },
	{ "IoQueueWorkItem, critical", queue_io, CriticalWorkQueue, true },
	{ "IoQueueWorkItem, of a priority", queue_io, CustomPriorityWorkQueue + 20, true },
	{ "IoQueueWorkItemEx", queue_io_ex, DelayedWorkQueue, true, true },
	{ "IoQueueWorkItemEx, hypercritical", queue_io_ex, HyperCriticalWorkQueue, true, true },
	{ "ExQueueWorkItem", queue_ex, DelayedWorkQueue },
	{ "ExQueueWorkItem, critical", queue_ex, CriticalWorkQueue },
};

KUNIT_ARRAY_PARAM_DESC(queue_ops, queue_ops, name);

static int allocate_item(struct kunit *test)
{
	allocated = IoAllocateWorkItem(OBJECT);
	return allocated ? 0 : -ENOMEM;
}

static void free_item(struct kunit *test)
{
	IoFreeWorkItem(allocated);
	expect_cpus_at_rest(test);
}

static void await_run(struct kunit *test)
{
	KUNIT_ASSERT_GT(test, wait_for_completion_timeout(&found.done, SECONDS), 0UL);
}

static void a_routine_is_called_at_passive_level(struct kunit *test)
{
	const struct queue_ops *ops = test->param_value;

	expect_a_run();
	ops->queue(ops->type);
	await_run(test);
	KUNIT_EXPECT_TRUE(test, found.object == (ops->has_object ? OBJECT : NULL));
	KUNIT_EXPECT_TRUE(test, found.context == &found);
	KUNIT_EXPECT_TRUE(test, found.item == (ops->has_item ? allocated : NULL));
	KUNIT_EXPECT_EQ(test, found.irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, found.may_sleep);
}

static void queue_here(struct observer *obs)
{
	queue_io(DelayedWorkQueue);
}

static void an_item_can_be_queued_everywhere(struct kunit *test)
{
	const struct context *context = test->param_value;

	if (context - contexts == IN_NMI || context - contexts == IN_NMI_AT_DEVICE_LEVEL)
		kunit_skip(test, "not in an NMI");
	expect_a_run();
	run_in(test, context, queue_here, NULL);
	await_run(test);
	KUNIT_EXPECT_EQ(test, found.irql, PASSIVE_LEVEL);
}

static void an_item_can_be_queued_under_a_lock(struct kunit *test)
{
	const struct raised_section *section = test->param_value;

	expect_a_run();
	section->enter();
	queue_io(DelayedWorkQueue);
	section->leave();
	await_run(test);
	KUNIT_EXPECT_EQ(test, found.ran, 1U);
}

static void an_initialised_item_is_as_good(struct kunit *test)
{
	PIO_WORKITEM item = ExAllocatePool2(POOL_FLAG_NON_PAGED, IoSizeofWorkItem(), 0x54534554);

	KUNIT_ASSERT_NOT_NULL(test, item);
	memset(item, 0xA5, IoSizeofWorkItem());
	IoInitializeWorkItem(OBJECT, item);
	expect_a_run();
	IoQueueWorkItemEx(item, io_routine_ex, DelayedWorkQueue, item);
	await_run(test);
	KUNIT_EXPECT_TRUE(test, found.object == OBJECT);
	KUNIT_EXPECT_TRUE(test, found.item == item && found.context == item);
	IoUninitializeWorkItem(item);
	ExFreePool(item);
}

static VOID NTAPI free_own_item(PVOID object, PVOID context, PIO_WORKITEM item)
{
	IoFreeWorkItem(item);
	record(object, context, item);
}

static void a_routine_may_free_its_item(struct kunit *test)
{
	unsigned int reports = log_reports(), i;

	for (i = 0; i < 20; i++) {
		PIO_WORKITEM item = IoAllocateWorkItem(OBJECT);

		KUNIT_ASSERT_NOT_NULL(test, item);
		expect_a_run();
		IoQueueWorkItemEx(item, free_own_item, DelayedWorkQueue, NULL);
		await_run(test);
	}
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

#define TIMES 200

static VOID NTAPI queue_again(PVOID object, PVOID context, PIO_WORKITEM item)
{
	if (++found.ran < TIMES)
		IoQueueWorkItemEx(item, queue_again, DelayedWorkQueue, context);
	else
		complete(&found.done);
}

static void a_routine_may_queue_its_item_again(struct kunit *test)
{
	unsigned int reports = log_reports();

	expect_a_run();
	IoQueueWorkItemEx(allocated, queue_again, DelayedWorkQueue, NULL);
	await_run(test);
	KUNIT_EXPECT_EQ(test, found.ran, (unsigned int)TIMES);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

/* Routines that block until they are let go. */
static struct blocked {
	WORK_QUEUE_ITEM item;
	unsigned int position;	/* in the order in which they began */
} blocked[WORKERS + 3];

static KEVENT let_go;
static atomic_t begun, ended;

static VOID NTAPI block(PVOID context)
{
	struct blocked *self = context;

	self->position = atomic_inc_return(&begun);
	KeWaitForSingleObject(&let_go, Executive, KernelMode, FALSE, NULL);
	atomic_inc(&ended);
}

static void queue_blocked(unsigned int i)
{
	ExInitializeWorkItem(&blocked[i].item, block, &blocked[i]);
	ExQueueWorkItem(&blocked[i].item, DelayedWorkQueue);
}

static void fill_the_queue(struct kunit *test)
{
	unsigned int i;

	KeInitializeEvent(&let_go, NotificationEvent, FALSE);
	atomic_set(&begun, 0);
	atomic_set(&ended, 0);
	for (i = 0; i < WORKERS; i++)
		queue_blocked(i);
	KUNIT_EXPECT_TRUE(test, await_count(&begun, WORKERS));
}

static void empty_the_queue(struct kunit *test, int count)
{
	KeSetEvent(&let_go, IO_NO_INCREMENT, FALSE);
	KUNIT_EXPECT_TRUE(test, await_count(&ended, count));
	/* Their last step is the queue's: it looks whether there is more. */
	expect_a_run();
	queue_io(DelayedWorkQueue);
	await_run(test);
}

/* One that finds no worker stays queued, which shows the order, and what is misuse of it. */
static void what_finds_no_worker_waits_its_turn(struct kunit *test)
{
	unsigned int i;

	fill_the_queue(test);
	for (i = WORKERS; i < ARRAY_SIZE(blocked); i++)
		queue_blocked(i);
	/* The other queue is not full. */
	expect_a_run();
	queue_io(CriticalWorkQueue);
	await_run(test);
	KUNIT_EXPECT_EQ(test, atomic_read(&begun), WORKERS);
	empty_the_queue(test, ARRAY_SIZE(blocked));
	for (i = WORKERS; i < ARRAY_SIZE(blocked); i++)
		KUNIT_EXPECT_GT(test, blocked[i].position, (unsigned int)WORKERS);
}

static noinline void queue_twice(PIO_WORKITEM item)
{
	IoQueueWorkItem(item, io_routine, DelayedWorkQueue, &found);
	barrier();
	IoQueueWorkItemEx(item, io_routine_ex, CriticalWorkQueue, NULL);
	barrier();
}

static noinline void free_queued(PIO_WORKITEM item)
{
	IoFreeWorkItem(item);
	barrier();
}

static void a_queued_item_is_left_alone(struct kunit *test)
{
	fill_the_queue(test);
	expect_a_run();
	queue_twice(allocated);
	free_queued(allocated);
	KUNIT_EXPECT_TRUE(test, log_says("IoQueueWorkItemEx: the work item is queued already",
					 "queue_twice+"));
	KUNIT_EXPECT_TRUE(test, log_says("ntspin: IoFreeWorkItem: the work item is queued",
					 "free_queued+"));
	KUNIT_EXPECT_EQ(test, found.ran, 0U);
	KeSetEvent(&let_go, IO_NO_INCREMENT, FALSE);
	await_run(test);
	/* As it was queued first. */
	KUNIT_EXPECT_TRUE(test, found.context == &found && !found.item);
	empty_the_queue(test, WORKERS);
	KUNIT_EXPECT_EQ(test, found.ran, 1U);
}

static VOID NTAPI return_high(PVOID context)
{
	record(NULL, context, NULL);
	KeRaiseIrqlToDpcLevel();
}

static KMUTEX owned;

static VOID NTAPI keep_mutex(PVOID context)
{
	KeWaitForSingleObject(&owned, Executive, KernelMode, FALSE, NULL);
	record(NULL, context, NULL);
}

static KSPIN_LOCK kept_lock;
static KLOCK_QUEUE_HANDLE kept_handle;

static VOID NTAPI keep_lock(PVOID context)
{
	KeAcquireInStackQueuedSpinLock(&kept_lock, &kept_handle);
	KeLowerIrql(kept_handle.OldIrql);
	record(NULL, context, NULL);
}

/* The next item that the worker, or another one, runs comes behind. */
static void run_routine(struct observer *obs, PWORKER_THREAD_ROUTINE routine)
{
	expect_a_run();
	ExInitializeWorkItem(&ex_item, routine, &found);
	ExQueueWorkItem(&ex_item, DelayedWorkQueue);
	CLAIM(obs, wait_for_completion_timeout(&found.done, SECONDS));
	msleep(20);
}

static void leave_level(struct observer *obs)
{
	run_routine(obs, return_high);
	run_routine(obs, ex_routine);
	CLAIM_EQ(obs, found.irql, PASSIVE_LEVEL);
}

/* Who waits for it gets it, and is told. */
static void leave_mutex(struct observer *obs)
{
	KeInitializeMutex(&owned, 0);
	run_routine(obs, keep_mutex);
	CLAIM_EQ(obs, KeWaitForSingleObject(&owned, Executive, KernelMode, FALSE, NULL),
		 STATUS_ABANDONED);
	KeReleaseMutex(&owned, FALSE);
}

static void leave_lock(struct observer *obs)
{
	KeInitializeSpinLock(&kept_lock);
	run_routine(obs, keep_lock);
	AT_LEVEL(DISPATCH_LEVEL)
		KeReleaseInStackQueuedSpinLockFromDpcLevel(&kept_handle);
}

static void queue_high(struct observer *obs)
{
	expect_a_run();
	AT_LEVEL(LOWEST_DIRQL + 2)
		queue_io(DelayedWorkQueue);
	CLAIM(obs, wait_for_completion_timeout(&found.done, SECONDS));
}

static void queue_nothing(struct observer *obs)
{
	ExQueueWorkItem(NULL, DelayedWorkQueue);
	barrier();
}

static void queue_without_routine(struct observer *obs)
{
	IoQueueWorkItem(allocated, NULL, DelayedWorkQueue, NULL);
	barrier();
}

static void queue_ex_without_routine(struct observer *obs)
{
	ExInitializeWorkItem(&ex_item, NULL, NULL);
	ExQueueWorkItem(&ex_item, DelayedWorkQueue);
	barrier();
}

static void queue_to_no_queue(struct observer *obs)
{
	expect_a_run();
	queue_io(MaximumWorkQueue);
	CLAIM(obs, wait_for_completion_timeout(&found.done, SECONDS));
}

/* A device that is deleted while its work item runs, or waits to. */
static struct {
	struct completion begun, go_on, over;
	LONG_PTR references;
	int extension;
} outlived;

static VOID NTAPI look_at_deleted(PDEVICE_OBJECT device, PVOID context)
{
	complete(&outlived.begun);
	wait_for_completion(&outlived.go_on);
	/* This one's own, the test's, and the item's. */
	outlived.references = ObReferenceObject(device);
	if (outlived.references)
		outlived.extension = *(int *)device->DeviceExtension;
	ObDereferenceObject(device);
	complete(&outlived.over);
}

static void a_device_outlives_its_item(struct kunit *test)
{
	static DRIVER_OBJECT driver;
	unsigned int reports = log_reports();
	PIO_WORKITEM item, unused;
	PDEVICE_OBJECT device;
	int i;

	init_completion(&outlived.begun);
	init_completion(&outlived.go_on);
	init_completion(&outlived.over);
	KUNIT_ASSERT_EQ(test, IoCreateDevice(&driver, sizeof(int), NULL, 0x22, 0, FALSE, &device),
			STATUS_SUCCESS);
	item = IoAllocateWorkItem(device);
	unused = IoAllocateWorkItem(device);
	KUNIT_ASSERT_TRUE(test, item && unused);
	IoFreeWorkItem(unused);
	*(int *)device->DeviceExtension = 55;
	IoQueueWorkItem(item, look_at_deleted, DelayedWorkQueue, NULL);
	KUNIT_ASSERT_TRUE(test, wait_for_completion_timeout(&outlived.begun, SECONDS));
	ObReferenceObject(device);
	IoDeleteDevice(device);
	complete(&outlived.go_on);
	KUNIT_ASSERT_TRUE(test, wait_for_completion_timeout(&outlived.over, SECONDS));
	KUNIT_EXPECT_EQ(test, outlived.references, 3);
	KUNIT_EXPECT_EQ(test, outlived.extension, 55);
	IoFreeWorkItem(item);
	/* The item's goes once its routine has returned. */
	for (i = 0; i < 1000 && ObReferenceObject(device) != 2; i++) {
		ObDereferenceObject(device);
		msleep(20);
	}
	KUNIT_EXPECT_NE(test, i, 1000);
	ObDereferenceObject(device);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(device), 0);
	KUNIT_EXPECT_EQ(test, log_reports(), reports);
}

static const struct misuse work_misuses[] = {
	{ "returned at another level", "a work item: the level at its call is 0", "0xE1)",
	  leave_level },
	{ "returned with a mutex", "a work item: it returned and owns a mutex", "0x39)",
	  leave_mutex },
	{ "returned with a lock", "a work item: it returned with a lock held", "0xC4/0x40006)",
	  leave_lock },
	{ "queued at a device level", "IoQueueWorkItem: IRQL is DIRQL 5", "0xA)", queue_high },
	{ "no item", "ExQueueWorkItem: it is NULL", "0xA or 0x50)", queue_nothing },
	{ "no routine", "IoQueueWorkItem: it is NULL", "0xA or 0x50)", queue_without_routine },
	{ "no routine, Ex", "ExQueueWorkItem: it is NULL", "0xA or 0x50)",
	  queue_ex_without_routine },
	{ "no such queue", "IoQueueWorkItem: there is no such queue", "DelayedWorkQueue",
	  queue_to_no_queue },
};

KUNIT_ARRAY_PARAM_DESC(work_misuses, work_misuses, name);

static void a_misuse_of_an_item_is_named(struct kunit *test)
{
	const struct misuse *misuse = test->param_value;

	if (misuse->commit == leave_lock && IS_ENABLED(CONFIG_LOCKDEP))
		kunit_skip(test, "Linux' workqueues complain of it, too");
	commit_verified(test, misuse);
}

SUITE(ntspin_work_item, allocate_item, free_item) = {
	KUNIT_CASE_PARAM(a_routine_is_called_at_passive_level, queue_ops_gen_params),
	KUNIT_CASE_PARAM(an_item_can_be_queued_everywhere, contexts_gen_params),
	KUNIT_CASE_PARAM(an_item_can_be_queued_under_a_lock, raised_sections_gen_params),
	KUNIT_CASE(an_initialised_item_is_as_good),
	KUNIT_CASE(a_routine_may_free_its_item),
	KUNIT_CASE(a_routine_may_queue_its_item_again),
	KUNIT_CASE(a_device_outlives_its_item),
	KUNIT_CASE(what_finds_no_worker_waits_its_turn),
	KUNIT_CASE(a_queued_item_is_left_alone),
	KUNIT_CASE_PARAM(a_misuse_of_an_item_is_named, work_misuses_gen_params),
	{}
};
