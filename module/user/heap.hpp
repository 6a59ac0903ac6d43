/* SPDX-License-Identifier: GPL-2.0 */
/*
 * heap.hpp - what heap.cpp offers to tests beside seam/pool.h.
 */
#ifndef NTSPIN_USER_HEAP_HPP
#define NTSPIN_USER_HEAP_HPP

namespace host
{

/* Whether there is no memory now and then; set before other threads run. */
extern bool memory_fails;

} /* namespace host */

#endif
