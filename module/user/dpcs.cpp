// SPDX-License-Identifier: GPL-2.0
/*
 * dpcs.cpp - seam/dpc.h in user space: each processor has a thread that runs its DPCs.
 *
 * Promised: DPCs of one processor run one after the other, at DISPATCH_LEVEL, on that processor,
 * once its holder has gone below; and concurrently with their inserter, if that is below. So a
 * driver that relies on its DPC having run when KeInsertQueueDpc() returns is detected.
 *
 * A thread begins with its processor's first DPC, and sleeps on the count of kicks.
 */
#include "futex.hpp"
#include "host.hpp"
#include "processors.hpp"

namespace
{

struct runner {
	ULONG kicks;
	bool begun;
};

runner runners[host::processors_most];

void run_all(ULONG number) noexcept
{
	host::take_processor(number);
	host::here.at_dispatch = true;
	while (ntspin_dpc_run_round(&host::dpc_queue_of(number)))
		;
	ntspin_lower_irql(PASSIVE_LEVEL);
}

void *serve(void *argument)
{
	const ULONG number = static_cast<ULONG>(reinterpret_cast<ULONG_PTR>(argument));

	for (;;) {
		/* Acquire: pairs with the release in ntspin_dpc_kick(). */
		const ULONG seen = __atomic_load_n(&runners[number].kicks, __ATOMIC_ACQUIRE);

		if (__atomic_load_n(&host::dpc_queue_of(number).pending, __ATOMIC_RELAXED))
			run_all(number);
		else
			host::sleep_while(&runners[number].kicks, seen);
	}
	return nullptr;
}

VOID NTAPI pass_flush(PKDPC, PVOID done, PVOID, PVOID)
{
	static_cast<host::done *>(done)->set();
}

/* Behind all that is queued there now. */
void pass(ULONG number) noexcept
{
	PROCESSOR_NUMBER target = {0, static_cast<UCHAR>(number), 0};
	host::done done;
	KDPC dpc;

	KeInitializeDpc(&dpc, pass_flush, &done);
	KeSetTargetProcessorDpcEx(&dpc, &target);
	KeInsertQueueDpc(&dpc, nullptr, nullptr);
	done.wait();
}

} /* namespace */

namespace host
{

void forget_dpc_threads() noexcept
{
	for (runner &each : runners)
		each.begun = false;
}

} /* namespace host */

extern "C" {

struct ntspin_dpc_queue *ntspin_dpc_queue_here(void)
{
	return &host::dpc_queue_of(ntspin_this_processor());
}

struct ntspin_dpc_queue *ntspin_dpc_queue_of(ULONG processor)
{
	return &host::dpc_queue_of(processor);
}

void ntspin_dpc_kick(struct ntspin_dpc_queue *queue)
{
	runner &runner = runners[queue->processor];

	/* Release: pairs with the acquire in serve(). */
	__atomic_fetch_add(&runner.kicks, 1, __ATOMIC_RELEASE);
	if (!__atomic_exchange_n(&runner.begun, true, __ATOMIC_RELAXED) &&
	    !host::begin_thread(serve,
				reinterpret_cast<void *>(static_cast<ULONG_PTR>(queue->processor))))
		KeBugCheck(0xC2);
	host::wake_all(&runner.kicks);
}

void ntspin_dpc_run_and_lower(KIRQL level)
{
	ntspin_dpc_kick(ntspin_dpc_queue_here());
	ntspin_lower_below_dispatch(level);
}

/*
 * Twice: a thread that was told of a queued DPC may come before the inserter has pushed it. Until
 * then that one holds a processor, and the first time waits for all of them.
 */
void ntspin_dpc_flush(void)
{
	for (ULONG i = 0; i < 2 * host::processor_count(); i++)
		pass(i % host::processor_count());
}

void ntspin_dpc_recorded(const KDPC *)
{
}

} /* extern "C" */
