// SPDX-License-Identifier: GPL-2.0
/*
 * device_test.c - device objects: made, named, put on top of each other, and deleted.
 */
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/driver.h"
#include "requests.h"
#include "suites.h"

static DRIVER_OBJECT driver;

static NTSTATUS create(const WCHAR *text, PDEVICE_OBJECT *device)
{
	UNICODE_STRING name = name_of(text);

	return IoCreateDevice(&driver, 100, text ? &name : NULL, 0x22, 0x100, FALSE, device);
}

static PDEVICE_OBJECT device_or_null(void)
{
	PDEVICE_OBJECT device;

	create(NULL, &device);
	return device;
}

static void it_is_made_as_documented(struct kunit *test)
{
	PDEVICE_OBJECT first, second;
	UNICODE_STRING name = name_of(L"\\Device\\made");

	KUNIT_ASSERT_EQ(test, IoCreateDevice(&driver, 4099, NULL, 0x22, 0x100, FALSE, &first),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, first->Type, 3);
	KUNIT_EXPECT_EQ(test, first->Size, sizeof(*first) + 4099);
	KUNIT_EXPECT_TRUE(test, first->DriverObject == &driver);
	KUNIT_EXPECT_EQ(test, first->DeviceType, 0x22);
	KUNIT_EXPECT_EQ(test, first->Characteristics, 0x100);
	KUNIT_EXPECT_EQ(test, first->Flags, DO_DEVICE_INITIALIZING);
	KUNIT_EXPECT_EQ(test, first->StackSize, 1);
	KUNIT_EXPECT_EQ(test, first->AlignmentRequirement, 63);
	KUNIT_EXPECT_EQ(test, (ULONG_PTR)first->DeviceExtension % 16, 0);
	KUNIT_EXPECT_FALSE(test, memchr_inv(first->DeviceExtension, 0, 4099));
	memset(first->DeviceExtension, 0xA5, 4099);
	KUNIT_EXPECT_TRUE(test, driver.DeviceObject == first);

	KUNIT_ASSERT_EQ(test, IoCreateDevice(&driver, 0, &name, 0x22, 0, TRUE, &second),
			STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, second->DeviceExtension);
	KUNIT_EXPECT_EQ(test, second->Flags,
			DO_DEVICE_INITIALIZING | DO_EXCLUSIVE | DO_DEVICE_HAS_NAME);
	KUNIT_EXPECT_TRUE(test, driver.DeviceObject == second);
	KUNIT_EXPECT_TRUE(test, second->NextDevice == first);
	/* Not the first one of the list. */
	IoDeleteDevice(first);
	KUNIT_EXPECT_FALSE(test, second->NextDevice);
	IoDeleteDevice(second);
	KUNIT_EXPECT_FALSE(test, driver.DeviceObject);
}

