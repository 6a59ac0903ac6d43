/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dpc_seam.hpp - what dpc.cpp asks of its host beside host_seam.cpp, for tests of the queue of DPCs.
 *
 * A thread says which processor it is. Nobody runs a queue unasked.
 */
#ifndef NTSPIN_DPC_SEAM_HPP
#define NTSPIN_DPC_SEAM_HPP

#include "../host_seam.hpp"

namespace host
{

constexpr ULONG dpc_processors = 2;

extern ntspin_dpc_queue dpc_queues[dpc_processors];

/* All queues empty; while no other thread uses them. */
void reset_dpc_queues() noexcept;

/* From now on this thread is that processor. */
void become_processor(ULONG processor) noexcept;

} /* namespace host */

#endif
