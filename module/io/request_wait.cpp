// SPDX-License-Identifier: GPL-2.0
/*
 * request_wait.cpp - a request of ours is sent, and waited for.
 */
#include "request.hpp"

namespace
{

NTSTATUS NTAPI came_back(PDEVICE_OBJECT, PIRP, PVOID event)
{
	KeSetEvent(static_cast<PKEVENT>(event), IO_NO_INCREMENT, FALSE);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

} /* namespace */

namespace ntspin
{

NTSTATUS send_and_wait(DEVICE_OBJECT &device, IRP &irp) noexcept
{
	KEVENT event;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	IoSetCompletionRoutine(&irp, came_back, &event, TRUE, TRUE, TRUE);
	IofCallDriver(&device, &irp);
	KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, nullptr);
	return irp.IoStatus.Status;
}

} /* namespace ntspin */
