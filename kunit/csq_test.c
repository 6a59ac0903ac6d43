// SPDX-License-Identifier: GPL-2.0
/*
 * csq_test.c - cancel-safe queues: each request is taken out or cancelled, and once.
 *
 * Threads that race are in user space, too: selftests/host/requests.
 */
#include <linux/atomic.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/driver.h"
#include "requests.h"
#include "sleeper.h"
#include "suites.h"
#include "wdm/csq.h"

#define MANY 4
#define ROUNDS 3000

static struct {
	IO_CSQ csq;
	KSPIN_LOCK lock;
	LIST_ENTRY list;
	bool refuses;
	PVOID insert_context;
	KDPC dpc;
} queue;

static DRIVER_OBJECT driver;
static PDEVICE_OBJECT device;
static atomic_t completed, cancelled, back;

static VOID NTAPI insert(PIO_CSQ csq, PIRP irp)
{
	InsertTailList(&queue.list, &irp->Tail.Overlay.ListEntry);
}

static NTSTATUS NTAPI insert_or_refuse(PIO_CSQ csq, PIRP irp, PVOID context)
{
	queue.insert_context = context;
	if (queue.refuses)
		return STATUS_DEVICE_BUSY;
	insert(csq, irp);
	return STATUS_SUCCESS;
}

static VOID NTAPI take_out(PIO_CSQ csq, PIRP irp)
{
	RemoveEntryList(&irp->Tail.Overlay.ListEntry);
}

/* Those match that carry @wanted, and all where that is NULL. */
static PIRP NTAPI peek(PIO_CSQ csq, PIRP irp, PVOID wanted)
{
	PLIST_ENTRY entry = irp ? irp->Tail.Overlay.ListEntry.Flink : queue.list.Flink;

	for (; entry != &queue.list; entry = entry->Flink) {
		irp = CONTAINING_RECORD(entry, IRP, Tail.Overlay.ListEntry);
		if (!wanted || irp->UserBuffer == wanted)
			return irp;
	}
	return NULL;
}

static VOID NTAPI acquire(PIO_CSQ csq, PKIRQL irql)
{
	KeAcquireSpinLock(&queue.lock, irql);
}

static VOID NTAPI release(PIO_CSQ csq, KIRQL irql)
{
	KeReleaseSpinLock(&queue.lock, irql);
}

static VOID NTAPI complete_cancelled(PIO_CSQ csq, PIRP irp)
{
	atomic_inc(&cancelled);
	finish(irp, STATUS_CANCELLED);
}

static NTSTATUS NTAPI put_in(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_CSQ_IRP_CONTEXT context =
		IoGetCurrentIrpStackLocation(irp)->Parameters.Others.Argument1;
	NTSTATUS status = IoCsqInsertIrpEx(&queue.csq, irp, context, &queue);

	return NT_SUCCESS(status) ? STATUS_PENDING : finish(irp, status);
}

static NTSTATUS NTAPI came_back(PDEVICE_OBJECT device, PIRP irp, PVOID event)
{
	atomic_inc(&back);
	if (event)
		KeSetEvent(event, IO_NO_INCREMENT, FALSE);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static PIRP make(PVOID buffer, PIO_CSQ_IRP_CONTEXT context, PKEVENT event)
{
	PIRP irp = IoAllocateIrp(1, FALSE);
	PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(irp);

	irp->UserBuffer = buffer;
	next->MajorFunction = IRP_MJ_READ;
	next->Parameters.Others.Argument1 = context;
	IoSetCompletionRoutine(irp, came_back, event, TRUE, TRUE, TRUE);
	return irp;
}

static PIRP send(PVOID buffer, PIO_CSQ_IRP_CONTEXT context)
{
	PIRP irp = make(buffer, context, NULL);

	IoCallDriver(device, irp);
	return irp;
}

static void init_queue(bool may_refuse)
{
	if (may_refuse)
		IoCsqInitializeEx(&queue.csq, insert_or_refuse, take_out, peek, acquire, release,
				  complete_cancelled);
	else
		IoCsqInitialize(&queue.csq, insert, take_out, peek, acquire, release,
				complete_cancelled);
}

static int make_device(struct kunit *test)
{
	memset(&queue, 0, sizeof(queue));
	KeInitializeSpinLock(&queue.lock);
	InitializeListHead(&queue.list);
	init_queue(false);
	atomic_set(&completed, 0);
	atomic_set(&cancelled, 0);
	atomic_set(&back, 0);
	driver.MajorFunction[IRP_MJ_READ] = put_in;
	device = new_device(&driver);
	return device ? 0 : -ENOMEM;
}

static void take_device_away(struct kunit *test)
{
	IoDeleteDevice(device);
	expect_cpus_at_rest(test);
}

static void end(struct kunit *test, PIRP due, PIRP taken)
{
	KUNIT_EXPECT_TRUE(test, taken == due);
	if (!taken)
		return;
	KUNIT_EXPECT_FALSE(test, taken->CancelRoutine);
	finish(taken, STATUS_SUCCESS);
	IoFreeIrp(taken);
}

static void the_next_that_matches_is_taken_out(struct kunit *test)
{
	PIRP one = send("a", NULL), two = send(&queue, NULL), three = send("b", NULL);

	KUNIT_EXPECT_TRUE(test, IoGetCurrentIrpStackLocation(one)->Control & SL_PENDING_RETURNED);
	end(test, two, IoCsqRemoveNextIrp(&queue.csq, &queue));
	end(test, NULL, IoCsqRemoveNextIrp(&queue.csq, &queue));
	end(test, one, IoCsqRemoveNextIrp(&queue.csq, NULL));
	end(test, three, IoCsqRemoveNextIrp(&queue.csq, NULL));
	end(test, NULL, IoCsqRemoveNextIrp(&queue.csq, NULL));
	KUNIT_EXPECT_EQ(test, atomic_read(&back), 3);
}

static void one_is_taken_out_by_its_context(struct kunit *test)
{
	IO_CSQ_IRP_CONTEXT first = {}, second = {};
	PIRP one = send(NULL, &first), two = send(NULL, &second);

	end(test, two, IoCsqRemoveIrp(&queue.csq, &second));
	end(test, NULL, IoCsqRemoveIrp(&queue.csq, &second));
	end(test, one, IoCsqRemoveNextIrp(&queue.csq, NULL));
	/* It went another way. */
	end(test, NULL, IoCsqRemoveIrp(&queue.csq, &first));
}

static void a_cancelled_one_is_out(struct kunit *test)
{
	IO_CSQ_IRP_CONTEXT context = {};
	PIRP one = send(NULL, &context), two = send(NULL, NULL);

	KUNIT_EXPECT_TRUE(test, IoCancelIrp(one));
	KUNIT_EXPECT_EQ(test, atomic_read(&cancelled), 1);
	KUNIT_EXPECT_EQ(test, one->IoStatus.Status, STATUS_CANCELLED);
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(one));
	end(test, NULL, IoCsqRemoveIrp(&queue.csq, &context));
	end(test, two, IoCsqRemoveNextIrp(&queue.csq, NULL));
	IoFreeIrp(one);
}

