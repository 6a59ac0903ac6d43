// SPDX-License-Identifier: GPL-2.0
/*
 * notice_linux.c - the Linux side: /dev/notice, each of whose calls is a request to the device.
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <wdm.h>
#include <wdm/request.h>
#include <ntspin/driver.h>
#include "notice.h"

#define LONGEST 4096

static WCHAR name_text[] = L"\\DosDevices\\Notice";
static UNICODE_STRING device_name = {
	.Length = sizeof(name_text) - sizeof(WCHAR),
	.MaximumLength = sizeof(name_text),
	.Buffer = name_text,
};

/* The driver has completed it: whoever waits for it has it again. */
static NTSTATUS NTAPI came_back(PDEVICE_OBJECT device, PIRP irp, PVOID done)
{
	complete(done);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static long errno_of(NTSTATUS status)
{
	switch (status) {
	case STATUS_CANCELLED:
		return -EINTR;
	case STATUS_INVALID_DEVICE_REQUEST:
		return -ENOTTY;
	case STATUS_BUFFER_TOO_SMALL:
	case STATUS_INVALID_PARAMETER:
		return -EINVAL;
	case STATUS_OBJECT_NAME_NOT_FOUND:
	case STATUS_NO_SUCH_DEVICE:
		return -ENODEV;
	case STATUS_INSUFFICIENT_RESOURCES:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

/* Until it is completed. A signal to the process cancels it, which the driver answers soon. */
static void send_and_wait(PDEVICE_OBJECT device, PIRP irp)
{
	DECLARE_COMPLETION_ONSTACK(done);

	IoSetCompletionRoutine(irp, came_back, &done, TRUE, TRUE, TRUE);
	IoCallDriver(device, irp);
	if (wait_for_completion_interruptible(&done)) {
		IoCancelIrp(irp);
		wait_for_completion(&done);
	}
}

/* With a buffer of the kernel's, which this driver takes for the system's: DO_BUFFERED_IO. */
static long request(PFILE_OBJECT file, UCHAR major, unsigned int code, void *buffer, size_t length)
{
	PDEVICE_OBJECT device = IoGetRelatedDeviceObject(file);
	PIRP irp = IoAllocateIrp(device->StackSize, FALSE);
	PIO_STACK_LOCATION next;
	long result;

	if (!irp)
		return -ENOMEM;
	irp->AssociatedIrp.SystemBuffer = buffer;
	next = IoGetNextIrpStackLocation(irp);
	next->MajorFunction = major;
	next->FileObject = file;
	if (major == IRP_MJ_DEVICE_CONTROL) {
		next->Parameters.DeviceIoControl.IoControlCode = code;
		next->Parameters.DeviceIoControl.OutputBufferLength = length;
	} else {
		next->Parameters.Read.Length = length;	/* Write has the same layout */
	}
	send_and_wait(device, irp);
	result = NT_SUCCESS(irp->IoStatus.Status) ? min(irp->IoStatus.Information, length) :
						    errno_of(irp->IoStatus.Status);
	IoFreeIrp(irp);
	return result;
}

static int notice_open(struct inode *inode, struct file *file)
{
	PFILE_OBJECT object;
	PDEVICE_OBJECT device;
	NTSTATUS status = IoGetDeviceObjectPointer(&device_name, FILE_READ_DATA | FILE_WRITE_DATA,
						   &object, &device);

	if (!NT_SUCCESS(status))
		return errno_of(status);
	file->private_data = object;
	return 0;
}

static int notice_release(struct inode *inode, struct file *file)
{
	ObDereferenceObject(file->private_data);
	return 0;
}

static ssize_t notice_read(struct file *file, char __user *to, size_t length, loff_t *offset)
{
	void *buffer;
	long got;

	length = min_t(size_t, length, LONGEST);
	buffer = kzalloc(length, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	got = request(file->private_data, IRP_MJ_READ, 0, buffer, length);
	if (got > 0 && copy_to_user(to, buffer, got))
		got = -EFAULT;
	kfree(buffer);
	return got;
}

static ssize_t notice_write(struct file *file, const char __user *from, size_t length,
			    loff_t *offset)
{
	void *buffer;
	long put;

	length = min_t(size_t, length, LONGEST);
	buffer = memdup_user(from, length);
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);
	put = request(file->private_data, IRP_MJ_WRITE, 0, buffer, length);
	kfree(buffer);
	return put;
}

static long notice_ioctl(struct file *file, unsigned int code, unsigned long to)
{
	u32 answer = 0;
	long got = request(file->private_data, IRP_MJ_DEVICE_CONTROL, code, &answer,
			   sizeof(answer));

	if (got < 0)
		return got;
	return copy_to_user((void __user *)to, &answer, got) ? -EFAULT : 0;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.open = notice_open,
	.release = notice_release,
	.read = notice_read,
	.write = notice_write,
	.unlocked_ioctl = notice_ioctl,
};

static struct miscdevice node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "notice",
	.fops = &operations,
};

int ntspin_driver_loaded(PDRIVER_OBJECT driver)
{
	return misc_register(&node);
}

void ntspin_driver_unloads(PDRIVER_OBJECT driver)
{
	misc_deregister(&node);
}
