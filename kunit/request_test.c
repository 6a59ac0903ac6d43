// SPDX-License-Identifier: GPL-2.0
/*
 * request_test.c - I/O requests: made, sent down three devices, completed, cancelled; and misuse.
 *
 * All ways down and up beside a model are in user space: selftests/host/requests.
 */
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/driver.h"
#include "requests.h"
#include "suites.h"

#define CONTROL IRP_MJ_DEVICE_CONTROL

static DRIVER_OBJECT driver;
static PDEVICE_OBJECT devices[3];	/* the topmost one first */

/* What the lowest device has, and what the completion routines have seen. */
static struct {
	PIRP irp;
	KDPC dpc;
	unsigned int called;
	bool pending;
	KIRQL irql;
	PDEVICE_OBJECT device;
} seen;

static NTSTATUS NTAPI pass_on(PDEVICE_OBJECT device, PIRP irp);

static int make_stack(struct kunit *test)
{
	unsigned int i;

	memset(&seen, 0, sizeof(seen));
	memset(&driver, 0, sizeof(driver));
	driver.MajorFunction[CONTROL] = pass_on;
	for (i = 3; i-- > 0;) {
		devices[i] = new_device(&driver);
		if (!devices[i])
			return -ENOMEM;
		if (i < 2)
			IoAttachDeviceToDeviceStack(devices[i], devices[2]);
	}
	return 0;
}

static void take_stack_away(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 3; i++) {
		if (i < 2)
			IoDetachDevice(devices[i + 1]);
		IoDeleteDevice(devices[i]);
	}
	expect_cpus_at_rest(test);
}

/* The topmost one gives its location away, the next copies it; the lowest one keeps the request. */
static NTSTATUS NTAPI pass_on(PDEVICE_OBJECT device, PIRP irp)
{
	if (device == devices[2]) {
		IoMarkIrpPending(irp);
		seen.irp = irp;
		return STATUS_PENDING;
	}
	if (device == devices[0])
		IoSkipCurrentIrpStackLocation(irp);
	else
		IoCopyCurrentIrpStackLocationToNext(irp);
	return IoCallDriver(device == devices[0] ? devices[1] : devices[2], irp);
}

static NTSTATUS NTAPI came_back(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	seen.called++;
	seen.pending = irp->PendingReturned;
	seen.irql = KeGetCurrentIrql();
	seen.device = device;
	return STATUS_MORE_PROCESSING_REQUIRED;
}

/* The owner's, with a routine that gets it back. */
static PIRP own_request(CCHAR locations)
{
	PIRP irp = IoAllocateIrp(locations, FALSE);

	IoGetNextIrpStackLocation(irp)->MajorFunction = CONTROL;
	IoSetCompletionRoutine(irp, came_back, NULL, TRUE, TRUE, TRUE);
	return irp;
}

static void it_is_made_as_documented(struct kunit *test)
{
	PIRP irp = IoAllocateIrp(3, FALSE);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_EXPECT_EQ(test, irp->Type, IO_TYPE_IRP);
	KUNIT_EXPECT_EQ(test, irp->Size, IoSizeOfIrp(3));
	KUNIT_EXPECT_EQ(test, irp->StackCount, 3);
	KUNIT_EXPECT_EQ(test, irp->CurrentLocation, 4);
	KUNIT_EXPECT_TRUE(test, IoGetNextIrpStackLocation(irp) ==
				(PIO_STACK_LOCATION)(irp + 1) + 2);
	KUNIT_EXPECT_FALSE(test, memchr_inv(irp + 1, 0, 3 * sizeof(IO_STACK_LOCATION)));
	IoFreeIrp(irp);
	KUNIT_EXPECT_FALSE(test, IoAllocateIrp(0, FALSE));
}

static VOID NTAPI complete_seen(PKDPC dpc, PVOID context, PVOID one, PVOID two)
{
	finish(seen.irp, STATUS_SUCCESS);
}

