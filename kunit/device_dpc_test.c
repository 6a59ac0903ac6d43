// SPDX-License-Identifier: GPL-2.0
/*
 * device_dpc_test.c - a device's own DPC, and what is written of a device's errors.
 */
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "requests.h"
#include "suites.h"
#include "wdm/device_dpc.h"
#include "wdm/error_log.h"
#include "wdm/irp.h"

static DRIVER_OBJECT driver;
static PDEVICE_OBJECT device;

/* What the routine has seen. */
static struct {
	unsigned int called;
	PKDPC dpc;
	PDEVICE_OBJECT device;
	PIRP irp;
	PVOID context;
	KIRQL irql;
} served;

static VOID NTAPI serve(PKDPC dpc, PDEVICE_OBJECT own, PIRP irp, PVOID context)
{
	served.dpc = dpc;
	served.device = own;
	served.irp = irp;
	served.context = context;
	served.irql = KeGetCurrentIrql();
	WRITE_ONCE(served.called, served.called + 1);
}

static int make_device(struct kunit *test)
{
	memset(&served, 0, sizeof(served));
	memset(&driver, 0, sizeof(driver));
	driver.Type = IO_TYPE_DRIVER;
	RtlInitUnicodeString(&driver.DriverName, L"\\Driver\\errs");
	device = new_device(&driver);
	return device ? 0 : -ENOMEM;
}

static void delete_device(struct kunit *test)
{
	KeFlushQueuedDpcs();
	IoDeleteDevice(device);
	expect_cpus_at_rest(test);
}

static void it_runs_once_below_dispatch_level(struct kunit *test)
{
	PIRP irp = (PIRP)&driver;
	KIRQL old;

	IoInitializeDpcRequest(device, serve);
	KeRaiseIrql(5, &old);
	IoRequestDpc(device, irp, &served);
	IoRequestDpc(device, NULL, NULL);
	KUNIT_EXPECT_EQ(test, served.called, 0);
	KeLowerIrql(old);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, served.called, 1);
	KUNIT_EXPECT_TRUE(test, served.dpc == &device->Dpc);
	KUNIT_EXPECT_TRUE(test, served.device == device);
	KUNIT_EXPECT_TRUE(test, served.irp == irp);
	KUNIT_EXPECT_TRUE(test, served.context == &served);
	KUNIT_EXPECT_EQ(test, served.irql, DISPATCH_LEVEL);
}

/* One with two strings, and one whose strings go on behind it. */
static void an_entry_is_a_line_of_the_log(struct kunit *test)
{
	static const WCHAR words[] = L"COM1\0in use";
	const UCHAR size = sizeof(IO_ERROR_LOG_PACKET) + sizeof(words);
	unsigned int lines = log_lines("\\Driver\\errs: event 0xC0040001, status 0xC0000001");
	unsigned int with_words = log_lines("at 7: COM1 in use");
	PIO_ERROR_LOG_PACKET entry;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		entry = IoAllocateErrorLogEntry(i ? (PVOID)device : (PVOID)&driver, size);
		KUNIT_ASSERT_NOT_NULL(test, entry);
		KUNIT_EXPECT_FALSE(test, memchr_inv(entry, 0, size));
		entry->ErrorCode = (NTSTATUS)0xC0040001;
		entry->FinalStatus = STATUS_UNSUCCESSFUL;
		entry->UniqueErrorValue = 7;
		entry->NumberOfStrings = i ? 99 : 2;
		entry->StringOffset = sizeof(*entry);
		memcpy(entry + 1, words, sizeof(words));
		IoWriteErrorLogEntry(entry);
	}
	KUNIT_EXPECT_EQ(test, log_lines("\\Driver\\errs: event 0xC0040001, status 0xC0000001"),
			lines + 2);
	KUNIT_EXPECT_EQ(test, log_lines("at 7: COM1 in use"), with_words + 2);
	KUNIT_EXPECT_FALSE(test, IoAllocateErrorLogEntry(device, ERROR_LOG_MAXIMUM_SIZE + 1));
	KUNIT_EXPECT_FALSE(test, IoAllocateErrorLogEntry(device, sizeof(*entry) - 1));
	entry = IoAllocateErrorLogEntry(device, ERROR_LOG_MAXIMUM_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, entry);
	IoFreeErrorLogEntry(entry);
	IoFreeErrorLogEntry(NULL);
}

static void request_low(struct observer *obs)
{
	IoInitializeDpcRequest(device, serve);
	CALLED(IoRequestDpc(device, NULL, NULL));
	KeFlushQueuedDpcs();
	CLAIM_EQ(obs, served.called, 1);
}

static void request_without_routine(struct observer *obs)
{
	AT_LEVEL(5)
		CALLED(IoRequestDpc(device, NULL, NULL));
}

static void request_of_none(struct observer *obs)
{
	CALLED(IoInitializeDpcRequest((PDEVICE_OBJECT)&served, serve));
}

static void allocate_for_none(struct observer *obs)
{
	CLAIM_EQ(obs, !IoAllocateErrorLogEntry(&served, sizeof(IO_ERROR_LOG_PACKET)), true);
}

static void allocate_high(struct observer *obs)
{
	PVOID entry;

	AT_LEVEL(5)
		entry = IoAllocateErrorLogEntry(device, sizeof(IO_ERROR_LOG_PACKET));
	IoFreeErrorLogEntry(entry);
}

static const struct misuse device_misuses[] = {
	{ "asked for in a thread", "IoRequestDpc: IRQL is PASSIVE_LEVEL", "it was done",
	  request_low },
	{ "without a routine", "IoRequestDpc: it has no DPC routine", "nothing was done",
	  request_without_routine },
	{ "of no device", "IoInitializeDpcRequest: it is NULL or no device", "0xC9/0x4)",
	  request_of_none },
	{ "an entry of nobody's", "IoAllocateErrorLogEntry: it is NULL or no device", "0xC9/0x4)",
	  allocate_for_none },
	{ "an entry too high", "IoAllocateErrorLogEntry: IRQL is DIRQL 5", "0xA)", allocate_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, device_misuses, name);

SUITE(ntspin_device_dpc, make_device, delete_device) = {
	KUNIT_CASE(it_runs_once_below_dispatch_level),
	KUNIT_CASE(an_entry_is_a_line_of_the_log),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
