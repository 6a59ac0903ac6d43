// SPDX-License-Identifier: GPL-2.0
/*
 * edu_linux.c - the Linux side: PCI finds the device, and what is written to its attribute
 * "factorial" is a request.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>

#include <wdm.h>
#include <wdm/request.h>
#include <wdm/request_build.h>
#include <ntspin/driver.h>
#include <ntspin/interrupt.h>
#include "edu.h"

ULONG EduLargest = 12;	/* the factorial of 13 has more than 32 bits */
module_param_named(largest, EduLargest, uint, 0644);
MODULE_PARM_DESC(largest, "the largest number whose factorial is computed");

static PDRIVER_OBJECT driver;

struct edu_side {
	PDEVICE_OBJECT device;
	u32 answer;
};

static int errno_of(NTSTATUS status)
{
	switch (status) {
	case STATUS_SUCCESS:
		return 0;
	case STATUS_INVALID_PARAMETER:
		return -EINVAL;
	case STATUS_NO_SUCH_DEVICE:
		return -ENODEV;
	case STATUS_INSUFFICIENT_RESOURCES:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

/* The driver cannot cancel it, and the device answers soon: so no signal ends the wait. */
static ssize_t factorial_store(struct device *dev, struct device_attribute *attribute,
			       const char *text, size_t length)
{
	struct edu_side *side = dev_get_drvdata(dev);
	IO_STATUS_BLOCK block;
	KEVENT done;
	u32 number;
	PIRP irp;
	int err = kstrtou32(text, 0, &number);

	if (err)
		return err;
	KeInitializeEvent(&done, NotificationEvent, FALSE);
	irp = IoBuildDeviceIoControlRequest(IOCTL_EDU_FACTORIAL, side->device,
					    &number, sizeof(number), &number, sizeof(number),
					    FALSE, &done, &block);
	if (!irp)
		return -ENOMEM;
	IoCallDriver(side->device, irp);
	KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
	if (!NT_SUCCESS(block.Status))
		return errno_of(block.Status);
	side->answer = number;
	return length;
}

static ssize_t factorial_show(struct device *dev, struct device_attribute *attribute, char *text)
{
	struct edu_side *side = dev_get_drvdata(dev);

	return sysfs_emit(text, "%u\n", side->answer);
}
static DEVICE_ATTR_RW(factorial);

static struct attribute *edu_attrs[] = { &dev_attr_factorial.attr, NULL };
ATTRIBUTE_GROUPS(edu);

/* The body of IRP_MN_START_DEVICE. */
static int start(struct pci_dev *pdev, PDEVICE_OBJECT device, PEDU edu)
{
	struct ntspin_interrupt_params interrupt = {
		.flags = IRQF_SHARED,
		.name = "edu",
		.dirql = 5,
		.service_routine = EduInterrupt,
		.service_context = device,
	};
	int err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);

	if (err < 0)
		return err;
	interrupt.irq = pci_irq_vector(pdev, 0);
	edu->Registers = (__force PUCHAR)pci_iomap(pdev, 0, 0);
	if (!edu->Registers)
		return -ENOMEM;
	err = ntspin_interrupt_connect(&interrupt, &edu->Interrupt);
	return err ?: errno_of(EduStart(device));
}

/* That of IRP_MN_REMOVE_DEVICE, or of a start that has failed: the reverse, of what there is. */
static void stop(struct pci_dev *pdev, PDEVICE_OBJECT device, PEDU edu)
{
	void __iomem *registers = (__force void __iomem *)edu->Registers;

	if (registers)
		EduStop(device);
	ntspin_interrupt_disconnect(edu->Interrupt);
	pci_free_irq_vectors(pdev);
	EduRemove(device);
	if (registers)
		pci_iounmap(pdev, registers);
}

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct edu_side *side = devm_kzalloc(&pdev->dev, sizeof(*side), GFP_KERNEL);
	int err = side ? pcim_enable_device(pdev) : -ENOMEM;

	if (err)
		return err;
	pci_set_master(pdev);	/* it interrupts by writes of its own */
	err = errno_of(driver->DriverExtension->AddDevice(driver, NULL));
	if (err)
		return err;
	side->device = driver->DeviceObject;	/* the newest */
	pci_set_drvdata(pdev, side);
	err = start(pdev, side->device, side->device->DeviceExtension);
	if (err)
		stop(pdev, side->device, side->device->DeviceExtension);
	return err;
}

/* The attribute is gone, and with it who waits for a request. */
static void edu_remove(struct pci_dev *pdev)
{
	struct edu_side *side = pci_get_drvdata(pdev);

	stop(pdev, side->device, side->device->DeviceExtension);
}

static const struct pci_device_id edu_devices[] = { { PCI_DEVICE(0x1234, 0x11e8) }, { } };
MODULE_DEVICE_TABLE(pci, edu_devices);

static struct pci_driver edu_driver = {
	.name = "edu",
	.id_table = edu_devices,
	.probe = edu_probe,
	.remove = edu_remove,
	.dev_groups = edu_groups,
};

int ntspin_driver_loaded(PDRIVER_OBJECT loaded)
{
	driver = loaded;
	return pci_register_driver(&edu_driver);
}

void ntspin_driver_unloads(PDRIVER_OBJECT unloads)
{
	pci_unregister_driver(&edu_driver);
}
