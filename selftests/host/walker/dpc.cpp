// SPDX-License-Identifier: GPL-2.0
/*
 * dpc.cpp - the shipped DPC routines' contenders, and the host that they ask.
 *
 * Contenders 0 and 1 are processors: who has a k in its program serves its queue until all who have
 * none are done. A kick is the host's, and as strong as Linux' is. DPC 0 is aimed at processor 0,
 * DPC 1 is freed by its routine. Rounds:
 *
 *	k  serve this processor's queue
 *	i  insert DPC 0
 *	h  say that it is of high importance, then insert it
 *	t  aim it at processor 1, then insert it
 *	l  insert it as one does below DISPATCH_LEVEL
 *	r  remove it
 *	f  insert DPC 1
 *	m  move what waits for processor 0 to processor 1
 *	x  write, insert, and read what the other one writes; contenders 1 and 2, DPC 1 and 0,
 *	   each aimed at the processor of its number
 *	y  write, remove DPC 0, and read the same
 *	.  nothing
 *	p  run a round of this processor's queue; no k is there, and kicks are lost
 */
#include "abstract_section.hpp"

#include <ke/dpc.cpp>

#include "dpc.hpp"

namespace
{

KDPC dpcs_[dpcs::count];
ntspin_dpc_queue queues[dpcs::processors];
/* What each contender has written last, to be seen by a run. */
ULONG work[walker::max_threads];
ULONG rounds[walker::max_threads];
/* For each processor: 1 where it is kicked, and 256 for each contender that is done. */
ULONG kicked[dpcs::processors];
KIRQL level[walker::max_threads];
ULONG others;
ULONG inserters;
bool is_served;

constexpr ULONG one_done = 256;

unsigned here() noexcept
{
	return walker::self() < dpcs::processors ? walker::self() : 0;
}

void routine(KDPC *dpc, void *, void *first, void *second)
{
	const auto number = static_cast<unsigned>(dpc - dpcs_);

	dpcs::runs(number);
	if (second != static_cast<char *>(first) + 1)
		walker::fail("arguments", "of two inserts");
	for (unsigned t = 0; t < walker::max_threads && number == 0; t++)
		if (inserters >> t & 1)
			dpcs::sees(number, t, atomic_ref(work[t]).load(memory_order_relaxed));
	if (number == 1)
		walker::free(dpc, sizeof(*dpc));
}

[[gnu::noinline]] void insert(unsigned number) noexcept
{
	const unsigned me = walker::self();
	char *const argument = reinterpret_cast<char *>(&queues) + me;

	if (number == 0 || !(inserters >> me & 1))
		atomic_ref(work[me]).store(++rounds[me], memory_order_relaxed);
	dpcs::inserts(number, inserters >> me & 1 ? rounds[me] : 0);
	dpcs::inserted(number, KeInsertQueueDpc(&dpcs_[number], argument, argument + 1));
}

[[gnu::noinline]] void serve(ULONG processor) noexcept
{
	ULONG seen = 0;

	do {
		seen = ntspin_wait_while_equal_32(&kicked[processor], ~ULONG{0}, seen, nullptr,
						  nullptr);
		if (seen & 1) {
			seen = __atomic_fetch_sub(&kicked[processor], 1, __ATOMIC_SEQ_CST) - 1;
			while (ntspin_dpc_run_round(&queues[processor]))
				;
		}
	} while (seen / one_done != others);
}

/* Relaxed: that one is done tells nothing of what it did. */
void is_done() noexcept
{
	for (ULONG &word : kicked)
		if (is_served)
			__atomic_fetch_add(&word, one_done, __ATOMIC_RELAXED);
}

} /* namespace */

