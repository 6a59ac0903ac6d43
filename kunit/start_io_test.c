// SPDX-License-Identifier: GPL-2.0
/*
 * start_io_test.c - device queues, and a driver's StartIo: in which order it gets requests, what
 * becomes of those that are cancelled; and misuse.
 *
 * Random calls beside a model, and races, are in user space: selftests/host/requests.
 */
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/driver.h"
#include "requests.h"
#include "suites.h"

#define MOST 8

static DRIVER_OBJECT driver;
static PDEVICE_OBJECT device;
static PIRP requests[MOST];

static struct {
	unsigned int started, ended, cancelled, depth, deepest;
	int order[MOST];
	PIRP current_one;
	KIRQL irql;
	bool by_key;
	bool ends_at_once;
} seen;

static int number_of(PIRP irp)
{
	return IoGetCurrentIrpStackLocation(irp)->Parameters.Read.Length;
}

static VOID NTAPI start_io(PDEVICE_OBJECT own, PIRP irp)
{
	if (seen.started < MOST)
		seen.order[seen.started] = number_of(irp);
	seen.started++;
	seen.irql = KeGetCurrentIrql();
	seen.current_one = own->CurrentIrp;
	if (++seen.depth > seen.deepest)
		seen.deepest = seen.depth;
	if (seen.ends_at_once) {
		IoSetCancelRoutine(irp, NULL);
		finish(irp, STATUS_SUCCESS);
		IoStartNextPacket(own, TRUE);
	}
	seen.depth--;
}

/* As documented: what is queued is removed, the current one is StartIo's. */
static VOID NTAPI cancel(PDEVICE_OBJECT own, PIRP irp)
{
	bool was_queued = own->CurrentIrp != irp &&
			  KeRemoveEntryDeviceQueue(&own->DeviceQueue,
						   &irp->Tail.Overlay.DeviceQueueEntry);

	IoReleaseCancelSpinLock(irp->CancelIrql);
	if (was_queued)
		finish(irp, STATUS_CANCELLED);
}

static NTSTATUS NTAPI read(PDEVICE_OBJECT own, PIRP irp)
{
	ULONG key = number_of(irp);

	IoMarkIrpPending(irp);
	IoStartPacket(own, irp, seen.by_key ? &key : NULL, cancel);
	return STATUS_PENDING;
}

static NTSTATUS NTAPI came_back(PDEVICE_OBJECT own, PIRP irp, PVOID context)
{
	seen.ended++;
	if (irp->IoStatus.Status == STATUS_CANCELLED)
		seen.cancelled++;
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static int make_device(struct kunit *test)
{
	unsigned int i;

	memset(&seen, 0, sizeof(seen));
	memset(&driver, 0, sizeof(driver));
	driver.DriverStartIo = start_io;
	driver.MajorFunction[IRP_MJ_READ] = read;
	device = new_device(&driver);
	if (!device)
		return -ENOMEM;
	for (i = 0; i < MOST; i++) {
		requests[i] = IoAllocateIrp(1, FALSE);
		if (!requests[i])
			return -ENOMEM;
	}
	return 0;
}

static void delete_device(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < MOST; i++)
		IoFreeIrp(requests[i]);
	IoDeleteDevice(device);
	expect_cpus_at_rest(test);
}

static PIRP send(unsigned int i, int number)
{
	PIRP irp = requests[i];

	IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_READ;
	IoGetNextIrpStackLocation(irp)->Parameters.Read.Length = number;
	IoSetCompletionRoutine(irp, came_back, NULL, TRUE, TRUE, TRUE);
	IoCallDriver(device, irp);
	return irp;
}

/* As a driver's DPC does. */
static void end_current(void)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	PIRP irp = device->CurrentIrp;

	IoSetCancelRoutine(irp, NULL);
	finish(irp, STATUS_SUCCESS);
	if (seen.by_key)
		IoStartNextPacketByKey(device, TRUE, 5);
	else
		IoStartNextPacket(device, TRUE);
	KeLowerIrql(old);
}

