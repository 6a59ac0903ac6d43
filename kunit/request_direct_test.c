// SPDX-License-Identifier: GPL-2.0
/*
 * request_direct_test.c - requests for direct I/O: the MDL that a driver finds, and the caller's
 * buffer behind it.
 *
 * All lengths and both owners are in user space: selftests/host/requests/direct.cpp.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/driver.h"
#include "requests.h"
#include "suites.h"

#define IN_DIRECT 0x222001
#define OUT_DIRECT 0x222002
#define LENGTH 5000

static DRIVER_OBJECT driver;
static PDEVICE_OBJECT device;

/* What the driver has seen of the last request. */
static struct {
	unsigned int called;
	CSHORT flags;
	ULONG length;
	char *mapped;
	char first;
	bool is_buffered;
} seen;

static NTSTATUS NTAPI write_all(PDEVICE_OBJECT own, PIRP irp)
{
	seen.called++;
	seen.is_buffered = irp->AssociatedIrp.SystemBuffer &&
			   !strcmp(irp->AssociatedIrp.SystemBuffer, "ask");
	if (irp->MdlAddress) {
		seen.flags = irp->MdlAddress->MdlFlags;
		seen.length = MmGetMdlByteCount(irp->MdlAddress);
		seen.mapped = MmGetSystemAddressForMdlSafe(irp->MdlAddress, NormalPagePriority);
		seen.first = *seen.mapped;
		if (seen.flags & MDL_WRITE_OPERATION)
			memset(seen.mapped, 'a', seen.length);
	}
	return finish_with(irp, STATUS_SUCCESS, seen.length);
}

static int make_device(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	memset(&driver, 0, sizeof(driver));
	driver.MajorFunction[IRP_MJ_DEVICE_CONTROL] = write_all;
	driver.MajorFunction[IRP_MJ_READ] = write_all;
	driver.MajorFunction[IRP_MJ_WRITE] = write_all;
	device = new_device(&driver);
	if (!device)
		return -ENOMEM;
	device->Flags |= DO_DIRECT_IO;
	return 0;
}

static void delete_device(struct kunit *test)
{
	IoDeleteDevice(device);
	expect_cpus_at_rest(test);
}

static const struct direct_row {
	const char *name;
	ULONG major;
	ULONG code;
	bool is_written;
	bool in_vmalloc;
} direct_rows[] = {
	{ "METHOD_IN_DIRECT", IRP_MJ_DEVICE_CONTROL, IN_DIRECT },
	{ "METHOD_OUT_DIRECT", IRP_MJ_DEVICE_CONTROL, OUT_DIRECT, .is_written = true },
	{ "a read", IRP_MJ_READ, .is_written = true },
	{ "a write", IRP_MJ_WRITE },
	{ "a read into pages that are apart", IRP_MJ_READ, .is_written = true,
	  .in_vmalloc = true },
};

KUNIT_ARRAY_PARAM_DESC(directs, direct_rows, name);

static void a_driver_has_the_callers_buffer(struct kunit *test)
{
	const struct direct_row *row = test->param_value;
	unsigned int blames = log_reports();
	IO_STATUS_BLOCK block = {};
	char in[4] = "ask", *buffer;
	KEVENT event;
	PIRP irp;

	buffer = row->in_vmalloc ? vmalloc(LENGTH) : kmalloc(LENGTH, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buffer);
	memset(buffer, '-', LENGTH);
	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = row->code ? IoBuildDeviceIoControlRequest(row->code, device, in, 4, buffer, LENGTH,
							FALSE, &event, &block) :
			  IoBuildSynchronousFsdRequest(row->major, device, buffer, LENGTH, NULL,
						       &event, &block);
	if (irp)
		IoCallDriver(device, irp);
	KUNIT_EXPECT_EQ(test, seen.called, 1);
	KUNIT_EXPECT_EQ(test, seen.length, LENGTH);
	KUNIT_EXPECT_TRUE(test, seen.mapped == buffer);
	KUNIT_EXPECT_EQ(test, seen.first, '-');
	KUNIT_EXPECT_EQ(test, seen.is_buffered, !!row->code);
	KUNIT_EXPECT_EQ(test, seen.flags,
			MDL_PAGES_LOCKED | (row->is_written ? MDL_WRITE_OPERATION : 0));
	KUNIT_EXPECT_FALSE(test, memchr_inv(buffer, row->is_written ? 'a' : '-', LENGTH));
	KUNIT_EXPECT_TRUE(test, KeReadStateEvent(&event));
	KUNIT_EXPECT_EQ(test, block.Information, LENGTH);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
	kvfree(buffer);
}

static void without_a_buffer_there_is_no_mdl(struct kunit *test)
{
	char in[4] = "ask";
	IO_STATUS_BLOCK block;
	PIRP irp = IoBuildDeviceIoControlRequest(OUT_DIRECT, device, in, 4, NULL, 100, FALSE, NULL,
						 &block);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	IoCallDriver(device, irp);
	KUNIT_EXPECT_EQ(test, seen.called, 1);
	KUNIT_EXPECT_FALSE(test, seen.mapped);
	KUNIT_EXPECT_TRUE(test, seen.is_buffered);
}

/* The owner's: at DISPATCH_LEVEL, and to be freed by the owner. */
static void the_owner_frees_the_mdl(struct kunit *test)
{
	unsigned int blames = log_reports();
	char buffer[8] = "-------";
	KIRQL old = KeRaiseIrqlToDpcLevel();
	PIRP irp = IoBuildAsynchronousFsdRequest(IRP_MJ_READ, device, buffer, 8, NULL, NULL);

	KeLowerIrql(old);
	KUNIT_ASSERT_NOT_NULL(test, irp);
	KUNIT_ASSERT_NOT_NULL(test, irp->MdlAddress);
	KUNIT_EXPECT_EQ(test, MmGetMdlByteCount(irp->MdlAddress), 8);
	MmUnlockPages(irp->MdlAddress);
	IoFreeMdl(irp->MdlAddress);
	IoFreeIrp(irp);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

/* Nothing of the kernel's lies there. */
static void build_for_no_memory(struct observer *obs)
{
	void *none = (void *)(PAGE_SIZE + 16);
	PIRP irp = IoBuildDeviceIoControlRequest(OUT_DIRECT, device, NULL, 0, none, 8, FALSE, NULL,
						 NULL);

	CLAIM_EQ(obs, !irp, true);
}

static void read_into_no_memory(struct observer *obs)
{
	void *none = (void *)(PAGE_SIZE + 16);
	PIRP irp = IoBuildAsynchronousFsdRequest(IRP_MJ_READ, device, none, 8, NULL, NULL);

	CLAIM_EQ(obs, !irp, true);
}

static const struct misuse direct_misuses[] = {
	{ "a control request", "IoBuildDeviceIoControlRequest: its buffer is none of",
	  "0x1E/0xC0000005)", build_for_no_memory },
	{ "a read", "IoBuildAsynchronousFsdRequest: its buffer is none of", "0x1E/0xC0000005)",
	  read_into_no_memory },
};

KUNIT_ARRAY_PARAM_DESC(misuses, direct_misuses, name);

SUITE(ntspin_io_request_direct, make_device, delete_device) = {
	KUNIT_CASE_PARAM(a_driver_has_the_callers_buffer, directs_gen_params),
	KUNIT_CASE(without_a_buffer_there_is_no_mdl),
	KUNIT_CASE(the_owner_frees_the_mdl),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
