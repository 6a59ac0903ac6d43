// SPDX-License-Identifier: GPL-2.0
/*
 * ways.cpp - one request at a time goes down three devices and comes up: what each driver does of it is
 * all that there is, by turns, beside a model of who is called then.
 *
 *     ways
 *
 * Exits with 1 where something else is so.
 */
#include <string.h>

#include "stack.hpp"

namespace
{

struct stack *all;

/* What a driver does of a request that it hands on. */
enum pass { skips, copies, calls_back, keeps, passes };

/* What the lowest one, or who cancels, makes of it. */
enum end { succeeds, fails, is_cancelled, ends };

struct way {
	pass upper, middle;
	end how;
	UCHAR invoke; /* what the drivers' routines are to be called for */
	bool pends;
	unsigned row;
} way;

constexpr NTSTATUS statuses[] = {STATUS_SUCCESS, STATUS_UNSUCCESSFUL, STATUS_SUCCESS};

/* What has been seen. */
struct seen {
	unsigned called[3];
	bool pending[3];
	PDEVICE_OBJECT device[3];
	bool was_zeroed;
} seen;

PIRP kept;

NTSTATUS NTAPI completed(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	const auto place = static_cast<int>(reinterpret_cast<LONG_PTR>(context));
	const IO_STACK_LOCATION zero = {};

	seen.called[place]++;
	seen.pending[place] = irp->PendingReturned;
	seen.device[place] = device;
	if (memcmp(IoGetNextIrpStackLocation(irp), &zero, sizeof(zero)))
		seen.was_zeroed = false;
	if ((place == 2 ? way.middle : way.upper) == keeps) {
		kept = irp;
		return STATUS_MORE_PROCESSING_REQUIRED;
	}
	/* As documented: whoever has a routine hands the mark on. */
	if (irp->PendingReturned)
		IoMarkIrpPending(irp);
	return STATUS_SUCCESS;
}

NTSTATUS NTAPI came_back(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	seen.called[0]++;
	seen.pending[0] = irp->PendingReturned;
	seen.device[0] = device;
	*static_cast<bool *>(context) = true;
	return STATUS_MORE_PROCESSING_REQUIRED;
}

NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	const int place = stack::place_of(device);
	IO_STACK_LOCATION &here = *IoGetCurrentIrpStackLocation(irp);

	CLAIM(here.DeviceObject == device, way.row);
	CLAIM(here.Parameters.Read.Length == 77, way.row);
	if (place == 2) {
		if (way.pends)
			IoMarkIrpPending(irp);
		irp->IoStatus.Status = statuses[way.how];
		irp->IoStatus.Information = 5;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		return way.pends ? STATUS_PENDING : statuses[way.how];
	}

	const pass what = place ? way.middle : way.upper;

	if (what == skips)
		IoSkipCurrentIrpStackLocation(irp);
	else
		IoCopyCurrentIrpStackLocationToNext(irp);
	if (what >= calls_back)
		IoSetCompletionRoutine(irp, completed, reinterpret_cast<PVOID>(LONG_PTR{place} + 1),
				       way.invoke & SL_INVOKE_ON_SUCCESS,
				       way.invoke & SL_INVOKE_ON_ERROR,
				       way.invoke & SL_INVOKE_ON_CANCEL);
	return IoCallDriver(all->devices[place + 1], irp);
}

bool is_invoked()
{
	return ((way.invoke & SL_INVOKE_ON_SUCCESS) && way.how != fails) ||
	       ((way.invoke & SL_INVOKE_ON_ERROR) && way.how == fails) ||
	       ((way.invoke & SL_INVOKE_ON_CANCEL) && way.how == is_cancelled);
}

/* Index 0 of seen is the owner's, 1 the upper driver's, 2 the middle one's. */
void play()
{
	PIRP const irp = IoAllocateIrp(all->devices[0]->StackSize, FALSE);
	IO_STACK_LOCATION &first = *IoGetNextIrpStackLocation(irp);
	bool back = false;

	seen = {};
	seen.was_zeroed = true;
	kept = nullptr;
	first.MajorFunction = IRP_MJ_READ;
	first.Parameters.Read.Length = 77;
	IoSetCompletionRoutine(irp, came_back, &back, TRUE, TRUE, TRUE);
	if (way.how == is_cancelled)
		CLAIM(!IoCancelIrp(irp), way.row);
	IoCallDriver(all->devices[0], irp);

	const bool invoked = is_invoked();
	const bool middle = invoked && way.middle >= calls_back;
	const bool upper = invoked && way.upper >= calls_back;
	bool kept_below = middle && way.middle == keeps;

	CLAIM(seen.called[2] == middle, way.row);
	if (kept_below) {
		CLAIM(kept == irp && !back && !seen.called[1], way.row);
		kept = nullptr;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		/* The mark was that of the location below. */
		CLAIM(seen.called[2] == 1, way.row);
	}
	CLAIM(seen.called[1] == upper, way.row);
	if (upper && way.upper == keeps) {
		CLAIM(kept == irp && !back, way.row);
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		kept_below = true;
	}
	CLAIM(back && seen.called[0] == 1 && !seen.device[0], way.row);
	CLAIM(!middle || seen.device[2] == all->devices[1], way.row);
	CLAIM(!upper || seen.device[1] == all->devices[0], way.row);
	CLAIM(!middle || seen.pending[2] == way.pends, way.row);
	CLAIM(kept_below || seen.pending[0] == way.pends, way.row);
	CLAIM(seen.was_zeroed, way.row);
	CLAIM(irp->IoStatus.Information == 5 && irp->CurrentLocation == irp->StackCount + 1,
	      way.row);
	IoReuseIrp(irp, STATUS_NOT_SUPPORTED);
	CLAIM(irp->IoStatus.Status == STATUS_NOT_SUPPORTED && !irp->Cancel, way.row);
	IoFreeIrp(irp);
}

