// SPDX-License-Identifier: GPL-2.0
/* seam.cpp - what shipped code waits by: a step that is made once it is over. */
#include "seam/seam.h"

#include "walker.hpp"

using namespace walker;

int walker::wait_order = __ATOMIC_ACQUIRE;

namespace
{

std::uint64_t wait(action what, std::uintptr_t where, std::uint8_t size, std::uint64_t mask,
		   std::uint64_t value, const void *from)
{
	return ask({.what = what,
		    .size = size,
		    .order = static_cast<std::uint8_t>(wait_order),
		    .where = where,
		    .value = value,
		    .expected = mask,
		    .from = reinterpret_cast<std::uintptr_t>(from)})
		.found;
}

} /* namespace */

#define WAIT(what, object, mask, value)                                                            \
	wait(action::what, reinterpret_cast<std::uintptr_t>(object), sizeof(*object), mask, value, \
	     __builtin_return_address(0))

extern "C" {

ULONG ntspin_wait_while_equal_32(const volatile ULONG *word, ULONG mask, ULONG value, const void *,
				 const void *)
{
	return static_cast<ULONG>(WAIT(wait_while, word, mask, value));
}

ULONG ntspin_wait_until_equal_32(const volatile ULONG *word, ULONG mask, ULONG value, const void *,
				 const void *)
{
	return static_cast<ULONG>(WAIT(wait_until, word, mask, value));
}

UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *byte, UCHAR value, const void *, const void *)
{
	return static_cast<UCHAR>(WAIT(wait_while, byte, 0xff, value));
}

ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *word, ULONG_PTR value, const void *,
				     const void *)
{
	return WAIT(wait_while, word, ~ULONG_PTR{0}, value);
}

} /* extern "C" */
