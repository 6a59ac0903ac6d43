/* SPDX-License-Identifier: GPL-2.0 */
/*
 * remove_tags.hpp - the tags of a remove lock's acquires, where its driver was built with DBG.
 */
#ifndef NTSPIN_IO_REMOVE_TAGS_HPP
#define NTSPIN_IO_REMOVE_TAGS_HPP

#include "../verifier/instrumented.hpp"

namespace ntspin
{

void tags_begin(IO_REMOVE_LOCK_DBG_BLOCK &tags, ULONG pool_tag, ULONG minutes, ULONG most) noexcept;
/* Once the lock is acquired; how often it is by then. */
void record_tag(IO_REMOVE_LOCK_DBG_BLOCK &tags, const void *tag, LONG acquired,
		const call &call) noexcept;
/* Before the lock is released: after that the block may be freed. */
void drop_tag(IO_REMOVE_LOCK_DBG_BLOCK &tags, const void *tag, const call &call) noexcept;

} /* namespace ntspin */

#endif