static void a_new_queue_is_not_busy(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, device->DeviceQueue.Type, 20);
	KUNIT_EXPECT_EQ(test, device->DeviceQueue.Size, sizeof(KDEVICE_QUEUE));
	KUNIT_EXPECT_FALSE(test, device->DeviceQueue.Busy);
	KUNIT_EXPECT_TRUE(test, IsListEmpty(&device->DeviceQueue.DeviceListHead));
	KUNIT_EXPECT_FALSE(test, device->CurrentIrp);
}

static const struct order_row {
	const char *name;
	bool by_key;
	int sent[5], begun[5];
} order_rows[] = {
	{ "as they arrive", false, { 4, 9, 2, 7, 5 }, { 4, 9, 2, 7, 5 } },
	{ "by their keys, from a key on", true, { 4, 9, 2, 7, 5 }, { 4, 5, 7, 9, 2 } },
	{ "by the same key", true, { 6, 6, 6, 6, 6 }, { 6, 6, 6, 6, 6 } },
};

KUNIT_ARRAY_PARAM_DESC(orders, order_rows, name);

static void they_begin_in_order(struct kunit *test)
{
	const struct order_row *row = test->param_value;
	unsigned int i, blames = log_reports();

	seen.by_key = row->by_key;
	for (i = 0; i < 5; i++)
		send(i, row->sent[i]);
	KUNIT_EXPECT_EQ(test, seen.started, 1);
	KUNIT_EXPECT_EQ(test, seen.irql, DISPATCH_LEVEL);
	KUNIT_EXPECT_TRUE(test, seen.current_one == requests[0]);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	for (i = 0; i < 5; i++) {
		KUNIT_EXPECT_EQ(test, seen.started, i + 1);
		KUNIT_EXPECT_EQ(test, seen.order[i], row->begun[i]);
		end_current();
	}
	KUNIT_EXPECT_EQ(test, seen.ended, 5);
	KUNIT_EXPECT_FALSE(test, device->CurrentIrp);
	KUNIT_EXPECT_FALSE(test, device->DeviceQueue.Busy);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

/* Each request ends in StartIo, which asks for the next one. */
static void deferred_it_is_never_called_in_itself(struct kunit *test)
{
	unsigned int is_deferred, i;

	for (is_deferred = 0; is_deferred < 2; is_deferred++) {
		memset(&seen, 0, sizeof(seen));
		IoSetStartIoAttributes(device, is_deferred, FALSE);
		for (i = 0; i < 5; i++)
			send(i, i);
		seen.ends_at_once = true;
		end_current();
		KUNIT_EXPECT_EQ(test, seen.ended, 5);
		KUNIT_EXPECT_EQ(test, seen.deepest, is_deferred ? 1 : 4);
		for (i = 0; i < 5; i++)
			IoReuseIrp(requests[i], STATUS_SUCCESS);
	}
}

static void what_is_queued_can_be_cancelled(struct kunit *test)
{
	PIRP current_one = send(0, 0), queued = send(1, 1);

	send(2, 2);
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(queued));
	KUNIT_EXPECT_EQ(test, seen.cancelled, 1);
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(current_one));
	KUNIT_EXPECT_EQ(test, seen.ended, 1);
	end_current();
	KUNIT_EXPECT_EQ(test, seen.order[1], 2);
	end_current();
	KUNIT_EXPECT_EQ(test, seen.ended, 3);
}

/* The first one goes to StartIo all the same. */
static void what_was_cancelled_before_is_not_queued(struct kunit *test)
{
	IoCancelIrp(requests[0]);
	IoCancelIrp(requests[1]);
	send(0, 0);
	KUNIT_EXPECT_EQ(test, seen.started, 1);
	KUNIT_EXPECT_EQ(test, seen.ended, 0);
	send(1, 1);
	KUNIT_EXPECT_EQ(test, seen.cancelled, 1);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	end_current();
	KUNIT_EXPECT_EQ(test, seen.started, 1);
}

