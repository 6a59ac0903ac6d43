// SPDX-License-Identifier: GPL-2.0
/*
 * dpc.cpp - the Windows routines for DPCs, and what the host asks of a queue of them.
 *
 * Promised: before its routine is called a DPC is the driver's again. What a queue is,
 * dpc_queue.hpp says; what runs one, and when, is the host's: seam.h, ntspin_dpc_run_round().
 */
#include "dpc_queue.hpp"
#include "../lock/pinned.hpp"
#include "../verifier/instrumented.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

/* What Windows has in there. */
enum : UCHAR { dpc_object = 19, threaded_dpc_object = 24 };

using refusal = BOOLEAN (*)(const void *dpc, PKDEFERRED_ROUTINE routine);

/* Not NULL while a driver goes. */
constinit refusal refused = nullptr;

bool is_refused(const KDPC *dpc, PKDEFERRED_ROUTINE routine) noexcept
{
	/* Acquire: pairs with the release in ntspin_dpc_refuse(), for what the host asks by. */
	const refusal ask = atomic_ref(refused).load(memory_order_acquire);

	return ask && ask(dpc, routine);
}

bool run_next(dpc_queue &queue) noexcept
{
	PKDEFERRED_ROUTINE routine;
	PVOID context, first, second;
	KDPC *dpc;

	{
		const section held(queue.lock);

		dpc = take_next(queue);
		if (!dpc)
			return false;
		queue.high_in_a_row = is_high(*dpc) ? queue.high_in_a_row + 1 : 0;
		routine = dpc->DeferredRoutine;
		context = dpc->DeferredContext;
		first = dpc->SystemArgument1;
		second = dpc->SystemArgument2;
		give_back(*dpc);
	}

	if (is_refused(dpc, routine))
		return true;

	ntspin::callback_check check;

	routine(dpc, context, first, second);
	check.returned("a DPC", reinterpret_cast<const void *>(routine), true);
	return true;
}

void initialize(KDPC &dpc, UCHAR type, PKDEFERRED_ROUTINE routine, PVOID context) noexcept
{
	dpc.Type = type;
	dpc.Importance = MediumImportance;
	dpc.Number = 0;
	dpc.DpcListEntry = {};
	dpc.DeferredRoutine = routine;
	dpc.DeferredContext = context;
	dpc.SystemArgument1 = nullptr;
	dpc.SystemArgument2 = nullptr;
	dpc.DpcData = nullptr;
}

bool set_target(KDPC &dpc, ULONG processor) noexcept
{
	if (!ntspin_processor_exists(processor))
		return false;
	/* Relaxed: it says where the next insert goes, and nothing rides on it. */
	atomic_ref(dpc.Number).store(static_cast<USHORT>(processor + 1), memory_order_relaxed);
	return true;
}

/* At DISPATCH_LEVEL or above. This one takes the part where no other is online. */
dpc_queue &target_of(KDPC &dpc) noexcept
{
	const USHORT number = atomic_ref(dpc.Number).load(memory_order_relaxed);
	dpc_queue *const target = number ? ntspin_dpc_queue_of(number - 1U) : nullptr;

	return target ? *target : *ntspin_dpc_queue_here();
}

/*
 * A full barrier, whatever it returns. What came before stays before the claim, which releases it.
 * The fence keeps what follows after the claim and the push: on arm64 no read-modify-write does
 * that to a load. Pairs with the barriers of other inserts, removes and looks.
 */
bool put(dpc_queue &queue, KDPC &dpc, PVOID first, PVOID second) noexcept
{
	/* From the claim to the push: see collect_until_linked() and ntspin_dpc_flush(). */
	const pinned in_one_go;
	const bool claimed = claim(dpc, queue);

	if (claimed) {
		dpc.SystemArgument1 = first;
		dpc.SystemArgument2 = second;
		push(queue, dpc);
		/* By its address alone: it may have run by now, and be gone. */
		if (ntspin::is_verifying())
			ntspin_dpc_recorded(&dpc);
	}
	atomic_thread_fence(memory_order_seq_cst);
	return claimed;
}

bool remove(KDPC &dpc, const void *caller) noexcept
{
	for (;;) {
		dpc_queue *const queue = queue_of(dpc);

		if (!queue)
			return false;

		const section held(queue->lock);

		/* It has gone, or to another queue: look again. */
		if (queue_of(dpc) != queue)
			continue;
		collect_until_linked(*queue, dpc, caller);
		unlink(*queue, dpc);
		give_back(dpc);
		return true;
	}
}

BOOLEAN take_out(KDPC &dpc, const void *caller) noexcept
{
	/*
	 * A full barrier, whatever it returns: the next inserter sees what came before, and what
	 * follows comes after the look, or after the DPC was given back. Pairs with the fence of an
	 * insert, and with the barrier of a routine that reads what was written here.
	 */
	atomic_thread_fence(memory_order_seq_cst);

	const bool removed = remove(dpc, caller);

	atomic_thread_fence(memory_order_seq_cst);
	return removed;
}

/* Waits until all that are queued have run. */
void flush(const char *routine, const void *caller) noexcept
{
	if (ntspin_current_irql() >= DISPATCH_LEVEL)
		return ntspin_report(NTSPIN_FLUSHED_HIGH, routine, 0, nullptr, caller);
	ntspin_dpc_flush();
}

} /* namespace */

