// SPDX-License-Identifier: GPL-2.0
/*
 * entry.c - the Linux module around a driver: what Windows' loader does with it.
 *
 * Compiled for each driver by driver.mk. insmod calls DriverEntry, rmmod calls
 * the DriverUnload that it has set. A driver that has set none stays, as on
 * Windows: Linux calls such a module permanent.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

#include "ntspin/driver.h"

#define REGISTRY L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\"

DRIVER_INITIALIZE DriverEntry;

static WCHAR driver_name[] = L"\\Driver\\" KBUILD_MODNAME;
static WCHAR service_name[] = L"" KBUILD_MODNAME;
static WCHAR registry_path[] = REGISTRY KBUILD_MODNAME;

#define COUNTED(text)						\
	{							\
		.Length = sizeof(text) - sizeof(WCHAR),		\
		.MaximumLength = sizeof(text),			\
		.Buffer = (text),				\
	}

static UNICODE_STRING registry = COUNTED(registry_path);
static DRIVER_OBJECT driver;

static DRIVER_EXTENSION extension = {
	.DriverObject = &driver,
	.ServiceKeyName = COUNTED(service_name),
};

static DRIVER_OBJECT driver = {
	.Type = 4,	/* IO_TYPE_DRIVER */
	.Size = sizeof(driver),
	.Flags = DRVO_LEGACY_DRIVER,
	.DriverExtension = &extension,
	.DriverName = COUNTED(driver_name),
	.DriverInit = DriverEntry,
	.MajorFunction = { [0 ... IRP_MJ_MAXIMUM_FUNCTION] = ntspin_invalid_request },
};

/* What insmod prints. The status itself is in the log. */
static int errno_of(NTSTATUS status)
{
	switch (status) {
	case STATUS_NO_MEMORY:
	case STATUS_INSUFFICIENT_RESOURCES:
		return -ENOMEM;
	case STATUS_INVALID_PARAMETER:
		return -EINVAL;
	case STATUS_NOT_SUPPORTED:
	case STATUS_NOT_IMPLEMENTED:
		return -EOPNOTSUPP;
	case STATUS_OBJECT_NAME_NOT_FOUND:
	case STATUS_NOT_FOUND:
		return -ENOENT;
	case STATUS_DEVICE_NOT_READY:
	case STATUS_INVALID_DEVICE_STATE:
		return -ENXIO;
	default:
		return -EIO;
	}
}

/* What a manager of devices would call, which Linux has not. */
static bool waits_for_devices(void)
{
	unsigned int major;

	for (major = 0; major <= IRP_MJ_MAXIMUM_FUNCTION; major++) {
		if (driver.MajorFunction[major] != ntspin_invalid_request)
			return true;
	}
	return !!extension.AddDevice;
}

int __weak ntspin_driver_loaded(PDRIVER_OBJECT loaded)
{
	return 0;
}

void __weak ntspin_driver_unloads(PDRIVER_OBJECT unloads)
{
}

static int __init entry_init(void)
{
	NTSTATUS status = ntspin_driver_entry(&driver, &registry);
	int error;

	if (!NT_SUCCESS(status)) {
		pr_err("%s: DriverEntry returned 0x%08x\n", KBUILD_MODNAME, status);
		return errno_of(status);
	}
	error = ntspin_driver_loaded(&driver);
	if (error) {
		pr_err("%s: its Linux side failed with %d\n", KBUILD_MODNAME, error);
		ntspin_driver_unload(&driver);
		return error;
	}
	if (waits_for_devices())
		pr_info("%s: nothing calls its AddDevice and MajorFunction but its Linux side\n",
			KBUILD_MODNAME);
#ifdef CONFIG_MODULE_UNLOAD
	/* As if there were no module_exit(): rmmod is refused. */
	if (!driver.DriverUnload)
		THIS_MODULE->exit = NULL;
#endif
	return 0;
}
module_init(entry_init);

static void __exit entry_exit(void)
{
	if (!driver.DriverUnload)
		pr_err("%s: goes without DriverUnload, which was taken back\n", KBUILD_MODNAME);
	ntspin_driver_unloads(&driver);
	ntspin_driver_unload(&driver);
}
module_exit(entry_exit);

MODULE_DESCRIPTION("A Windows driver, ported by ntspin");
MODULE_LICENSE(NTSPIN_LICENSE);
