// SPDX-License-Identifier: GPL-2.0
/*
 * start_races.cpp - threads send requests to a device with StartIo, and cancel some of them; another
 * one ends the current request. Each ends once, and StartIo has one at a time.
 *
 *     start_races ROUNDS [deferred]
 *
 * What StartIo counts is no atomic: the sanitizers see what is not ordered. A request that is lost
 * ends nothing: the caller has a limit of time.
 */
#include <thread>
#include <vector>

#include "../host_seam.hpp"
#include "stack.hpp"
#include "wdm/start_io.h"

namespace
{

constexpr int senders = 3;

struct stack *all;
int rounds;

/* One at a time by the promise: of StartIo, and of the current request. */
int started;
std::atomic<PIRP> current;
std::atomic<int> at_work{senders};

PDEVICE_OBJECT device()
{
	return all->devices[2];
}

NTSTATUS NTAPI came_back(PDEVICE_OBJECT, PIRP, PVOID context)
{
	static_cast<std::atomic<int> *>(context)->fetch_add(1);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

VOID NTAPI cancel(PDEVICE_OBJECT own, PIRP irp)
{
	const bool is_ours =
		own->CurrentIrp != irp &&
		KeRemoveEntryDeviceQueue(&own->DeviceQueue, &irp->Tail.Overlay.DeviceQueueEntry);

	IoReleaseCancelSpinLock(irp->CancelIrql);
	if (is_ours)
		complete(irp, STATUS_CANCELLED);
}

VOID NTAPI start_io(PDEVICE_OBJECT own, PIRP irp)
{
	KIRQL old;

	IoAcquireCancelSpinLock(&old);
	CLAIM(own->CurrentIrp == irp);
	IoSetCancelRoutine(irp, nullptr);
	IoReleaseCancelSpinLock(old);
	started++;
	/* Now and then it ends at once, and the next one begins from here. */
	if (host::random(2)) {
		CLAIM(!current.exchange(irp));
		return;
	}
	complete(irp, STATUS_SUCCESS);
	IoStartNextPacket(own, TRUE);
}

NTSTATUS NTAPI read(PDEVICE_OBJECT own, PIRP irp)
{
	ULONG key = host::random(4);

	IoMarkIrpPending(irp);
	IoStartPacket(own, irp, key ? &key : nullptr, cancel);
	return STATUS_PENDING;
}

void send_all(ULONGLONG seed)
{
	host::seed(seed);
	for (int i = 0; i < rounds; i++) {
		std::atomic<int> ended = 0;
		PIRP const irp = IoAllocateIrp(1, FALSE);

		IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_READ;
		IoSetCompletionRoutine(irp, came_back, &ended, TRUE, TRUE, TRUE);
		/* Cancelled already, or on its way. */
		if (host::random(8) == 0)
			IoCancelIrp(irp);
		IoCallDriver(device(), irp);
		if (host::random(2))
			IoCancelIrp(irp);
		while (!ended)
			std::this_thread::yield();
		CLAIM(ended == 1);
		IoFreeIrp(irp);
	}
	at_work--;
}

void end_all()
{
	host::seed(99);
	while (at_work) {
		PIRP const irp = current.exchange(nullptr);
		KIRQL old;

		if (!irp) {
			std::this_thread::yield();
			continue;
		}
		complete(irp, STATUS_SUCCESS);
		KeRaiseIrql(DISPATCH_LEVEL, &old);
		IoStartNextPacket(device(), TRUE);
		KeLowerIrql(old);
	}
}

} /* namespace */

int main(int argc, char **argv)
{
	{
		struct stack stack;
		std::vector<std::thread> threads;

		rounds = atoi(argv[1]);
		all = &stack;
		stack.driver.DriverStartIo = start_io;
		stack.driver.MajorFunction[IRP_MJ_READ] = read;
		IoSetStartIoAttributes(device(), argc > 2, FALSE);
		for (int i = 0; i < senders; i++)
			threads.emplace_back(send_all, i + 1);
		threads.emplace_back(end_all);
		for (std::thread &each : threads)
			each.join();
		CLAIM(!device()->DeviceQueue.Busy && !device()->CurrentIrp);
	}
	printf("%d requests of %d begun, %d wrong\n", started, senders * rounds, wrong.load());
	return wrong != 0;
}
