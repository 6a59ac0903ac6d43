// SPDX-License-Identifier: GPL-2.0
/*
 * races.cpp - threads send requests down three devices to a cancel-safe queue;
 * others take them out and complete them, while the senders cancel them. Each
 * ends once, by the one or the other.
 *
 *     races ROUNDS
 *
 * What a request carries is no atomic: the sanitizers see what is not ordered,
 * and what is touched when it is gone. A request that is lost ends nothing: the
 * caller has a limit of time.
 */
#include <thread>
#include <vector>

#include "stack.hpp"

namespace
{

int rounds = 1000;
struct stack *all;

struct queue {
	IO_CSQ csq;
	KSPIN_LOCK lock;
	LIST_ENTRY list;
} queue;

/* Under the lock: a request that is cancelled here is cancelled half-way in. */
VOID NTAPI insert(PIO_CSQ, PIRP irp)
{
	InsertTailList(&queue.list, &irp->Tail.Overlay.ListEntry);
	if (IoGetCurrentIrpStackLocation(irp)->Parameters.Others.Argument2)
		IoCancelIrp(irp);
}

VOID NTAPI remove(PIO_CSQ, PIRP irp)
{
	RemoveEntryList(&irp->Tail.Overlay.ListEntry);
}

/* All match. */
PIRP NTAPI peek(PIO_CSQ, PIRP irp, PVOID)
{
	PLIST_ENTRY const next = irp ? irp->Tail.Overlay.ListEntry.Flink : queue.list.Flink;

	return next == &queue.list ? nullptr : CONTAINING_RECORD(next, IRP, Tail.Overlay.ListEntry);
}

VOID NTAPI acquire(PIO_CSQ, PKIRQL irql)
{
	KeAcquireSpinLock(&queue.lock, irql);
}

VOID NTAPI release(PIO_CSQ, KIRQL irql)
{
	KeReleaseSpinLock(&queue.lock, irql);
}

std::atomic<unsigned> completed_count, cancelled_count, late_count;

void end(PIRP irp, NTSTATUS status)
{
	ULONG &carried = *static_cast<ULONG *>(irp->UserBuffer);

	CLAIM(carried == 1);
	carried = 2;
	complete(irp, status);
}

VOID NTAPI complete_cancelled(PIO_CSQ, PIRP irp)
{
	cancelled_count++;
	end(irp, STATUS_CANCELLED);
}

NTSTATUS NTAPI hand_on(PDEVICE_OBJECT device, PIRP irp)
{
	const int level = stack::level_of(device);

	if (level == 2) {
		IoCsqInsertIrp(
			&queue.csq, irp,
			static_cast<PIO_CSQ_IRP_CONTEXT>(
				IoGetCurrentIrpStackLocation(irp)->Parameters.Others.Argument1));
		return STATUS_PENDING;
	}
	if (level == 0)
		IoSkipCurrentIrpStackLocation(irp);
	else
		IoCopyCurrentIrpStackLocationToNext(irp);
	return IoCallDriver(all->devices[level + 1], irp);
}

struct sent {
	KEVENT event;
	ULONG carried;
	bool pending;
};

NTSTATUS NTAPI came_back(PDEVICE_OBJECT, PIRP irp, PVOID context)
{
	auto &sent = *static_cast<struct sent *>(context);

	sent.pending = irp->PendingReturned;
	KeSetEvent(&sent.event, IO_NO_INCREMENT, FALSE);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

/* Every third one with a context, by which its sender may take it out. */
void send(int round)
{
	PIRP const irp = IoAllocateIrp(3, FALSE);
	IO_STACK_LOCATION &next = *IoGetNextIrpStackLocation(irp);
	IO_CSQ_IRP_CONTEXT context = {};
	struct sent sent = {};
	const bool before = round % 16 == 1, half_way = round % 16 == 5;

	KeInitializeEvent(&sent.event, NotificationEvent, FALSE);
	sent.carried = 1;
	irp->UserBuffer = &sent.carried;
	next.MajorFunction = IRP_MJ_DEVICE_CONTROL;
	next.Parameters.Others.Argument1 = round % 3 ? nullptr : &context;
	IoSetCompletionRoutine(irp, came_back, &sent, TRUE, TRUE, TRUE);
	next.Parameters.Others.Argument2 = half_way ? all : nullptr;
	if (before)
		IoCancelIrp(irp);
	CLAIM(IoCallDriver(all->devices[0], irp) == STATUS_PENDING);
	if (round % 3 == 0) {
		if (PIRP const taken = IoCsqRemoveIrp(&queue.csq, &context)) {
			CLAIM(taken == irp);
			completed_count++;
			end(taken, STATUS_SUCCESS);
		}
	} else if (round % 2) {
		/* Some time for those who take it out. */
		for (int i = 0; i < round % 5; i++)
			std::this_thread::yield();
		if (!IoCancelIrp(irp))
			late_count++;
	}
	KeWaitForSingleObject(&sent.event, Executive, KernelMode, FALSE, nullptr);
	CLAIM(sent.carried == 2 && sent.pending);
	CLAIM(irp->IoStatus.Status == STATUS_SUCCESS || irp->IoStatus.Status == STATUS_CANCELLED);
	CLAIM(irp->IoStatus.Status != STATUS_CANCELLED || irp->Cancel);
	CLAIM(irp->IoStatus.Status == STATUS_CANCELLED || !(before || half_way));
	IoFreeIrp(irp);
	/* The context is there still, and knows of no request. */
	CLAIM(!IoCsqRemoveIrp(&queue.csq, &context));
}

void race()
{
	constexpr unsigned senders = 3;
	std::vector<std::thread> threads;
	std::atomic<unsigned> left = senders;

	KeInitializeSpinLock(&queue.lock);
	InitializeListHead(&queue.list);
	IoCsqInitialize(&queue.csq, insert, remove, peek, acquire, release, complete_cancelled);
	for (unsigned i = 0; i < senders; i++)
		threads.emplace_back([&left] {
			for (int round = 0; round < rounds; round++)
				send(round);
			left--;
		});
	for (unsigned i = 0; i < 2; i++)
		threads.emplace_back([&left] {
			while (left) {
				if (PIRP const irp = IoCsqRemoveNextIrp(&queue.csq, nullptr)) {
					completed_count++;
					end(irp, STATUS_SUCCESS);
				}
				std::this_thread::yield();
			}
		});
	for (std::thread &each : threads)
		each.join();
	CLAIM(completed_count + cancelled_count == senders * rounds);
	CLAIM(completed_count && cancelled_count);
	CLAIM(IsListEmpty(&queue.list));
}

} /* namespace */

int main(int argc, char **argv)
{
	struct stack stack;

	if (argc > 1)
		rounds = atoi(argv[1]);
	all = &stack;
	stack.driver.MajorFunction[IRP_MJ_DEVICE_CONTROL] = hand_on;
	race();
	printf("%u completed, %u cancelled, %u too late, %d wrong\n", completed_count.load(),
	       cancelled_count.load(), late_count.load(), wrong.load());
	return wrong != 0;
}