/* Before it gets there. */
static void a_cancelled_one_is_not_put_in(struct kunit *test)
{
	PIRP irp = make(NULL, NULL, NULL);

	KUNIT_EXPECT_FALSE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_EQ(test, IoCallDriver(device, irp), STATUS_PENDING);
	KUNIT_EXPECT_EQ(test, atomic_read(&cancelled), 1);
	KUNIT_EXPECT_TRUE(test, irp->PendingReturned);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&queue.list));
	IoFreeIrp(irp);
}

static void a_refused_one_is_the_callers(struct kunit *test)
{
	IO_CSQ_IRP_CONTEXT context = {};
	PIRP irp;

	init_queue(true);
	queue.refuses = true;
	irp = send(NULL, &context);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_DEVICE_BUSY);
	KUNIT_EXPECT_FALSE(test, irp->PendingReturned);
	KUNIT_EXPECT_FALSE(test, context.Irp);
	KUNIT_EXPECT_TRUE(test, queue.insert_context == &queue);
	IoFreeIrp(irp);
	queue.refuses = false;
	irp = send(NULL, &context);
	end(test, irp, IoCsqRemoveIrp(&queue.csq, &context));
}

/* A thread cancels each of its requests, while a DPC takes them out. */
static void cancel_on(struct sleeper *sleeper)
{
	unsigned int i;
	KEVENT event;
	PIRP irp;

	for (i = 0; i < ROUNDS; i++) {
		KeInitializeEvent(&event, NotificationEvent, FALSE);
		irp = make(NULL, NULL, &event);
		IoCallDriver(device, irp);
		/* On one CPU the first of them gets it. */
		if (i % 2)
			IoCancelIrp(irp);
		KeInsertQueueDpc(&queue.dpc, NULL, NULL);
		IoCancelIrp(irp);
		KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
		IoFreeIrp(irp);
		/* In the state that a start waits for, so that all are at it at once. */
		if (i % 256 == 0)
			schedule_timeout_idle(1);
	}
}

static VOID NTAPI complete_next(PKDPC dpc, PVOID context, PVOID one, PVOID two)
{
	PIRP irp = IoCsqRemoveNextIrp(&queue.csq, NULL);

	if (!irp)
		return;
	atomic_inc(&completed);
	finish(irp, STATUS_SUCCESS);
}

static void each_ends_once(struct kunit *test)
{
	static struct sleeper sleepers[MANY];
	unsigned int i;

	KeInitializeDpc(&queue.dpc, complete_next, NULL);
	for (i = 0; i < MANY; i++)
		KUNIT_ASSERT_TRUE(test, start_sleeper(&sleepers[i], cancel_on, NULL));
	for (i = 0; i < MANY; i++)
		KUNIT_ASSERT_TRUE(test, await_sleeper(&sleepers[i]));
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, atomic_read(&back), MANY * ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic_read(&completed) + atomic_read(&cancelled), MANY * ROUNDS);
	KUNIT_EXPECT_GT(test, atomic_read(&completed), 0);
	KUNIT_EXPECT_GT(test, atomic_read(&cancelled), 0);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&queue.list));
}

static void use_no_queue(struct observer *obs)
{
	static IO_CSQ none;

	CLAIM_EQ(obs, !IoCsqRemoveNextIrp(&none, NULL), true);
}

static const struct misuse no_queue = {
	"no queue", "IoCsqRemoveNextIrp: it is NULL, misaligned", "0xA or 0x50)", use_no_queue,
};

static void what_is_none_is_named(struct kunit *test)
{
	commit_verified(test, &no_queue);
}

SUITE(ntspin_io_csq, make_device, take_device_away) = {
	KUNIT_CASE(the_next_that_matches_is_taken_out),
	KUNIT_CASE(one_is_taken_out_by_its_context),
	KUNIT_CASE(a_cancelled_one_is_out),
	KUNIT_CASE(a_cancelled_one_is_not_put_in),
	KUNIT_CASE(a_refused_one_is_the_callers),
	KUNIT_CASE(each_ends_once),
	KUNIT_CASE(what_is_none_is_named),
	{}
};
