// SPDX-License-Identifier: GPL-2.0
/*
 * direct.cpp - requests for direct I/O: whose buffer a driver finds behind the MDL, and that nothing
 * of a request is left when it is over, or was never made.
 *
 *     direct
 *
 * Exits with 1 where something else is so; what is not freed the sanitizer finds.
 */
#include <string.h>

#include <initializer_list>

#include "../host_seam.hpp"
#include "stack.hpp"
#include "devioctl.h"

namespace
{

constexpr ULONG in_direct = CTL_CODE(FILE_DEVICE_UNKNOWN, 0x801, METHOD_IN_DIRECT, FILE_ANY_ACCESS);
constexpr ULONG out_direct =
	CTL_CODE(FILE_DEVICE_UNKNOWN, 0x802, METHOD_OUT_DIRECT, FILE_ANY_ACCESS);

struct stack *all;

/* What is asked for. The driver writes where it may. */
enum way { in, out, reads, writes, ways };

struct asked {
	way how;
	char *buffer;
	ULONG length;
	bool adds_another; /* the driver, of its own: the I/O manager frees that one, too */
} asked;

bool is_written(way how)
{
	return how == out || how == reads;
}

void look_at(PIRP irp)
{
	PMDL const mdl = irp->MdlAddress;

	CLAIM(!mdl == !asked.length);
	if (!mdl)
		return;
	CLAIM(!mdl->Next);
	CLAIM(MmGetMdlVirtualAddress(mdl) == asked.buffer);
	CLAIM(MmGetMdlByteCount(mdl) == asked.length);
	CLAIM(mdl->MdlFlags & MDL_PAGES_LOCKED);
	CLAIM(!(mdl->MdlFlags & MDL_WRITE_OPERATION) == !is_written(asked.how));

	const auto at = static_cast<char *>(
		MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority | MdlMappingNoExecute));

	CLAIM(at && at[0] == '-' && at[asked.length - 1] == '-');
	if (is_written(asked.how))
		memset(at, 'a', asked.length);
}

NTSTATUS finish(PIRP irp)
{
	static char own[10];

	if (asked.adds_another)
		CLAIM(IoAllocateMdl(own, sizeof(own), irp->MdlAddress != nullptr, FALSE, irp));
	return complete(irp, STATUS_SUCCESS, asked.length);
}

NTSTATUS NTAPI transfer(PDEVICE_OBJECT, PIRP irp)
{
	CLAIM(!irp->AssociatedIrp.SystemBuffer && irp->UserBuffer == asked.buffer);
	look_at(irp);
	return finish(irp);
}

NTSTATUS NTAPI control(PDEVICE_OBJECT, PIRP irp)
{
	CLAIM(!memcmp(irp->AssociatedIrp.SystemBuffer, "ask", 4));
	look_at(irp);
	return finish(irp);
}

/* As documented: the owner of the request frees what it was built with. */
NTSTATUS NTAPI came_back(PDEVICE_OBJECT, PIRP irp, PVOID)
{
	while (PMDL const mdl = irp->MdlAddress) {
		irp->MdlAddress = mdl->Next;
		if (mdl->MdlFlags & MDL_PAGES_LOCKED)
			MmUnlockPages(mdl);
		IoFreeMdl(mdl);
	}
	IoFreeIrp(irp);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

void send(bool is_own)
{
	static char ask[4] = "ask";
	PDEVICE_OBJECT const device = all->devices[2];
	const ULONG major = asked.how == reads ? IRP_MJ_READ : IRP_MJ_WRITE;
	IO_STATUS_BLOCK block = {};
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	if (asked.how < reads)
		irp = IoBuildDeviceIoControlRequest(asked.how == in ? in_direct : out_direct,
						    device, ask, sizeof(ask), asked.buffer,
						    asked.length, FALSE, &event, &block);
	else if (!is_own)
		irp = IoBuildSynchronousFsdRequest(major, device, asked.buffer, asked.length,
						   nullptr, &event, &block);
	else
		irp = IoBuildAsynchronousFsdRequest(major, device, asked.buffer, asked.length,
						    nullptr, &block);
	CLAIM(irp);
	if (is_own)
		IoSetCompletionRoutine(irp, came_back, nullptr, TRUE, TRUE, TRUE);
	CLAIM(IoCallDriver(device, irp) == STATUS_SUCCESS);
	if (!is_own)
		CLAIM(KeReadStateEvent(&event) && block.Information == asked.length);
}

void play()
{
	static char buffer[3 * 4096];

	for (int how = 0; how < ways; how++)
		for (const ULONG length : {0, 1, 100, 4096, 2 * 4096 + 1})
			for (const ULONG offset : {0, 1, 4095})
				for (const bool another : {false, true})
					for (const bool is_own : {false, true}) {
						if (is_own && how < reads)
							continue;
						row++;
						memset(buffer, '-', sizeof(buffer));
						asked = {static_cast<way>(how), buffer + offset,
							 length, another};
						send(is_own);
						for (ULONG i = 0; i < sizeof(buffer); i++) {
							const bool in = i >= offset &&
									i < offset + length;
							CLAIM(buffer[i] ==
							      (in && is_written(asked.how) ? 'a' :
											     '-'));
						}
					}
}

/* What is no memory at all: said, and no request is made. */
void ask_for_none()
{
	static char ask[4] = "ask";
	const auto none = reinterpret_cast<char *>(0x1010);
	const unsigned before = host::reported[NTSPIN_MDL_NOT_OURS];
	IO_STATUS_BLOCK block;

	row++;
	CLAIM(!IoBuildDeviceIoControlRequest(out_direct, all->devices[2], ask, sizeof(ask), none, 8,
					     FALSE, nullptr, &block));
	CLAIM(!IoBuildAsynchronousFsdRequest(IRP_MJ_READ, all->devices[2], none, 8, nullptr,
					     nullptr));
	CLAIM(host::reported[NTSPIN_MDL_NOT_OURS] == before + 2);
}

} /* namespace */

int main()
{
	{
		struct stack stack;

		all = &stack;
		stack.devices[2]->Flags |= DO_DIRECT_IO;
		stack.driver.MajorFunction[IRP_MJ_DEVICE_CONTROL] = control;
		stack.driver.MajorFunction[IRP_MJ_READ] = transfer;
		stack.driver.MajorFunction[IRP_MJ_WRITE] = transfer;
		play();
		ask_for_none();
	}
	printf("%u requests, %d wrong\n", row, wrong.load());
	return wrong != 0;
}