extern "C" {

/* No observer is on. */
LONG ntspin_slow_flags;

void ntspin_dpc_recorded(const KDPC *)
{
}

KIRQL ntspin_current_irql(void)
{
	return level[walker::self()];
}

KIRQL ntspin_raise_to_dispatch(void)
{
	level[walker::self()] = DISPATCH_LEVEL;
	return PASSIVE_LEVEL;
}

void ntspin_lower_below_dispatch(KIRQL to)
{
	level[walker::self()] = to;
}

ULONG_PTR ntspin_interrupts_off(void)
{
	return 0;
}

void ntspin_interrupts_restore(ULONG_PTR)
{
}

BOOLEAN ntspin_processor_exists(ULONG processor)
{
	return processor < dpcs::processors;
}

ntspin_dpc_queue *ntspin_dpc_queue_here(void)
{
	return &queues[here()];
}

ntspin_dpc_queue *ntspin_dpc_queue_of(ULONG processor)
{
	return &queues[processor];
}

void ntspin_dpc_kick(ntspin_dpc_queue *queue)
{
	if (is_served)
		__atomic_fetch_or(&kicked[queue - queues], 1, __ATOMIC_SEQ_CST);
}

void ntspin_dpc_run_and_lower(KIRQL to)
{
	while (ntspin_dpc_run_round(&queues[here()]))
		;
	level[walker::self()] = to;
}

void ntspin_dpc_flush(void)
{
}

void ntspin_report(ntspin_fault, const char *, KIRQL, const void *, const void *)
{
}

} /* extern "C" */

ntspin::callback_check::callback_check() noexcept
{
}

void ntspin::callback_check::returned(const char *, const void *, bool) noexcept
{
}

unsigned model::number_of(const KSPIN_LOCK &lock) noexcept
{
	return &lock == &queues[1].lock;
}

std::uintptr_t dpcs::word_of(unsigned dpc) noexcept
{
	return reinterpret_cast<std::uintptr_t>(&dpcs_[dpc].DpcData);
}

ghost bool dpcs::is_empty(unsigned processor) noexcept
{
	const ntspin_dpc_queue &queue = queues[processor];

	return !queue.arrived && !queue.depth && queue.waiting.Flink == &queue.waiting;
}

ghost bool dpcs::is_pending(unsigned processor) noexcept
{
	return queues[processor].pending;
}

/* Before any contender runs. */
ghost void dpcs::prepare(unsigned count_of_others, unsigned who_inserts,
			 unsigned who_serves) noexcept
{
	others = count_of_others;
	inserters = who_inserts;
	is_served = who_serves;
	for (ULONG i = 0; i < dpcs::processors; i++) {
		queues[i].waiting = {&queues[i].waiting, &queues[i].waiting};
		queues[i].processor = i;
	}
	for (KDPC &dpc : dpcs_) {
		dpc.Type = dpc_object;
		dpc.Importance = MediumImportance;
		dpc.Number = 1;
		dpc.DeferredRoutine = routine;
	}
	for (KIRQL &one : level)
		one = DISPATCH_LEVEL;
	walker::may_be_freed(&dpcs_[1], sizeof(dpcs_[1]));
}

void model::run(char kind, bool is_last) noexcept
{
	KDPC &dpc = dpcs_[0];

	switch (kind) {
	case 'k':
		return serve(walker::self());
	case 'h':
		KeSetImportanceDpc(&dpc, HighImportance);
		insert(0);
		break;
	case 't':
		KeSetTargetProcessorDpc(&dpc, 1);
		insert(0);
		break;
	case 'l':
		level[walker::self()] = PASSIVE_LEVEL;
		insert(0);
		level[walker::self()] = DISPATCH_LEVEL;
		break;
	case 'x':
		KeSetTargetProcessorDpc(&dpcs_[walker::self() & 1], walker::self() & 1);
		insert(walker::self() & 1);
		dpcs::saw(atomic_ref(work[3 - walker::self()]).load(memory_order_relaxed));
		break;
	case 'y':
		atomic_ref(work[walker::self()]).store(1, memory_order_relaxed);
		if (KeRemoveQueueDpc(&dpc))
			dpcs::removed(0);
		else
			dpcs::found_nothing();
		dpcs::saw(atomic_ref(work[3 - walker::self()]).load(memory_order_relaxed));
		break;
	case '.':
		break;
	case 'p':
		ntspin_dpc_run_round(&queues[here()]);
		break;
	case 'r':
		if (KeRemoveQueueDpc(&dpc))
			dpcs::removed(0);
		break;
	case 'f':
		insert(1);
		break;
	case 'm':
		ntspin_dpc_move(&queues[0], &queues[1]);
		ntspin_dpc_kick(&queues[1]);
		break;
	default:
		insert(0);
	}
	if (is_last)
		is_done();
}
