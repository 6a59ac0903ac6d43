// SPDX-License-Identifier: GPL-2.0
/*
 * device_open_test.c - devices are opened by their names, and closed with the last reference.
 *
 * References that are left, and drivers that let wait, are in user space: selftests/host/requests.
 */
#include <linux/delay.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/driver.h"
#include "requests.h"
#include "suites.h"

static DRIVER_OBJECT driver;
static PDEVICE_OBJECT upper, lower;

/* What the topmost device has been sent, a letter for each. */
static struct {
	char majors[8];
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;
	ACCESS_MASK access;
	NTSTATUS answer;
	KIRQL irql;
} heard;

static NTSTATUS NTAPI hear(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION here = IoGetCurrentIrpStackLocation(irp);
	bool is_create = here->MajorFunction == IRP_MJ_CREATE;
	NTSTATUS status = is_create ? heard.answer : STATUS_SUCCESS;

	strncat(heard.majors,
		is_create ? "C" : here->MajorFunction == IRP_MJ_CLEANUP ? "U" : "L",
		sizeof(heard.majors) - strlen(heard.majors) - 1);
	heard.device = device;
	heard.file = here->FileObject;
	heard.irql = KeGetCurrentIrql();
	if (is_create)
		heard.access = here->Parameters.Create.SecurityContext->DesiredAccess;
	return finish(irp, status);
}

static int make_stack(struct kunit *test)
{
	UNICODE_STRING name = name_of(L"\\Device\\opened"), link = name_of(L"\\DosDevices\\opened");

	memset(&heard, 0, sizeof(heard));
	memset(&driver, 0, sizeof(driver));
	driver.MajorFunction[IRP_MJ_CREATE] = hear;
	driver.MajorFunction[IRP_MJ_CLEANUP] = hear;
	driver.MajorFunction[IRP_MJ_CLOSE] = hear;
	IoCreateDevice(&driver, 0, &name, 0x22, 0, FALSE, &lower);
	upper = new_device(&driver);
	if (!lower || !upper)
		return -ENOMEM;
	IoAttachDeviceToDeviceStack(upper, lower);
	IoCreateSymbolicLink(&link, &name);
	return 0;
}

static void take_stack_away(struct kunit *test)
{
	UNICODE_STRING link = name_of(L"\\DosDevices\\opened");

	IoDeleteSymbolicLink(&link);
	IoDetachDevice(lower);
	IoDeleteDevice(upper);
	IoDeleteDevice(lower);
	expect_cpus_at_rest(test);
}

static NTSTATUS open(const WCHAR *text, PFILE_OBJECT *file, PDEVICE_OBJECT *device)
{
	UNICODE_STRING name = name_of(text);

	return IoGetDeviceObjectPointer(&name, FILE_WRITE_DATA, file, device);
}

static NTSTATUS reference_by_type(PVOID object, POBJECT_TYPE type)
{
	return ObReferenceObjectByPointer(object, 0, type, KernelMode);
}

static const struct open_row {
	const char *name;
	const WCHAR *text;
	NTSTATUS answer, status;
} open_rows[] = {
	{ "by its name", L"\\Device\\opened", STATUS_SUCCESS, STATUS_SUCCESS },
	{ "in another case", L"\\DEVICE\\Opened", STATUS_SUCCESS, STATUS_SUCCESS },
	{ "by a link", L"\\DosDevices\\opened", STATUS_SUCCESS, STATUS_SUCCESS },
	{ "by a link, in the directory's other name", L"\\??\\opened", STATUS_SUCCESS,
	  STATUS_SUCCESS },
	{ "none of that name", L"\\Device\\open", STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND },
	{ "refused", L"\\Device\\opened", STATUS_ACCESS_DENIED, STATUS_ACCESS_DENIED },
};

KUNIT_ARRAY_PARAM_DESC(opens, open_rows, name);

static void it_is_opened_and_closed(struct kunit *test)
{
	const struct open_row *row = test->param_value;
	unsigned int blames = log_reports();
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	heard.answer = row->answer;
	KUNIT_EXPECT_EQ(test, open(row->text, &file, &device), row->status);
	if (row->status == STATUS_SUCCESS) {
		KUNIT_ASSERT_NOT_NULL(test, file);
		KUNIT_EXPECT_TRUE(test, device == upper);
		KUNIT_EXPECT_TRUE(test, heard.device == upper);
		KUNIT_EXPECT_TRUE(test, heard.file == file);
		KUNIT_EXPECT_TRUE(test, file->DeviceObject == lower);
		KUNIT_EXPECT_TRUE(test, file->WriteAccess);
		KUNIT_EXPECT_EQ(test, heard.access, FILE_WRITE_DATA);
		KUNIT_EXPECT_EQ(test, strcmp(heard.majors, "CU"), 0);
		KUNIT_EXPECT_TRUE(test, IoGetRelatedDeviceObject(file) == upper);
		KUNIT_EXPECT_EQ(test, ObReferenceObject(file), 2);
		KUNIT_EXPECT_EQ(test, reference_by_type(file, *IoFileObjectType), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, reference_by_type(file, NULL), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, reference_by_type(file, *ExEventObjectType),
				STATUS_OBJECT_TYPE_MISMATCH);
		KUNIT_EXPECT_EQ(test, ObDereferenceObject(file), 3);
		KUNIT_EXPECT_EQ(test, ObDereferenceObject(file), 2);
		KUNIT_EXPECT_EQ(test, ObDereferenceObject(file), 1);
		KUNIT_EXPECT_EQ(test, ObDereferenceObject(file), 0);
		KUNIT_EXPECT_EQ(test, strcmp(heard.majors, "CUL"), 0);
	} else {
		KUNIT_EXPECT_FALSE(test, file);
		KUNIT_EXPECT_FALSE(test, device);
	}
	/* The driver's own, and the attachment's. */
	KUNIT_EXPECT_EQ(test, ObReferenceObject(lower), 3);
	ObDereferenceObject(lower);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

/* By a worker, soon: on another CPU that may be at once. */
static void it_is_closed_at_passive_level(struct kunit *test)
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, open(L"\\Device\\opened", &file, &device), STATUS_SUCCESS);
	AT_DISPATCH()
		KUNIT_EXPECT_EQ(test, ObDereferenceObject(file), 0);
	for (i = 0; i < 1000 && strcmp(heard.majors, "CUL"); i++)
		msleep(20);
	KUNIT_EXPECT_EQ(test, strcmp(heard.majors, "CUL"), 0);
	KUNIT_EXPECT_EQ(test, heard.irql, PASSIVE_LEVEL);
	/* It has let the device go by then, or is about to. */
	for (i = 0; i < 1000; i++) {
		if (ObReferenceObject(lower) == 3)
			break;
		ObDereferenceObject(lower);
		msleep(20);
	}
	KUNIT_EXPECT_NE(test, i, 1000);
	ObDereferenceObject(lower);
}