/* In the task that has sent it, or on a DPC. */
static void it_goes_down_and_comes_up(struct kunit *test)
{
	unsigned int on_dpc, blames = log_reports();
	PIRP irp;

	for (on_dpc = 0; on_dpc < 2; on_dpc++) {
		irp = own_request(3);
		KUNIT_EXPECT_EQ(test, IoCallDriver(devices[0], irp), STATUS_PENDING);
		KUNIT_EXPECT_TRUE(test, seen.irp == irp);
		KUNIT_EXPECT_TRUE(test, IoGetCurrentIrpStackLocation(irp)->DeviceObject ==
					devices[2]);
		/* Two locations are in use: one was given away. */
		KUNIT_EXPECT_EQ(test, irp->CurrentLocation, 2);
		KeInitializeDpc(&seen.dpc, complete_seen, NULL);
		if (on_dpc) {
			KeInsertQueueDpc(&seen.dpc, NULL, NULL);
			KeFlushQueuedDpcs();
		} else {
			finish(irp, STATUS_SUCCESS);
		}
		KUNIT_EXPECT_EQ(test, seen.called, on_dpc + 1);
		KUNIT_EXPECT_EQ(test, seen.irql, on_dpc ? DISPATCH_LEVEL : PASSIVE_LEVEL);
		KUNIT_EXPECT_TRUE(test, seen.pending);
		KUNIT_EXPECT_FALSE(test, seen.device);
		KUNIT_EXPECT_EQ(test, irp->CurrentLocation, 4);
		IoFreeIrp(irp);
	}
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

static VOID NTAPI cancel(PDEVICE_OBJECT device, PIRP irp)
{
	seen.device = device;
	IoReleaseCancelSpinLock(irp->CancelIrql);
	finish(irp, STATUS_CANCELLED);
}

static void it_is_cancelled_by_its_routine(struct kunit *test)
{
	PIRP irp = own_request(3);

	IoCallDriver(devices[0], irp);
	KUNIT_EXPECT_FALSE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_TRUE(test, irp->Cancel);
	KUNIT_EXPECT_EQ(test, seen.called, 0);
	IoSetCancelRoutine(irp, cancel);
	KUNIT_EXPECT_TRUE(test, IoCancelIrp(irp));
	KUNIT_EXPECT_EQ(test, seen.called, 1);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_CANCELLED);
	IoReuseIrp(irp, STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, irp->Cancel);
	IoFreeIrp(irp);
}

static void what_is_not_set_is_answered_for_it(struct kunit *test)
{
	PIRP irp = own_request(3);

	IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_FLUSH_BUFFERS;
	KUNIT_EXPECT_EQ(test, IoCallDriver(devices[0], irp), STATUS_INVALID_DEVICE_REQUEST);
	KUNIT_EXPECT_EQ(test, seen.called, 1);
	KUNIT_EXPECT_EQ(test, irp->IoStatus.Status, STATUS_INVALID_DEVICE_REQUEST);
	IoFreeIrp(irp);
}

static void the_answer_is_the_callers(struct kunit *test)
{
	char in[4] = "ask", out[8] = "-------";
	IO_STATUS_BLOCK block = {};
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildDeviceIoControlRequest(0x222000, devices[0], in, 4, out, 8, FALSE, &event,
					    &block);
	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_EXPECT_EQ(test, IoCallDriver(devices[0], irp), STATUS_PENDING);
	KUNIT_EXPECT_EQ(test, strcmp(irp->AssociatedIrp.SystemBuffer, "ask"), 0);
	strscpy(irp->AssociatedIrp.SystemBuffer, "told", 8);
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 5;
	KUNIT_EXPECT_FALSE(test, KeReadStateEvent(&event));
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	KUNIT_EXPECT_TRUE(test, KeReadStateEvent(&event));
	KUNIT_EXPECT_EQ(test, block.Information, 5);
	KUNIT_EXPECT_EQ(test, memcmp(out, "told\0--", 8), 0);
}

static void complete_twice(struct observer *obs)
{
	PIRP irp = own_request(3);

	IoCallDriver(devices[0], irp);
	finish(irp, STATUS_SUCCESS);
	CALLED(IoCompleteRequest(irp, IO_NO_INCREMENT));
	CLAIM_EQ(obs, seen.called, 1);
	IoFreeIrp(irp);
}

static void send_too_far(struct observer *obs)
{
	PIRP irp = own_request(1);

	CLAIM_EQ(obs, IoCallDriver(devices[1], irp), STATUS_INVALID_DEVICE_REQUEST);
	CLAIM_EQ(obs, irp->CurrentLocation, 1);
	finish(irp, STATUS_SUCCESS);
	CLAIM_EQ(obs, seen.called, 1);
	IoFreeIrp(irp);
}

static void free_sent(struct observer *obs)
{
	PIRP irp = own_request(3);

	IoCallDriver(devices[0], irp);
	CALLED(IoFreeIrp(irp));
	finish(irp, STATUS_SUCCESS);
	IoFreeIrp(irp);
}