static void too_large_an_extension_is_refused(struct kunit *test)
{
	PDEVICE_OBJECT device = (PDEVICE_OBJECT)test;

	KUNIT_EXPECT_EQ(test, IoCreateDevice(&driver, 70000, NULL, 0x22, 0, FALSE, &device),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_FALSE(test, device);
}

/* What is made first stays; what is made then is answered so. */
static const struct names {
	const char *name;
	const WCHAR *first;
	bool first_is_link;
	const WCHAR *then;
	bool then_is_link;
	NTSTATUS answer;
} name_rows[] = {
	{ "two devices", L"\\Device\\one", false, L"\\Device\\two", false, STATUS_SUCCESS },
	{ "of which one begins as the other", L"\\Device\\one", false, L"\\Device\\on", false,
	  STATUS_SUCCESS },
	{ "the same device", L"\\Device\\one", false, L"\\Device\\one", false,
	  STATUS_OBJECT_NAME_COLLISION },
	{ "in another case", L"\\Device\\one", false, L"\\DEVICE\\One", false,
	  STATUS_OBJECT_NAME_COLLISION },
	{ "a device and a link", L"\\Device\\one", false, L"\\DosDevices\\one", true,
	  STATUS_SUCCESS },
	{ "the same as device and link", L"\\Device\\one", false, L"\\Device\\one", true,
	  STATUS_OBJECT_NAME_COLLISION },
	{ "the same link", L"\\DosDevices\\one", true, L"\\DosDevices\\one", true,
	  STATUS_OBJECT_NAME_COLLISION },
	{ "the same link, of the other name of its directory", L"\\DosDevices\\one", true,
	  L"\\??\\One", true, STATUS_OBJECT_NAME_COLLISION },
	{ "and of the third", L"\\??\\one", true, L"\\GLOBAL??\\one", true,
	  STATUS_OBJECT_NAME_COLLISION },
	{ "a directory that begins alike", L"\\??\\one", true, L"\\??x\\one", true,
	  STATUS_SUCCESS },
	{ "no full path", L"\\Device\\one", false, L"one", false, STATUS_OBJECT_PATH_SYNTAX_BAD },
	{ "a link without one", L"\\Device\\one", false, L"", true,
	  STATUS_OBJECT_PATH_SYNTAX_BAD },
};

KUNIT_ARRAY_PARAM_DESC(names, name_rows, name);

static NTSTATUS make(const WCHAR *text, bool is_link, PDEVICE_OBJECT *device)
{
	UNICODE_STRING name = name_of(text), target = name_of(L"\\Device\\any");

	*device = NULL;
	return is_link ? IoCreateSymbolicLink(&name, &target) : create(text, device);
}

static NTSTATUS take(const WCHAR *text, PDEVICE_OBJECT device)
{
	UNICODE_STRING name = name_of(text);

	if (!device)
		return IoDeleteSymbolicLink(&name);
	IoDeleteDevice(device);
	return STATUS_SUCCESS;
}

static void a_name_is_there_once(struct kunit *test)
{
	const struct names *row = test->param_value;
	PDEVICE_OBJECT first, then;
	NTSTATUS answer;

	KUNIT_ASSERT_EQ(test, make(row->first, row->first_is_link, &first), STATUS_SUCCESS);
	answer = make(row->then, row->then_is_link, &then);
	KUNIT_EXPECT_EQ(test, answer, row->answer);
	if (answer == STATUS_SUCCESS)
		KUNIT_EXPECT_EQ(test, take(row->then, then), STATUS_SUCCESS);
	else
		KUNIT_EXPECT_FALSE(test, then);
	KUNIT_EXPECT_EQ(test, take(row->first, first), STATUS_SUCCESS);
	/* It may be had again. */
	KUNIT_EXPECT_EQ(test, make(row->first, row->first_is_link, &first), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, take(row->first, first), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, driver.DeviceObject);
}

static void a_device_is_no_link_to_be_deleted(struct kunit *test)
{
	UNICODE_STRING name = name_of(L"\\Device\\one");
	PDEVICE_OBJECT device;

	KUNIT_ASSERT_EQ(test, create(L"\\Device\\one", &device), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, IoDeleteSymbolicLink(&name), STATUS_OBJECT_NAME_NOT_FOUND);
	IoDeleteDevice(device);
}

static void they_stand_on_each_other(struct kunit *test)
{
	PDEVICE_OBJECT bottom = device_or_null(), middle = device_or_null();
	PDEVICE_OBJECT top = device_or_null(), below;

	KUNIT_ASSERT_TRUE(test, bottom && middle && top);
	bottom->AlignmentRequirement = 511;
	KUNIT_EXPECT_TRUE(test, IoAttachDeviceToDeviceStack(middle, bottom) == bottom);
	/* By the lowest one it is put on the topmost one. */
	KUNIT_EXPECT_EQ(test, IoAttachDeviceToDeviceStackSafe(top, bottom, &below), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, below == middle);
	KUNIT_EXPECT_EQ(test, middle->StackSize, 2);
	KUNIT_EXPECT_EQ(test, top->StackSize, 3);
	KUNIT_EXPECT_EQ(test, top->AlignmentRequirement, 511);
	KUNIT_EXPECT_TRUE(test, bottom->AttachedDevice == middle);
	KUNIT_EXPECT_TRUE(test, middle->AttachedDevice == top);
	KUNIT_EXPECT_TRUE(test, IoGetAttachedDevice(bottom) == top);

	KUNIT_EXPECT_TRUE(test, IoGetLowerDeviceObject(top) == middle);
	/* The driver's own, the attachment's, and this one. */
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(middle), 2);
	KUNIT_EXPECT_FALSE(test, IoGetLowerDeviceObject(bottom));

	KUNIT_EXPECT_TRUE(test, IoGetAttachedDeviceReference(bottom) == top);
	KUNIT_EXPECT_EQ(test, ObReferenceObject(top), 3);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(top), 2);
	IoDetachDevice(middle);
	KUNIT_EXPECT_FALSE(test, middle->AttachedDevice);
	KUNIT_EXPECT_TRUE(test, IoGetAttachedDevice(bottom) == middle);
	IoDeleteDevice(top);
	/* It stays until the last reference is dropped. */
	KUNIT_EXPECT_EQ(test, top->Type, 3);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(top), 0);
	IoDetachDevice(bottom);
	IoDeleteDevice(middle);
	IoDeleteDevice(bottom);
	KUNIT_EXPECT_FALSE(test, driver.DeviceObject);
}

