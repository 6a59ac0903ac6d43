// SPDX-License-Identifier: GPL-2.0
/*
 * dpc_seam.cpp - queues of DPCs for threads that stand for processors.
 */
#include "dpc_seam.hpp"

namespace
{

thread_local ULONG this_one;

} /* namespace */

namespace host
{

ntspin_dpc_queue dpc_queues[dpc_processors];

void reset_dpc_queues() noexcept
{
	for (ULONG i = 0; i < dpc_processors; i++)
		ntspin_dpc_queue_init(&dpc_queues[i], i);
}

void become_processor(ULONG processor) noexcept
{
	this_one = processor;
}

} /* namespace host */

extern "C" {

BOOLEAN ntspin_processor_exists(ULONG processor)
{
	return processor < host::dpc_processors;
}

struct ntspin_dpc_queue *ntspin_dpc_queue_here(void)
{
	return &host::dpc_queues[this_one];
}

struct ntspin_dpc_queue *ntspin_dpc_queue_of(ULONG processor)
{
	return &host::dpc_queues[processor];
}

void ntspin_dpc_kick(struct ntspin_dpc_queue *)
{
}

void ntspin_dpc_run_and_lower(KIRQL level)
{
	while (ntspin_dpc_run_round(ntspin_dpc_queue_here()))
		;
	ntspin_lower_below_dispatch(level);
}

void ntspin_dpc_flush(void)
{
}

} /* extern "C" */