void play_all()
{
	static constexpr UCHAR invokes[] = {
		0,
		SL_INVOKE_ON_SUCCESS,
		SL_INVOKE_ON_ERROR,
		SL_INVOKE_ON_CANCEL,
		SL_INVOKE_ON_SUCCESS | SL_INVOKE_ON_ERROR | SL_INVOKE_ON_CANCEL,
	};

	all->driver.MajorFunction[IRP_MJ_READ] = dispatch;
	for (int upper = 0; upper < passes; upper++)
		for (int middle = 0; middle < passes; middle++)
			for (int how = 0; how < ends; how++)
				for (const UCHAR invoke : invokes)
					for (const bool pends : {false, true}) {
						way = {static_cast<pass>(upper),
						       static_cast<pass>(middle),
						       static_cast<end>(how),
						       invoke,
						       pends,
						       way.row + 1};
						play();
					}
}

/* What a driver answers of a control request, and what the caller has of it. */
struct answer {
	NTSTATUS status;
	ULONG_PTR information;
	ULONG room;
	ULONG copied;
} answer;

NTSTATUS NTAPI control(PDEVICE_OBJECT, PIRP irp)
{
	const auto &asked = IoGetCurrentIrpStackLocation(irp)->Parameters.DeviceIoControl;
	const auto buffer = static_cast<char *>(irp->AssociatedIrp.SystemBuffer);

	CLAIM(asked.InputBufferLength == 4 && !memcmp(buffer, "ask", 4), way.row);
	CLAIM(asked.OutputBufferLength == answer.room, way.row);
	memset(buffer, 'a', answer.room);
	irp->IoStatus.Status = answer.status;
	irp->IoStatus.Information = answer.information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return answer.status;
}

void ask()
{
	static constexpr struct answer answers[] = {
		{STATUS_SUCCESS, 0, 8, 0},	   {STATUS_SUCCESS, 5, 8, 5},
		{STATUS_BUFFER_OVERFLOW, 8, 8, 8}, {STATUS_UNSUCCESSFUL, 8, 8, 0},
		{STATUS_SUCCESS, 100, 8, 8},	   {STATUS_SUCCESS, 0, 0, 0},
	};

	all->driver.MajorFunction[IRP_MJ_DEVICE_CONTROL] = control;
	for (const struct answer &each : answers) {
		char in[4] = "ask", out[9] = "--------";
		IO_STATUS_BLOCK block = {};
		KEVENT event;

		way.row++;
		answer = each;
		KeInitializeEvent(&event, NotificationEvent, FALSE);

		PIRP const irp = IoBuildDeviceIoControlRequest(0x222000, all->devices[2], in, 4,
							       each.room ? out : nullptr, each.room,
							       FALSE, &event, &block);

		CLAIM(IoCallDriver(all->devices[2], irp) == each.status, way.row);
		CLAIM(KeReadStateEvent(&event), way.row);
		CLAIM(block.Status == each.status && block.Information == each.information,
		      way.row);
		for (ULONG i = 0; i < 8; i++)
			CLAIM(out[i] == (i < each.copied ? 'a' : '-'), way.row);
	}
}

/* Of what nobody has set. */
void send_what_is_unknown()
{
	IO_STATUS_BLOCK block = {};
	KEVENT event;

	way.row++;
	KeInitializeEvent(&event, NotificationEvent, FALSE);

	PIRP const irp = IoBuildSynchronousFsdRequest(IRP_MJ_FLUSH_BUFFERS, all->devices[0],
						      nullptr, 0, nullptr, &event, &block);

	CLAIM(IoCallDriver(all->devices[0], irp) == STATUS_INVALID_DEVICE_REQUEST, way.row);
	CLAIM(KeReadStateEvent(&event) && block.Status == STATUS_INVALID_DEVICE_REQUEST, way.row);
}

void delete_from_below()
{
	PDEVICE_OBJECT upper, lower;

	way.row++;
	IoCreateDevice(&all->driver, 0, nullptr, 0x22, 0, FALSE, &lower);
	IoCreateDevice(&all->driver, 0, nullptr, 0x22, 0, FALSE, &upper);
	CLAIM(IoAttachDeviceToDeviceStack(upper, lower) == lower, way.row);
	IoDeleteDevice(lower);
	CLAIM(lower->AttachedDevice == upper, way.row);
	IoDetachDevice(lower);
	IoDeleteDevice(upper);
}

} /* namespace */

int main()
{
	{
		struct stack stack;

		all = &stack;
		play_all();
		ask();
		send_what_is_unknown();
		delete_from_below();
	}
	printf("%u ways, %d wrong\n", way.row, wrong.load());
	return wrong != 0;
}
