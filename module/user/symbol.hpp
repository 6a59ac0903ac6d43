/* SPDX-License-Identifier: GPL-2.0 */
/*
 * symbol.hpp - a place in the program in words, and a tag of pool.
 */
#ifndef NTSPIN_USER_SYMBOL_HPP
#define NTSPIN_USER_SYMBOL_HPP

#include "wdm.h"

namespace host
{

struct words {
	char text[256];
};

/* By function, file and line, where a sanitizer is there to say it; else as addr2line takes it. */
words symbol(const void *address) noexcept;

/* The four characters of a tag, in the order in which they lie in memory. */
words tag(ULONG tag) noexcept;

} /* namespace host */

#endif