static void what_has_begun_can_be_kept_from_it(struct kunit *test)
{
	PIRP first, second;

	IoSetStartIoAttributes(device, FALSE, TRUE);
	first = send(0, 0);
	second = send(1, 1);
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(first));
	end_current();
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(second));
	end_current();
	KUNIT_EXPECT_EQ(test, seen.ended, 2);
	KUNIT_EXPECT_EQ(test, seen.cancelled, 0);
}

static void start_without_routine(struct observer *obs)
{
	driver.DriverStartIo = NULL;
	IoStartPacket(device, requests[0], NULL, NULL);
	CLAIM_EQ(obs, seen.started, 0);
	CLAIM_EQ(obs, device->DeviceQueue.Busy, FALSE);
	driver.DriverStartIo = start_io;
}

static void start_next_of_idle(struct observer *obs)
{
	AT_DISPATCH()
		CALLED(IoStartNextPacket(device, FALSE));
	CLAIM_EQ(obs, seen.started, 0);
}

static void start_next_low(struct observer *obs)
{
	send(0, 0);
	IoSetCancelRoutine(requests[0], NULL);
	finish(requests[0], STATUS_SUCCESS);
	CALLED(IoStartNextPacket(device, FALSE));
	CLAIM_EQ(obs, device->DeviceQueue.Busy, FALSE);
}

static VOID NTAPI count_alone(PDEVICE_OBJECT own, PIRP irp)
{
	seen.started++;
}

static void start_high(struct observer *obs)
{
	KIRQL old;

	seen.started = 0;
	driver.DriverStartIo = count_alone;
	KeRaiseIrql(5, &old);
	CALLED(IoStartPacket(device, requests[0], NULL, NULL));
	KeLowerIrql(old);
	CLAIM_EQ(obs, seen.started, 1);
	old = KeRaiseIrqlToDpcLevel();
	IoStartNextPacket(device, FALSE);
	KeLowerIrql(old);
	driver.DriverStartIo = start_io;
}

static VOID NTAPI return_high(PDEVICE_OBJECT own, PIRP irp)
{
	KIRQL old;

	KeRaiseIrql(5, &old);
}

static void start_and_return_high(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	driver.DriverStartIo = return_high;
	IoStartPacket(device, requests[0], NULL, NULL);
	KeLowerIrql(DISPATCH_LEVEL);
	IoStartNextPacket(device, FALSE);
	KeLowerIrql(old);
	driver.DriverStartIo = start_io;
}

static void queue_twice(struct observer *obs)
{
	KDEVICE_QUEUE_ENTRY first = {}, second = {};
	KDEVICE_QUEUE queue;
	KIRQL old;

	KeInitializeDeviceQueue(&queue);
	old = KeRaiseIrqlToDpcLevel();
	CLAIM_EQ(obs, KeInsertDeviceQueue(&queue, &first), FALSE);
	CLAIM_EQ(obs, KeInsertDeviceQueue(&queue, &second), TRUE);
	CLAIM_EQ(obs, KeInsertDeviceQueue(&queue, &second), TRUE);
	CLAIM(obs, KeRemoveDeviceQueue(&queue) == &second);
	CLAIM(obs, !KeRemoveDeviceQueue(&queue));
	KeLowerIrql(old);
}

static void insert_low(struct observer *obs)
{
	KDEVICE_QUEUE_ENTRY entry = {};
	KDEVICE_QUEUE queue;

	KeInitializeDeviceQueue(&queue);
	CLAIM_EQ(obs, KeInsertByKeyDeviceQueue(&queue, &entry, 1), FALSE);
	CLAIM_EQ(obs, queue.Busy, TRUE);
}

static void use_no_queue(struct observer *obs)
{
	KDEVICE_QUEUE_ENTRY entry = {};
	KDEVICE_QUEUE queue = {};

	CLAIM_EQ(obs, KeRemoveEntryDeviceQueue(&queue, &entry), FALSE);
}

