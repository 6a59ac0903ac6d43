/* SPDX-License-Identifier: GPL-2.0 */
/*
 * block.hpp - what block.cpp offers to tests beside seam/block.h.
 */
#ifndef NTSPIN_USER_BLOCK_HPP
#define NTSPIN_USER_BLOCK_HPP

namespace host
{

/* How often a thread has begun to sleep: then its wait stands in all lists. */
unsigned sleeps() noexcept;

/* Called where a time is over, before its wait is given up; or NULL. */
extern thread_local void (*time_over)();

} /* namespace host */

#endif