extern "C" {

void ntspin_dpc_queue_init(struct ntspin_dpc_queue *queue, ULONG processor)
{
	*queue = {};
	queue->waiting = {&queue->waiting, &queue->waiting};
	queue->processor = processor;
}

BOOLEAN ntspin_dpc_run_round(struct ntspin_dpc_queue *queue)
{
	const atomic_ref pending(queue->pending);
	ULONG left;

	{
		const section held(queue->lock);

		/* Before the arrivals are looked at: see push(). */
		pending.store(FALSE, memory_order_relaxed);
		collect_arrivals(*queue);
		left = queue->depth;
	}
	while (left && run_next(*queue))
		left--;
	{
		const section held(queue->lock);

		if (queue->depth)
			pending.store(TRUE, memory_order_relaxed);
	}
	return pending.load(memory_order_relaxed);
}

void ntspin_dpc_move(struct ntspin_dpc_queue *from, struct ntspin_dpc_queue *to)
{
	/* Both, so that who looks for one of them finds it in the one or in the other. */
	const section held_to(to->lock);
	const section held_from(from->lock);

	collect_arrivals(*to);
	while (KDPC *const dpc = take_next(*from)) {
		pass_on(*dpc, *to);
		link(*to, *dpc);
		atomic_ref(to->pending).store(TRUE, memory_order_relaxed);
	}
}

void ntspin_dpc_remove_if(struct ntspin_dpc_queue *queue,
			  BOOLEAN (*unwanted)(const KDPC *dpc, void *arg), void *arg)
{
	const section held(queue->lock);

	collect_arrivals(*queue);
	for (PLIST_ENTRY entry = queue->waiting.Flink; entry != &queue->waiting;) {
		KDPC &dpc = dpc_of(*entry);

		entry = entry->Flink;
		if (unwanted(&dpc, arg)) {
			unlink(*queue, dpc);
			give_back(dpc);
		}
	}
}

void ntspin_dpc_refuse(BOOLEAN (*asked)(const void *dpc, PKDEFERRED_ROUTINE routine))
{
	/* Release: pairs with the acquire in is_refused(). */
	atomic_ref(refused).store(asked, memory_order_release);
}

VOID NTAPI KeInitializeDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext)
{
	initialize(*Dpc, dpc_object, DeferredRoutine, DeferredContext);
}

VOID NTAPI KeInitializeThreadedDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine,
				   PVOID DeferredContext)
{
	initialize(*Dpc, threaded_dpc_object, DeferredRoutine, DeferredContext);
}

BOOLEAN NTAPI KeInsertQueueDpc(PRKDPC Dpc, PVOID SystemArgument1, PVOID SystemArgument2)
{
	const KIRQL old = ntspin_current_irql();

	if (old >= DISPATCH_LEVEL) {
		dpc_queue &queue = target_of(*Dpc);

		if (!put(queue, *Dpc, SystemArgument1, SystemArgument2))
			return FALSE;
		ntspin_dpc_kick(&queue);
		return TRUE;
	}

	/* From here to the lowering this processor stays this one, and the target online. */
	ntspin_raise_to_dispatch();

	dpc_queue &queue = target_of(*Dpc);
	const bool inserted = put(queue, *Dpc, SystemArgument1, SystemArgument2);

	if (inserted && &queue == ntspin_dpc_queue_here()) {
		ntspin_dpc_run_and_lower(old);
	} else {
		if (inserted)
			ntspin_dpc_kick(&queue);
		ntspin_lower_below_dispatch(old);
	}
	return inserted;
}

BOOLEAN NTAPI KeRemoveQueueDpc(PRKDPC Dpc)
{
	return take_out(*Dpc, CALLER);
}

BOOLEAN NTAPI KeRemoveQueueDpcEx(PRKDPC Dpc, BOOLEAN WaitIfActive)
{
	const BOOLEAN removed = take_out(*Dpc, CALLER);

	if (WaitIfActive)
		flush(__func__, CALLER);
	return removed;
}

VOID NTAPI KeFlushQueuedDpcs(VOID)
{
	flush(__func__, CALLER);
}

VOID NTAPI KeSetImportanceDpc(PRKDPC Dpc, KDPC_IMPORTANCE Importance)
{
	/* Relaxed: it says where the next insert goes, and nothing rides on it. */
	atomic_ref(Dpc->Importance).store(static_cast<UCHAR>(Importance), memory_order_relaxed);
}

VOID NTAPI KeSetTargetProcessorDpc(PRKDPC Dpc, CCHAR Number)
{
	if (!set_target(*Dpc, static_cast<UCHAR>(Number)))
		ntspin_report(NTSPIN_NO_SUCH_PROCESSOR, __func__, 0, nullptr, CALLER);
}

NTSTATUS NTAPI KeSetTargetProcessorDpcEx(PKDPC Dpc, PPROCESSOR_NUMBER ProcNumber)
{
	const ULONG processor = ProcNumber->Group * MAXIMUM_PROC_PER_GROUP + ProcNumber->Number;

	if (ProcNumber->Reserved || ProcNumber->Number >= MAXIMUM_PROC_PER_GROUP ||
	    !set_target(*Dpc, processor))
		return STATUS_INVALID_PARAMETER;
	return STATUS_SUCCESS;
}

} /* extern "C" */
