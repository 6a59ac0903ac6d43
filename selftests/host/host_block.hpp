/* SPDX-License-Identifier: GPL-2.0 */
/*
 * host_block.hpp - what host_block.cpp offers to tests beside seam/block.h.
 */
#ifndef NTSPIN_HOST_BLOCK_HPP
#define NTSPIN_HOST_BLOCK_HPP

namespace host
{

/* How often a thread has begun to sleep: then its wait stands in all lists. */
unsigned sleeps() noexcept;

} /* namespace host */

#endif
