// SPDX-License-Identifier: GPL-2.0
/*
 * start.cpp - StartIo: which request it gets when, deferred or not, and which are cancelled.
 *
 *     start
 *
 * Exits with 1 where something else is so.
 */
#include <algorithm>
#include <vector>

#include "../host_seam.hpp"
#include "stack.hpp"
#include "wdm/start_io.h"

namespace
{

struct stack *all;

PDEVICE_OBJECT device()
{
	return all->devices[2];
}

/* One request at a time, what StartIo does of it in turn. */
struct scene {
	unsigned started, ended, cancelled, depth, deepest;
	bool ends_at_once, by_key, sends_to_idle;
	ULONG key;
	PIRP last;
	std::vector<int> order;
} scene;

int number_of(PIRP irp)
{
	return static_cast<int>(IoGetCurrentIrpStackLocation(irp)->Parameters.Read.Length);
}

NTSTATUS NTAPI came_back(PDEVICE_OBJECT, PIRP irp, PVOID)
{
	scene.ended++;
	scene.cancelled += irp->IoStatus.Status == STATUS_CANCELLED;
	IoFreeIrp(irp);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

void start_next()
{
	if (scene.by_key)
		IoStartNextPacketByKey(device(), TRUE, scene.key);
	else
		IoStartNextPacket(device(), TRUE);
}

PIRP send(int number);

VOID NTAPI start_io(PDEVICE_OBJECT own, PIRP irp)
{
	CLAIM(KeGetCurrentIrql() == DISPATCH_LEVEL && own->CurrentIrp == irp);
	scene.started++;
	scene.deepest = std::max(scene.deepest, ++scene.depth);
	scene.order.push_back(number_of(irp));
	scene.last = irp;
	if (scene.ends_at_once) {
		IoSetCancelRoutine(irp, nullptr);
		complete(irp, STATUS_SUCCESS);
		start_next();
	}
	if (scene.sends_to_idle) {
		scene.sends_to_idle = false;
		IoSetCancelRoutine(irp, nullptr);
		complete(irp, STATUS_SUCCESS);
		CLAIM(!KeRemoveDeviceQueue(&own->DeviceQueue));
		send(2);
		CLAIM(scene.started == 1);
	}
	scene.depth--;
}

/* As documented: the current one is StartIo's. */
VOID NTAPI cancel(PDEVICE_OBJECT own, PIRP irp)
{
	CLAIM(!irp->CancelRoutine);

	const bool is_ours =
		own->CurrentIrp != irp &&
		KeRemoveEntryDeviceQueue(&own->DeviceQueue, &irp->Tail.Overlay.DeviceQueueEntry);

	IoReleaseCancelSpinLock(irp->CancelIrql);
	if (is_ours)
		complete(irp, STATUS_CANCELLED);
}

PIRP make(int number, PIO_COMPLETION_ROUTINE routine, PVOID context)
{
	PIRP const irp = IoAllocateIrp(1, FALSE);

	IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_READ;
	IoGetNextIrpStackLocation(irp)->Parameters.Read.Length = static_cast<ULONG>(number);
	IoSetCompletionRoutine(irp, routine, context, TRUE, TRUE, TRUE);
	return irp;
}

NTSTATUS NTAPI read_by_key(PDEVICE_OBJECT own, PIRP irp)
{
	ULONG key = static_cast<ULONG>(number_of(irp));

	IoMarkIrpPending(irp);
	IoStartPacket(own, irp, scene.by_key ? &key : nullptr, cancel);
	return STATUS_PENDING;
}

/* The current one is done with. */
void end_current()
{
	KIRQL old;
	const PIRP irp = scene.last;

	IoSetCancelRoutine(irp, nullptr);
	complete(irp, STATUS_SUCCESS);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	start_next();
	KeLowerIrql(old);
}

PIRP send(int number)
{
	PIRP const irp = make(number, came_back, nullptr);

	CLAIM(IoCallDriver(device(), irp) == STATUS_PENDING);
	return irp;
}

void begin(bool ends_at_once = false)
{
	row++;
	scene = {};
	scene.ends_at_once = ends_at_once;
	CLAIM(!device()->CurrentIrp);
}

void in_the_order_of_arrival()
{
	begin();
	for (int i = 1; i <= 4; i++)
		send(i);
	CLAIM(scene.started == 1);
	for (int i = 0; i < 4; i++)
		end_current();
	CLAIM((scene.order == std::vector{1, 2, 3, 4}) && scene.ended == 4);
	CLAIM(!device()->CurrentIrp && !device()->DeviceQueue.Busy);
	CLAIM(KeGetCurrentIrql() == PASSIVE_LEVEL);
}

/* An elevator: from the key on, then again from the lowest. */
void in_the_order_of_keys()
{
	begin();
	scene.by_key = true;
	scene.key = 5;
	for (const int i : {4, 9, 2, 7, 5})
		send(i);
	for (int i = 0; i < 5; i++)
		end_current();
	CLAIM((scene.order == std::vector{4, 5, 7, 9, 2}));
}

void deferred(bool is_deferred)
{
	begin();
	IoSetStartIoAttributes(device(), is_deferred, FALSE);
	send(1);
	for (int i = 2; i <= 50; i++)
		send(i);
	scene.ends_at_once = true;
	end_current();
	CLAIM(scene.ended == 50 && scene.started == 50);
	CLAIM(scene.deepest == (is_deferred ? 1u : 49u));
	send(51);
	CLAIM(scene.ended == 51 && !device()->DeviceQueue.Busy);
	IoSetStartIoAttributes(device(), FALSE, FALSE);
}

/* A request that finds the queue idle, though StartIo has not returned yet. */
void deferred_where_the_queue_is_idle()
{
	begin();
	IoSetStartIoAttributes(device(), TRUE, FALSE);
	scene.sends_to_idle = true;
	send(1);
	CLAIM((scene.order == std::vector{1, 2}) && scene.deepest == 1);
	end_current();
	CLAIM(scene.ended == 2 && !device()->DeviceQueue.Busy && !device()->CurrentIrp);
	IoSetStartIoAttributes(device(), FALSE, FALSE);
}

void cancelled_where_it_is()
{
	begin();

	PIRP const current = send(1), queued = send(2);

	send(3);
	CLAIM(IoCancelIrp(queued) && scene.cancelled == 1);
	/* The current one is StartIo's still. */
	CLAIM(IoCancelIrp(current) && scene.ended == 1);
	end_current();
	CLAIM((scene.order == std::vector{1, 3}));
	end_current();
	CLAIM(scene.ended == 3 && scene.cancelled == 1);
}

void cancelled_before_it_arrives()
{
	begin();

	PIRP const first = make(1, came_back, nullptr), second = make(2, came_back, nullptr);

	IoCancelIrp(first);
	IoCancelIrp(second);
	IoCallDriver(device(), first);
	CLAIM(scene.started == 1 && !scene.ended);
	IoCallDriver(device(), second);
	CLAIM(scene.cancelled == 1);
	end_current();
	CLAIM(scene.ended == 2 && scene.started == 1);
}

void not_to_be_cancelled_any_more()
{
	begin();
	IoSetStartIoAttributes(device(), FALSE, TRUE);

	PIRP const first = send(1), second = send(2);

	CLAIM(!IoCancelIrp(first));
	end_current();
	CLAIM(!IoCancelIrp(second));
	end_current();
	CLAIM(scene.ended == 2 && !scene.cancelled);
	IoSetStartIoAttributes(device(), FALSE, FALSE);
}

void without_a_routine()
{
	row++;
	all->driver.DriverStartIo = nullptr;
	IoStartNextPacket(device(), FALSE);
	CLAIM(host::reported[NTSPIN_NO_START_IO] == 1);
	all->driver.DriverStartIo = start_io;
}

} /* namespace */

int main()
{
	{
		struct stack stack;

		all = &stack;
		stack.driver.DriverStartIo = start_io;
		stack.driver.MajorFunction[IRP_MJ_READ] = read_by_key;
		in_the_order_of_arrival();
		in_the_order_of_keys();
		deferred(false);
		deferred(true);
		deferred_where_the_queue_is_idle();
		cancelled_where_it_is();
		cancelled_before_it_arrives();
		not_to_be_cancelled_any_more();
		without_a_routine();
	}
	printf("%u ways, %d wrong\n", row, wrong.load());
	return wrong != 0;
}
