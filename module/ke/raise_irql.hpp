/* SPDX-License-Identifier: GPL-2.0 */
/*
 * raise_irql.hpp - the first step of every acquire that raises.
 */
#ifndef NTSPIN_RAISE_IRQL_HPP
#define NTSPIN_RAISE_IRQL_HPP

#include "../seam/level.h"

namespace
{

/*
 * ntspin_raise_fast(). Compilers do not make use of what it keeps, so they are told: a caller that
 * is a leaf but for this need not save its arguments, which takes six instructions. The stack
 * pointer is named so that a kernel with frame pointers has set its frame up by then.
 */
[[gnu::always_inline]] inline KIRQL raise_fast() noexcept
{
#ifdef NTSPIN_RAISE_KEEPS_REGISTERS
	register void *stack asm("rsp");
	KIRQL before;

	asm volatile("call ntspin_raise_fast" : "=a"(before), "+r"(stack) : : "memory", "cc");
	return before;
#else
	return ntspin_raise_fast();
#endif
}

} /* namespace */

#endif
