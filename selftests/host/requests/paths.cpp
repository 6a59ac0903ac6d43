// SPDX-License-Identifier: GPL-2.0
/*
 * paths.cpp - one request at a time goes down three devices and comes up: each driver does each
 * possible thing with it, in turn, beside a model of which routines are called.
 *
 *     paths
 *
 * Exits with 1 where something else is so.
 */
#include <string.h>

#include <initializer_list>

#include "stack.hpp"

namespace
{

struct stack *all;

/* What a driver does of a request that it hands on. */
enum pass { skips, copies, calls_back, keeps, passes };

/* What the lowest one, or who cancels, makes of it. */
enum end { succeeds, fails, is_cancelled, ends };

struct path {
	pass upper, middle;
	end how;
	UCHAR invoke; /* what the drivers' routines are to be called for */
	bool pends;
} path;

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
	const auto level = static_cast<int>(reinterpret_cast<LONG_PTR>(context));
	const IO_STACK_LOCATION zero = {};

	seen.called[level]++;
	seen.pending[level] = irp->PendingReturned;
	seen.device[level] = device;
	if (memcmp(IoGetNextIrpStackLocation(irp), &zero, sizeof(zero)))
		seen.was_zeroed = false;
	if ((level == 2 ? path.middle : path.upper) == keeps) {
		kept = irp;
		return STATUS_MORE_PROCESSING_REQUIRED;
	}
	/* As documented: a driver with a routine hands the mark on. */
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
	const int level = stack::level_of(device);
	IO_STACK_LOCATION &here = *IoGetCurrentIrpStackLocation(irp);

	CLAIM(here.DeviceObject == device);
	CLAIM(here.Parameters.Read.Length == 77);
	if (level == 2) {
		if (path.pends)
			IoMarkIrpPending(irp);
		complete(irp, statuses[path.how], 5);
		return path.pends ? STATUS_PENDING : statuses[path.how];
	}

	const pass what = level ? path.middle : path.upper;

	if (what == skips)
		IoSkipCurrentIrpStackLocation(irp);
	else
		IoCopyCurrentIrpStackLocationToNext(irp);
	if (what >= calls_back)
		IoSetCompletionRoutine(irp, completed, reinterpret_cast<PVOID>(LONG_PTR{level} + 1),
				       path.invoke & SL_INVOKE_ON_SUCCESS,
				       path.invoke & SL_INVOKE_ON_ERROR,
				       path.invoke & SL_INVOKE_ON_CANCEL);
	return IoCallDriver(all->devices[level + 1], irp);
}

bool is_invoked()
{
	return ((path.invoke & SL_INVOKE_ON_SUCCESS) && path.how != fails) ||
	       ((path.invoke & SL_INVOKE_ON_ERROR) && path.how == fails) ||
	       ((path.invoke & SL_INVOKE_ON_CANCEL) && path.how == is_cancelled);
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
	if (path.how == is_cancelled)
		CLAIM(!IoCancelIrp(irp));
	IoCallDriver(all->devices[0], irp);

	const bool invoked = is_invoked();
	const bool middle = invoked && path.middle >= calls_back;
	const bool upper = invoked && path.upper >= calls_back;
	bool kept_below = middle && path.middle == keeps;

	CLAIM(seen.called[2] == middle);
	if (kept_below) {
		CLAIM(kept == irp && !back && !seen.called[1]);
		kept = nullptr;
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		/* The mark was that of the location below. */
		CLAIM(seen.called[2] == 1);
	}
	CLAIM(seen.called[1] == upper);
	if (upper && path.upper == keeps) {
		CLAIM(kept == irp && !back);
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		kept_below = true;
	}
	CLAIM(back && seen.called[0] == 1 && !seen.device[0]);
	CLAIM(!middle || seen.device[2] == all->devices[1]);
	CLAIM(!upper || seen.device[1] == all->devices[0]);
	CLAIM(!middle || seen.pending[2] == path.pends);
	CLAIM(kept_below || seen.pending[0] == path.pends);
	CLAIM(seen.was_zeroed);
	CLAIM(irp->IoStatus.Information == 5 && irp->CurrentLocation == irp->StackCount + 1);
	IoReuseIrp(irp, STATUS_NOT_SUPPORTED);
	CLAIM(irp->IoStatus.Status == STATUS_NOT_SUPPORTED && !irp->Cancel);
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
						path = {static_cast<pass>(upper),
							static_cast<pass>(middle),
							static_cast<end>(how), invoke, pends};
						row++;
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

	CLAIM(asked.InputBufferLength == 4 && !memcmp(buffer, "ask", 4));
	CLAIM(asked.OutputBufferLength == answer.room);
	memset(buffer, 'a', answer.room);
	return complete(irp, answer.status, answer.information);
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

		row++;
		answer = each;
		KeInitializeEvent(&event, NotificationEvent, FALSE);

		PIRP const irp = IoBuildDeviceIoControlRequest(0x222000, all->devices[2], in, 4,
							       each.room ? out : nullptr, each.room,
							       FALSE, &event, &block);

		CLAIM(IoCallDriver(all->devices[2], irp) == each.status);
		CLAIM(KeReadStateEvent(&event));
		CLAIM(block.Status == each.status && block.Information == each.information);
		for (ULONG i = 0; i < 8; i++)
			CLAIM(out[i] == (i < each.copied ? 'a' : '-'));
	}
}