static void a_deleted_one_stays_below_what_is_attached(struct kunit *test)
{
	PDEVICE_OBJECT bottom = device_or_null(), top = device_or_null(), other = device_or_null();
	PDEVICE_OBJECT below = top;
	unsigned int blames = log_reports();

	KUNIT_ASSERT_TRUE(test, bottom && top && other);
	KUNIT_EXPECT_TRUE(test, IoAttachDeviceToDeviceStack(top, bottom) == bottom);
	IoDeleteDevice(bottom);
	KUNIT_EXPECT_EQ(test, bottom->Type, 3);
	IoDetachDevice(bottom);
	/* Referenced by somebody, it is there still, and none to be attached to. */
	KUNIT_EXPECT_TRUE(test, IoGetAttachedDeviceReference(top) == top);
	IoDeleteDevice(top);
	KUNIT_EXPECT_EQ(test, IoAttachDeviceToDeviceStackSafe(other, top, &below),
			STATUS_NO_SUCH_DEVICE);
	KUNIT_EXPECT_FALSE(test, below);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(top), 0);
	IoDeleteDevice(other);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

static DRIVER_INITIALIZE begin_with_devices;

static NTSTATUS NTAPI begin_with_devices(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	PDEVICE_OBJECT device;

	IoCreateDevice(object, 0, NULL, 0x22, 0, FALSE, &device);
	return IoCreateDevice(object, 0, NULL, 0x22, 0, TRUE, &device);
}

static void its_flag_goes_when_driver_entry_returns(struct kunit *test)
{
	UNICODE_STRING path = name_of(L"\\Registry\\none");

	driver.DriverInit = begin_with_devices;
	KUNIT_ASSERT_EQ(test, ntspin_driver_entry(&driver, &path), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, driver.DeviceObject->Flags, DO_EXCLUSIVE);
	KUNIT_EXPECT_EQ(test, driver.DeviceObject->NextDevice->Flags, 0);
	while (driver.DeviceObject)
		IoDeleteDevice(driver.DeviceObject);
}

static void delete_twice(struct observer *obs)
{
	PDEVICE_OBJECT device = device_or_null();

	IoDeleteDevice(device);
	CALLED(IoDeleteDevice(device));
}

static void delete_attached(struct observer *obs)
{
	PDEVICE_OBJECT bottom = device_or_null(), top = device_or_null();

	IoAttachDeviceToDeviceStack(top, bottom);
	CALLED(IoDeleteDevice(top));
	CLAIM_EQ(obs, bottom->AttachedDevice, 0);
	IoDeleteDevice(bottom);
}

static void detach_none(struct observer *obs)
{
	PDEVICE_OBJECT device = device_or_null();

	CALLED(IoDetachDevice(device));
	IoDeleteDevice(device);
}

static void attach_twice(struct observer *obs)
{
	PDEVICE_OBJECT bottom = device_or_null(), top = device_or_null();

	IoAttachDeviceToDeviceStack(top, bottom);
	CLAIM_EQ(obs, IoAttachDeviceToDeviceStack(top, bottom), 0);
	IoDetachDevice(bottom);
	CLAIM_EQ(obs, IoAttachDeviceToDeviceStack(top, top), 0);
	IoDeleteDevice(top);
	IoDeleteDevice(bottom);
}

