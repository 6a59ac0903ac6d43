/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory_seam.hpp - what memory_seam.cpp offers to tests beside seam/pool.h.
 */
#ifndef NTSPIN_PASSIVE_MEMORY_SEAM_HPP
#define NTSPIN_PASSIVE_MEMORY_SEAM_HPP

namespace host
{

/* Whether there is none now and then; set before other threads run. */
extern bool memory_fails;

} /* namespace host */

#endif