/* Of what nobody has set. */
void send_what_is_unknown()
{
	IO_STATUS_BLOCK block = {};
	KEVENT event;

	row++;
	KeInitializeEvent(&event, NotificationEvent, FALSE);

	PIRP const irp = IoBuildSynchronousFsdRequest(IRP_MJ_FLUSH_BUFFERS, all->devices[0],
						      nullptr, 0, nullptr, &event, &block);

	CLAIM(IoCallDriver(all->devices[0], irp) == STATUS_INVALID_DEVICE_REQUEST);
	CLAIM(KeReadStateEvent(&event) && block.Status == STATUS_INVALID_DEVICE_REQUEST);
}

/* The I/O manager's own, which its sender completes: kept back when it came up, or never sent. */
void end_what_is_kept()
{
	for (const bool is_sent : {true, false}) {
		char out[9] = "--------";
		IO_STATUS_BLOCK block = {};
		bool back = false;
		KEVENT event;

		row++;
		answer = {STATUS_SUCCESS, 8, 8, 8};
		KeInitializeEvent(&event, NotificationEvent, FALSE);

		char in[4] = "ask";
		PIRP const irp = IoBuildDeviceIoControlRequest(0x222000, all->devices[2], in, 4,
							       out, 8, FALSE, &event, &block);

		if (is_sent) {
			IoSetCompletionRoutine(irp, came_back, &back, TRUE, TRUE, TRUE);
			IoCallDriver(all->devices[2], irp);
		} else {
			irp->IoStatus.Status = STATUS_CANCELLED;
		}
		CLAIM(back == is_sent && !KeReadStateEvent(&event) && !block.Information);
		IoCompleteRequest(irp, IO_NO_INCREMENT);
		CLAIM(KeReadStateEvent(&event));
		CLAIM(block.Status == (is_sent ? STATUS_SUCCESS : STATUS_CANCELLED));
		CLAIM(!memcmp(out, is_sent ? "aaaaaaaa" : "--------", 8));
	}
}

void delete_from_below()
{
	PDEVICE_OBJECT upper, lower;

	row++;
	IoCreateDevice(&all->driver, 0, nullptr, 0x22, 0, FALSE, &lower);
	IoCreateDevice(&all->driver, 0, nullptr, 0x22, 0, FALSE, &upper);
	CLAIM(IoAttachDeviceToDeviceStack(upper, lower) == lower);
	IoDeleteDevice(lower);
	CLAIM(lower->AttachedDevice == upper);
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
		end_what_is_kept();
		delete_from_below();
	}
	printf("%u paths, %d wrong\n", row, wrong.load());
	return wrong != 0;
}