static void free_managed(struct observer *obs)
{
	IO_STATUS_BLOCK block;
	PIRP irp = IoBuildDeviceIoControlRequest(0x222000, devices[0], NULL, 0, NULL, 0, FALSE,
						 NULL, &block);

	CALLED(IoFreeIrp(irp));
	IoCallDriver(devices[0], irp);
	finish(irp, STATUS_SUCCESS);
}

static void free_twice(struct observer *obs)
{
	PIRP irp = own_request(3);

	IoFreeIrp(irp);
	CALLED(IoFreeIrp(irp));
}

static void keep_by_nobody(struct observer *obs)
{
	PIRP irp = IoAllocateIrp(3, FALSE);

	IoGetNextIrpStackLocation(irp)->MajorFunction = CONTROL;
	IoCallDriver(devices[0], irp);
	finish(irp, STATUS_SUCCESS);
	IoFreeIrp(irp);
}

static void send_to_none(struct observer *obs)
{
	PIRP irp = own_request(3);

	CLAIM_EQ(obs, IoCallDriver(NULL, irp), STATUS_INVALID_DEVICE_REQUEST);
	IoFreeIrp(irp);
}

static void complete_as_pending(struct observer *obs)
{
	PIRP irp = own_request(3);

	IoCallDriver(devices[0], irp);
	finish(irp, STATUS_PENDING);
	IoFreeIrp(irp);
}

static void complete_cancelable(struct observer *obs)
{
	PIRP irp = own_request(3);

	IoCallDriver(devices[0], irp);
	IoSetCancelRoutine(irp, cancel);
	finish(irp, STATUS_SUCCESS);
	IoSetCancelRoutine(irp, NULL);
	IoFreeIrp(irp);
}

static void send_cancelable(struct observer *obs)
{
	PIRP irp = own_request(3);

	IoSetCancelRoutine(irp, cancel);
	IoCallDriver(devices[0], irp);
	IoSetCancelRoutine(irp, NULL);
	finish(irp, STATUS_SUCCESS);
	IoFreeIrp(irp);
}

static void send_and_complete_high(struct observer *obs)
{
	PIRP irp = own_request(3);
	KIRQL old;

	KeRaiseIrql(5, &old);
	IoCallDriver(devices[0], irp);
	finish(irp, STATUS_SUCCESS);
	KeLowerIrql(old);
	IoFreeIrp(irp);
}

static VOID NTAPI cancel_high(PDEVICE_OBJECT device, PIRP irp)
{
	IoReleaseCancelSpinLock(DISPATCH_LEVEL);
}

static void cancel_at_another_level(struct observer *obs)
{
	PIRP irp = own_request(3);

	IoSetCancelRoutine(irp, cancel_high);
	CLAIM_EQ(obs, IoCancelIrp(irp), TRUE);
	KeLowerIrql(PASSIVE_LEVEL);
	IoFreeIrp(irp);
}

static void answer_too_much(struct observer *obs)
{
	char out[9] = "--------";
	IO_STATUS_BLOCK block;
	PIRP irp = IoBuildDeviceIoControlRequest(0x222000, devices[0], NULL, 0, out, 4, FALSE,
						 NULL, &block);

	IoCallDriver(devices[0], irp);
	memset(irp->AssociatedIrp.SystemBuffer, 'a', 4);
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = 8;
	CALLED(IoCompleteRequest(irp, IO_NO_INCREMENT));
	CLAIM_EQ(obs, strcmp(out, "aaaa----"), 0);
}

static void build_at_dispatch(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	IO_STATUS_BLOCK block;
	PIRP irp;

	irp = IoBuildDeviceIoControlRequest(0x222000, devices[0], NULL, 0, NULL, 0, FALSE, NULL,
					    &block);
	KeLowerIrql(old);
	IoCallDriver(devices[0], irp);
	finish(irp, STATUS_SUCCESS);
}

static void build_flush_at_dispatch(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	IO_STATUS_BLOCK block;
	PIRP irp;

	irp = IoBuildSynchronousFsdRequest(IRP_MJ_FLUSH_BUFFERS, devices[0], NULL, 0, NULL, NULL,
					   &block);
	KeLowerIrql(old);
	IoGetNextIrpStackLocation(irp)->MajorFunction = CONTROL;
	IoCallDriver(devices[0], irp);
	finish(irp, STATUS_SUCCESS);
}