/* Below what is there already: what is closed comes to the new one. */
static void another_is_attached_by_its_name(struct kunit *test)
{
	UNICODE_STRING name = name_of(L"\\??\\opened"), none = name_of(L"\\Device\\open");
	PDEVICE_OBJECT third, below;

	IoCreateDevice(&driver, 0, NULL, 0x22, 0, FALSE, &third);
	KUNIT_ASSERT_NOT_NULL(test, third);
	KUNIT_EXPECT_EQ(test, IoAttachDevice(third, &none, &below), STATUS_OBJECT_NAME_NOT_FOUND);
	KUNIT_EXPECT_FALSE(test, below);
	KUNIT_EXPECT_EQ(test, IoAttachDevice(third, &name, &below), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, below == upper);
	KUNIT_EXPECT_EQ(test, third->StackSize, 3);
	KUNIT_EXPECT_EQ(test, heard.access, FILE_READ_ATTRIBUTES);
	KUNIT_EXPECT_EQ(test, strcmp(heard.majors, "CUL"), 0);
	KUNIT_EXPECT_TRUE(test, heard.device == third);
	IoDetachDevice(upper);
	IoDeleteDevice(third);
	KUNIT_EXPECT_EQ(test, ObReferenceObject(lower), 3);
	ObDereferenceObject(lower);
}

static void attach_attached(struct observer *obs)
{
	UNICODE_STRING name = name_of(L"\\Device\\opened");
	PDEVICE_OBJECT below;

	CLAIM_EQ(obs, IoAttachDevice(upper, &name, &below), STATUS_NO_SUCH_DEVICE);
	CLAIM_EQ(obs, !below, true);
}

static void open_at_dispatch(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	CLAIM_EQ(obs, open(L"\\Device\\opened", &file, &device), STATUS_UNSUCCESSFUL);
	CLAIM_EQ(obs, !file, true);
	KeLowerIrql(old);
}

static void open_at_apc_level(struct observer *obs)
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	AT_LEVEL(APC_LEVEL)
		CLAIM_EQ(obs, open(L"\\Device\\opened", &file, &device), STATUS_SUCCESS);
	CLAIM_EQ(obs, ObDereferenceObject(file), 0);
}

static void close_twice(struct observer *obs)
{
	PDEVICE_OBJECT device;
	PFILE_OBJECT file;

	open(L"\\Device\\opened", &file, &device);
	CLAIM_EQ(obs, ObDereferenceObject(file), 0);
	CALLED(ObDereferenceObject(file));
}

static void reference_no_file(struct observer *obs)
{
	CLAIM_EQ(obs, reference_by_type(lower, *IoFileObjectType), STATUS_OBJECT_TYPE_MISMATCH);
}

static void look_up_no_file(struct observer *obs)
{
	CLAIM_EQ(obs, !IoGetRelatedDeviceObject((PFILE_OBJECT)&driver), true);
}

static const struct misuse open_misuses[] = {
	{ "at DISPATCH_LEVEL", "IoGetDeviceObjectPointer: IRQL is DISPATCH_LEVEL", "0xA)",
	  open_at_dispatch },
	{ "attached already", "IoAttachDevice: it is NULL or no device", "0xC9/0x4)",
	  attach_attached },
	{ "at APC_LEVEL", "IoGetDeviceObjectPointer: IRQL is APC_LEVEL", "0xA)",
	  open_at_apc_level },
	{ "closed twice", "ObDereferenceObject: it is NULL, misaligned, or no such object",
	  "0xA or 0x50)", close_twice },
	{ "no file of that type",
	  "ObReferenceObjectByPointer: it is NULL, misaligned, or no such object", "0xA or 0x50)",
	  reference_no_file },
	{ "no file", "IoGetRelatedDeviceObject: it is NULL, misaligned, or no such object",
	  "0xA or 0x50)", look_up_no_file },
};

KUNIT_ARRAY_PARAM_DESC(misuses, open_misuses, name);

SUITE(ntspin_io_request_open, make_stack, take_stack_away) = {
	KUNIT_CASE_PARAM(it_is_opened_and_closed, opens_gen_params),
	KUNIT_CASE(another_is_attached_by_its_name),
	KUNIT_CASE(it_is_closed_at_passive_level),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