static void initialize_high(struct observer *obs)
{
	KDEVICE_QUEUE queue;
	KIRQL old;

	KeRaiseIrql(5, &old);
	CALLED(KeInitializeDeviceQueue(&queue));
	KeLowerIrql(old);
	CLAIM_EQ(obs, queue.Busy, FALSE);
}

static void start_next_by_key_high(struct observer *obs)
{
	KIRQL old;

	driver.DriverStartIo = count_alone;
	IoStartPacket(device, requests[0], NULL, NULL);
	KeRaiseIrql(5, &old);
	CALLED(IoStartNextPacketByKey(device, FALSE, 0));
	KeLowerIrql(old);
	CLAIM_EQ(obs, device->DeviceQueue.Busy, FALSE);
	driver.DriverStartIo = start_io;
}

static const struct misuse start_io_misuses[] = {
	{ "without a routine", "IoStartPacket: its driver object has no DriverStartIo",
	  "nothing was done", start_without_routine },
	{ "the next of none", "IoStartNextPacket: it is not busy", "nothing was done",
	  start_next_of_idle },
	{ "the next at PASSIVE_LEVEL", "IoStartNextPacket: IRQL is PASSIVE_LEVEL",
	  "must be DISPATCH_LEVEL; it was done", start_next_low },
	{ "at a device level", "IoStartPacket: IRQL is DIRQL 5", "0xA)", start_high },
	{ "returned at another level", "a StartIo routine: ", "IRQL is DIRQL 5",
	  start_and_return_high },
	{ "queued twice", "KeInsertDeviceQueue: it is in the device queue", "nothing was done",
	  queue_twice },
	{ "queued at PASSIVE_LEVEL", "KeInsertByKeyDeviceQueue: IRQL is PASSIVE_LEVEL",
	  "must be DISPATCH_LEVEL; it was done", insert_low },
	{ "no queue", "KeRemoveEntryDeviceQueue: it is NULL, misaligned", "0xA or 0x50)",
	  use_no_queue },
	{ "initialised too high", "KeInitializeDeviceQueue: IRQL is DIRQL 5", "0xA)",
	  initialize_high },
	{ "the next by its key at a device level", "IoStartNextPacketByKey: IRQL is DIRQL 5",
	  "0xA)", start_next_by_key_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, start_io_misuses, name);

static void use_below_and_at_dispatch(struct observer *obs)
{
	KDEVICE_QUEUE queue;
	KIRQL old = KeRaiseIrqlToDpcLevel();

	KeInitializeDeviceQueue(&queue);
	KeLowerIrql(old);
	send(0, 4);
	send(1, 2);
	IoSetCancelRoutine(requests[0], NULL);
	finish(requests[0], STATUS_SUCCESS);
	IoStartNextPacketByKey(device, TRUE, 1);
	CLAIM_EQ(obs, seen.started, 2);
	CLAIM_EQ(obs, seen.irql, DISPATCH_LEVEL);
	CLAIM_EQ(obs, KeGetCurrentIrql(), PASSIVE_LEVEL);
	IoSetCancelRoutine(requests[1], NULL);
	finish(requests[1], STATUS_SUCCESS);
	IoStartNextPacketByKey(device, TRUE, 1);
	CLAIM_EQ(obs, device->DeviceQueue.Busy, FALSE);
}

static void any_level_up_to_dispatch_is_right(struct kunit *test)
{
	perform_verified(test, use_below_and_at_dispatch);
}

SUITE(ntspin_io_request_start, make_device, delete_device) = {
	KUNIT_CASE(a_new_queue_is_not_busy),
	KUNIT_CASE_PARAM(they_begin_in_order, orders_gen_params),
	KUNIT_CASE(deferred_it_is_never_called_in_itself),
	KUNIT_CASE(what_is_queued_can_be_cancelled),
	KUNIT_CASE(what_was_cancelled_before_is_not_queued),
	KUNIT_CASE(what_has_begun_can_be_kept_from_it),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	KUNIT_CASE(any_level_up_to_dispatch_is_right),
	{}
};