static void make_in_too_little(struct observer *obs)
{
	static UCHAR storage[sizeof(IRP) + 8 * sizeof(IO_STACK_LOCATION)] __aligned(16);
	PIRP irp = (PIRP)storage;

	CALLED(IoInitializeIrp(irp, 0, 1));
	IoInitializeIrp(irp, sizeof(IRP), 1);
	IoInitializeIrp(irp, IoSizeOfIrp(2), 3);
	IoInitializeIrp(irp, IoSizeOfIrp(2), 0);
	IoInitializeIrp(irp, IoSizeOfIrp(2), -1);
	IoInitializeIrp(irp, IoSizeOfIrp(127), 127);
	CLAIM_EQ(obs, irp->Type, 0);
	IoInitializeIrp(irp, IoSizeOfIrp(4), 3);
	CLAIM_EQ(obs, irp->Type, 6);
}

static const struct misuse request_misuses[] = {
	{ "completed twice", "IoCompleteRequest: it was completed already", "0x44)",
	  complete_twice },
	{ "sent too far", "IoCallDriver: no stack location is left", "0x35)", send_too_far },
	{ "freed while it is sent", "IoFreeIrp: it was sent to a driver", "0xC9/0x20B)",
	  free_sent },
	{ "freed, the I/O manager's", "IoFreeIrp: the I/O manager frees it", "0xC9/0x20C)",
	  free_managed },
	{ "freed twice", "IoFreeIrp: it is NULL, misaligned, freed", "0xC9/0x1, /0x3)",
	  free_twice },
	{ "kept by nobody", "IoCompleteRequest: no completion routine", "0x44)", keep_by_nobody },
	{ "sent to no device", "IoCallDriver: it is NULL or no device", "0xC9/0x4)",
	  send_to_none },
	{ "completed as pending", "IoCompleteRequest: its status is STATUS_PENDING", "0xC9/0x6)",
	  complete_as_pending },
	{ "completed with a routine", "IoCompleteRequest: its cancel routine is", "0xC9/0x7)",
	  complete_cancelable },
	{ "sent with a cancel routine", "IoCallDriver: its cancel routine is", "0xC9/0x203)",
	  send_cancelable },
	{ "sent at a device level", "IoCallDriver: IRQL is DIRQL 5", "0xC9/0x10)",
	  send_and_complete_high },
	{ "completed at a device level", "IoCompleteRequest: IRQL is DIRQL 5", "0xC9/0xE)",
	  send_and_complete_high },
	{ "cancelled to another level", "a cancel routine: CancelIrql is 0", "0xC9/0x5)",
	  cancel_at_another_level },
	{ "made in too little memory", "IoInitializeIrp: its memory is too small",
	  "make_in_too_little", make_in_too_little },
	{ "answered too long", "IoCompleteRequest: Information is more", "what fits was copied",
	  answer_too_much },
	{ "built at DISPATCH_LEVEL", "IoBuildDeviceIoControlRequest: IRQL is DISPATCH_LEVEL",
	  "must be APC_LEVEL or below; it was done", build_at_dispatch },
	{ "built to be waited for there", "IoBuildSynchronousFsdRequest: IRQL is DISPATCH_LEVEL",
	  "must be APC_LEVEL or below; it was done", build_flush_at_dispatch },
};

KUNIT_ARRAY_PARAM_DESC(misuses, request_misuses, name);

static void build_at_apc_level(struct observer *obs)
{
	IO_STATUS_BLOCK block;
	PIRP irps[2];
	KIRQL old;
	int i;

	KeRaiseIrql(APC_LEVEL, &old);
	irps[0] = IoBuildDeviceIoControlRequest(0x222000, devices[0], NULL, 0, NULL, 0, FALSE, NULL,
						&block);
	irps[1] = IoBuildSynchronousFsdRequest(IRP_MJ_FLUSH_BUFFERS, devices[0], NULL, 0, NULL,
					       NULL, &block);
	KeLowerIrql(old);
	for (i = 0; i < 2; i++) {
		IoGetNextIrpStackLocation(irps[i])->MajorFunction = CONTROL;
		IoCallDriver(devices[0], irps[i]);
		finish(irps[i], STATUS_SUCCESS);
	}
}

static void it_is_built_at_apc_level_too(struct kunit *test)
{
	perform_verified(test, build_at_apc_level);
}

SUITE(ntspin_io_request, make_stack, take_stack_away) = {
	KUNIT_CASE(it_is_made_as_documented),
	KUNIT_CASE(it_goes_down_and_comes_up),
	KUNIT_CASE(it_is_cancelled_by_its_routine),
	KUNIT_CASE(what_is_not_set_is_answered_for_it),
	KUNIT_CASE(the_answer_is_the_callers),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	KUNIT_CASE(it_is_built_at_apc_level_too),
	{}
};
