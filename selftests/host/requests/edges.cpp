// SPDX-License-Identifier: GPL-2.0
/*
 * edges.cpp - requests at the edges: a length without a buffer, and stacks that are higher than a
 * request can count.
 *
 *     edges
 *
 * Exits with 1 where something else is so; what is written beside a buffer the sanitizer finds.
 */
#include <string.h>

#include <initializer_list>

#include "../host_seam.hpp"
#include "stack.hpp"
#include "devioctl.h"

namespace
{

NTSTATUS complete(PIRP irp, ULONG length)
{
	irp->IoStatus.Status = STATUS_SUCCESS;
	irp->IoStatus.Information = length;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

/* These believe the lengths that they are told, as drivers do. */
NTSTATUS NTAPI answer_control(PDEVICE_OBJECT, PIRP irp)
{
	const auto &asked = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl;
	const ULONG method = METHOD_FROM_CTL_CODE(asked.IoControlCode);
	const ULONG in = asked.InputBufferLength, out = asked.OutputBufferLength;
	const auto system = static_cast<char *>(irp->AssociatedIrp.SystemBuffer);

	CLAIM(!system == (method == METHOD_NEITHER));
	for (ULONG at = 0; system && at < in; at++)
		CLAIM(system[at] == 0 || system[at] == 'i');
	if (method != METHOD_BUFFERED)
		return complete(irp, 0);
	memset(system, 'o', out);
	return complete(irp, out);
}

NTSTATUS NTAPI answer_transfer(PDEVICE_OBJECT, PIRP irp)
{
	const ULONG length = IoGetCurrentIrpStackLocation(irp)->Parameters.Read.Length;

	memset(irp->AssociatedIrp.SystemBuffer, 'o', length);
	return complete(irp, length);
}

void send(PDEVICE_OBJECT device, PIRP irp, const IO_STATUS_BLOCK &block)
{
	CLAIM(irp);
	if (!irp)
		return;
	/* As drivers find it whose request it is. */
	CLAIM(irp->Tail.Overlay.Thread == PsGetCurrentThread());
	CLAIM(IoCallDriver(device, irp) == STATUS_SUCCESS);
	CLAIM(block.Status == STATUS_SUCCESS);
}

void control(PDEVICE_OBJECT device, ULONG method)
{
	char in[8], out[8];
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	memset(in, 'i', sizeof(in));
	for (char *from : {static_cast<char *>(nullptr), in})
		for (char *to : {static_cast<char *>(nullptr), out}) {
			/* Without a buffer its length should be 0, and is not. */
			const ULONG in_length = from ? sizeof(in) : 100;
			const ULONG out_length = to ? sizeof(out) : 1000;
			IO_STATUS_BLOCK block = {};

			row++;
			memset(out, '-', sizeof(out));
			send(device,
			     IoBuildDeviceIoControlRequest(CTL_CODE(0x22, 0x801, method, 0), device,
							   from, in_length, to, out_length, FALSE,
							   &event, &block),
			     block);
			if (method == METHOD_BUFFERED)
				CLAIM(out[0] == (to ? 'o' : '-') && out[7] == out[0]);
		}
}

void transfer(PDEVICE_OBJECT device)
{
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	device->Flags |= DO_BUFFERED_IO;
	for (ULONG major : {IRP_MJ_READ, IRP_MJ_WRITE}) {
		IO_STATUS_BLOCK block = {};

		row++;
		send(device,
		     IoBuildSynchronousFsdRequest(major, device, nullptr, 100, nullptr, &event,
						  &block),
		     block);
	}
}

/* No request has as many locations, whoever asks for one. */
void send_to_a_high_stack(PDEVICE_OBJECT device)
{
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	for (int size : {127, -128, -1, 0}) {
		IO_STATUS_BLOCK block = {};

		row++;
		device->StackSize = static_cast<CCHAR>(size);
		CLAIM(!IoAllocateIrp(device->StackSize, FALSE));
		CLAIM(!IoBuildDeviceIoControlRequest(CTL_CODE(0x22, 0x801, METHOD_BUFFERED, 0),
						     device, nullptr, 0, nullptr, 0, FALSE, &event,
						     &block));
		CLAIM(!IoBuildAsynchronousFsdRequest(IRP_MJ_FLUSH_BUFFERS, device, nullptr, 0,
						     nullptr, &block));
	}
	device->StackSize = 126;
	IoFreeIrp(IoBuildAsynchronousFsdRequest(IRP_MJ_FLUSH_BUFFERS, device, nullptr, 0, nullptr,
						nullptr));
}

} /* namespace */

int main()
{
	{
		struct stack stack;
		PDEVICE_OBJECT const lowest = stack.devices[2];

		stack.driver.MajorFunction[IRP_MJ_DEVICE_CONTROL] = answer_control;
		stack.driver.MajorFunction[IRP_MJ_READ] = answer_transfer;
		stack.driver.MajorFunction[IRP_MJ_WRITE] = answer_transfer;
		for (ULONG method :
		     {METHOD_BUFFERED, METHOD_IN_DIRECT, METHOD_OUT_DIRECT, METHOD_NEITHER})
			control(lowest, method);
		transfer(lowest);
		send_to_a_high_stack(lowest);
	}
	printf("%u edges, %d wrong\n", row, wrong.load());
	return wrong != 0;
}
