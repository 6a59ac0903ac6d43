// SPDX-License-Identifier: GPL-2.0
/*
 * going_down.cpp - devices that are registered for the shutdown: who is told, in which order, and once.
 *
 *     going_down
 *
 * Exits with 1 where something else is so; what is not freed the sanitizer finds.
 */
#include <string>

#include "stack.hpp"
#include "wdm/shutdown.h"

namespace
{

DRIVER_OBJECT driver;
PDEVICE_OBJECT devices[4];
std::string told;
bool registers_again;

NTSTATUS NTAPI hear(PDEVICE_OBJECT device, PIRP irp)
{
	for (int i = 0; i < 4; i++)
		if (device == devices[i])
			told += static_cast<char>('a' + i);
	if (registers_again)
		IoRegisterShutdownNotification(device);
	irp->IoStatus.Status = STATUS_SUCCESS;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return STATUS_SUCCESS;
}

bool is_registered(int i)
{
	return devices[i]->Flags & DO_SHUTDOWN_REGISTERED;
}

LONG_PTR references_of(PDEVICE_OBJECT device)
{
	ObReferenceObject(device);
	return ObDereferenceObject(device);
}

} /* namespace */

int main()
{
	driver.MajorFunction[IRP_MJ_SHUTDOWN] = hear;
	for (PDEVICE_OBJECT &each : devices)
		IoCreateDevice(&driver, 0, nullptr, 0x22, 0, FALSE, &each);
	ntspin_shutdown();
	CLAIM(told.empty());

	/* The last chance is taken last, whenever it was asked for; one is asked for twice. */
	CLAIM(IoRegisterLastChanceShutdownNotification(devices[0]) == STATUS_SUCCESS);
	CLAIM(IoRegisterShutdownNotification(devices[1]) == STATUS_SUCCESS);
	CLAIM(IoRegisterShutdownNotification(devices[1]) == STATUS_SUCCESS);
	CLAIM(IoRegisterShutdownNotification(devices[2]) == STATUS_SUCCESS);
	CLAIM(IoRegisterShutdownNotification(devices[3]) == STATUS_SUCCESS);
	CLAIM(is_registered(0) && is_registered(1) && references_of(devices[1]) == 2);
	IoUnregisterShutdownNotification(devices[2]);
	CLAIM(!is_registered(2) && references_of(devices[2]) == 1);
	IoUnregisterShutdownNotification(devices[2]);
	IoDeleteDevice(devices[3]);
	ntspin_shutdown();
	CLAIM(told == "ba");
	ntspin_shutdown();
	CLAIM(told == "ba" && !is_registered(1) && references_of(devices[1]) == 1);

	/* What is registered when it is deleted, and still referenced. */
	IoRegisterLastChanceShutdownNotification(devices[0]);
	ObReferenceObject(devices[0]);
	IoDeleteDevice(devices[0]);
	ntspin_shutdown();
	CLAIM(told == "ba" && !is_registered(0));
	CLAIM(ObDereferenceObject(devices[0]) == 0);

	/* Who registers as it is told is told once. */
	registers_again = true;
	IoRegisterShutdownNotification(devices[1]);
	IoRegisterLastChanceShutdownNotification(devices[2]);
	ntspin_shutdown();
	CLAIM(told == "babc" && is_registered(1) && is_registered(2));
	IoDeleteDevice(devices[1]);
	IoDeleteDevice(devices[2]);
	printf("6 ways, %d wrong\n", wrong.load());
	return wrong != 0;
}