static void attach_in_a_circle(struct observer *obs)
{
	PDEVICE_OBJECT bottom = device_or_null(), middle = device_or_null();
	PDEVICE_OBJECT top = device_or_null();

	IoAttachDeviceToDeviceStack(middle, bottom);
	IoAttachDeviceToDeviceStack(top, middle);
	CLAIM_EQ(obs, IoAttachDeviceToDeviceStack(bottom, top), 0);
	CLAIM_EQ(obs, IoAttachDeviceToDeviceStack(bottom, middle), 0);
	CLAIM_EQ(obs, IoGetAttachedDevice(bottom) == top, true);
	IoDetachDevice(middle);
	IoDetachDevice(bottom);
	IoDeleteDevice(top);
	IoDeleteDevice(middle);
	IoDeleteDevice(bottom);
}

static void look_up_none(struct observer *obs)
{
	CLAIM_EQ(obs, IoGetAttachedDeviceReference((PDEVICE_OBJECT)&driver), 0);
}

static void drop_reference_of_attachment(struct observer *obs)
{
	PDEVICE_OBJECT bottom = device_or_null(), top = device_or_null();

	IoAttachDeviceToDeviceStack(top, bottom);
	CLAIM_EQ(obs, ObDereferenceObject(bottom), 2);
	IoDetachDevice(bottom);
	IoDeleteDevice(top);
	IoDeleteDevice(bottom);
}

static void make_high(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	PDEVICE_OBJECT device = device_or_null();

	CLAIM_EQ(obs, !device, false);
	KeLowerIrql(old);
	IoDeleteDevice(device);
}

static void link_high(struct observer *obs)
{
	UNICODE_STRING name = name_of(L"\\DosDevices\\high");

	AT_LEVEL(APC_LEVEL)
		CLAIM_EQ(obs, IoCreateSymbolicLink(&name, &name), STATUS_SUCCESS);
	CLAIM_EQ(obs, IoDeleteSymbolicLink(&name), STATUS_SUCCESS);
}

static void attach_high(struct observer *obs)
{
	PDEVICE_OBJECT bottom = device_or_null(), top = device_or_null();

	AT_LEVEL(5)
		CLAIM_EQ(obs, IoAttachDeviceToDeviceStack(top, bottom) == bottom, true);
	IoDetachDevice(bottom);
	IoDeleteDevice(top);
	IoDeleteDevice(bottom);
}

static const struct misuse device_misuses[] = {
	{ "deleted twice", "IoDeleteDevice: there is no such device", "0xC9/0x240)",
	  delete_twice },
	{ "deleted while attached", "IoDeleteDevice: it is attached to another device",
	  "0xC9/0x201)", delete_attached },
	{ "detached from nothing", "IoDetachDevice: no device is attached to it", "0xC9/0x202)",
	  detach_none },
	{ "attached twice", "IoAttachDeviceToDeviceStack: it is NULL or no device", "0xC9/0x4)",
	  attach_twice },
	{ "attached to what stands on it", "IoAttachDeviceToDeviceStack: it is NULL or no device",
	  "0xC9/0x4)", attach_in_a_circle },
	{ "none looked up", "IoGetAttachedDeviceReference: it is NULL or no", "0xC9/0x4)",
	  look_up_none },
	{ "an attachment dereferenced", "ObDereferenceObject: ", "0x18)",
	  drop_reference_of_attachment },
	{ "made at DISPATCH_LEVEL", "IoCreateDevice: IRQL is DISPATCH_LEVEL", "0xA)", make_high },
	{ "linked at APC_LEVEL", "IoCreateSymbolicLink: IRQL is APC_LEVEL", "0xA)", link_high },
	{ "attached at a device level", "IoAttachDeviceToDeviceStack: IRQL is DIRQL 5", "0xA)",
	  attach_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, device_misuses, name);

SUITE(ntspin_io_device, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(it_is_made_as_documented),
	KUNIT_CASE(too_large_an_extension_is_refused),
	KUNIT_CASE_PARAM(a_name_is_there_once, names_gen_params),
	KUNIT_CASE(a_device_is_no_link_to_be_deleted),
	KUNIT_CASE(they_stand_on_each_other),
	KUNIT_CASE(a_deleted_one_stays_below_what_is_attached),
	KUNIT_CASE(its_flag_goes_when_driver_entry_returns),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
