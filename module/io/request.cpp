// SPDX-License-Identifier: GPL-2.0
/*
 * request.cpp - the Windows routines that make and free requests.
 */
#include "../ex/pool_calls.hpp"
#include "request.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constexpr ULONG tag = 0x20707249; /* "Irp " */

bool has_room(USHORT size, CCHAR locations) noexcept
{
	return ntspin::can_be_counted(locations) && size >= IoSizeOfIrp(locations);
}

void initialize(IRP &irp, USHORT size, CCHAR locations) noexcept
{
	__builtin_memset(&irp, 0, size);
	irp.Type = IO_TYPE_IRP;
	irp.Size = size;
	irp.StackCount = locations;
	irp.CurrentLocation = static_cast<CHAR>(locations + 1);
	irp.ThreadListEntry = {&irp.ThreadListEntry, &irp.ThreadListEntry};
	irp.Tail.Overlay.CurrentStackLocation = ntspin::locations_of(irp) + locations;
}

/* Whether a driver may do with its request as it likes; if not, that has been reported. */
bool is_own(const IRP *irp, const call &how) noexcept
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, irp, how);
	if (!ntspin::is_request(irp, how))
		return false;
	if (irp->AllocationFlags & ntspin::irp_managed) {
		report_request(NTSPIN_REQUEST_MANAGED, *irp, how);
		return false;
	}
	if (ntspin::is_sent(*irp)) {
		report_request(NTSPIN_REQUEST_IN_USE, *irp, how);
		return false;
	}
	return true;
}

} /* namespace */

namespace ntspin
{

IRP *allocate_request(CCHAR locations, ULONG more, const call &how) noexcept
{
	/* A stack of devices may be higher than a request can count, or say that it is. */
	if (!can_be_counted(locations))
		return nullptr;

	const USHORT size = IoSizeOfIrp(locations);
	const auto irp = static_cast<IRP *>(allocate_pool(NonPagedPoolNx, size + more, tag, how));

	if (!irp)
		return nullptr;
	initialize(*irp, size, locations);
	__builtin_memset(reinterpret_cast<UCHAR *>(irp) + size, 0, more);
	irp->AllocationFlags = irp_allocated;
	return irp;
}

/* A second free finds no request. */
void free_request(IRP &irp, const call &how) noexcept
{
	irp.Type = 0;
	free_pool(&irp, tag, how);
}

} /* namespace ntspin */

extern "C" {

PIRP NTAPI IoAllocateIrp(CCHAR StackSize, BOOLEAN)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, nullptr, how);
	return ntspin::allocate_request(StackSize, 0, how);
}

VOID NTAPI IoFreeIrp(PIRP Irp)
{
	const call how = {__func__, CALLER, call::any_level};

	if (!is_own(Irp, how)) [[unlikely]]
		return;
	if (!(Irp->AllocationFlags & ntspin::irp_allocated)) [[unlikely]]
		return report_request(NTSPIN_BAD_REQUEST, *Irp, how);
	ntspin::free_request(*Irp, how);
}

VOID NTAPI IoInitializeIrp(PIRP Irp, USHORT PacketSize, CCHAR StackSize)
{
	if (!has_room(PacketSize, StackSize)) [[unlikely]]
		return ntspin_report(NTSPIN_REQUEST_SIZE, __func__, 0, Irp, CALLER);
	initialize(*Irp, PacketSize, StackSize);
}

VOID NTAPI IoReuseIrp(PIRP Irp, NTSTATUS Iostatus)
{
	const call how = {__func__, CALLER, call::any_level};

	if (!is_own(Irp, how)) [[unlikely]]
		return;

	const UCHAR flags = Irp->AllocationFlags;

	initialize(*Irp, Irp->Size, Irp->StackCount);
	Irp->AllocationFlags = flags;
	Irp->IoStatus.Status = Iostatus;
}

NTSTATUS NTAPI IoSetCompletionRoutineEx(PDEVICE_OBJECT, PIRP Irp,
					PIO_COMPLETION_ROUTINE CompletionRoutine, PVOID Context,
					BOOLEAN InvokeOnSuccess, BOOLEAN InvokeOnError,
					BOOLEAN InvokeOnCancel)
{
	IoSetCompletionRoutine(Irp, CompletionRoutine, Context, InvokeOnSuccess, InvokeOnError,
			       InvokeOnCancel);
	return STATUS_SUCCESS;
}

} /* extern "C" */
