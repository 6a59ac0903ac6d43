// SPDX-License-Identifier: GPL-2.0
/*
 * address.cpp - the Windows routines that ask what an address of the kernel's stands for.
 *
 * Nothing that lies there is touched: it is looked up where it is mapped.
 */
#include "../seam/page.h"
#include "../verifier/instrumented.hpp"
#include "wdm/address.h"

#define CALLER __builtin_return_address(0)

extern "C" {

BOOLEAN NTAPI MmIsAddressValid(PVOID VirtualAddress)
{
	ULONG_PTR frame;

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_IO_HIGH, VirtualAddress,
				    {__func__, CALLER, ntspin::call::any_level});
	return ntspin_page_frame(VirtualAddress, &frame);
}

PHYSICAL_ADDRESS NTAPI MmGetPhysicalAddress(PVOID BaseAddress)
{
	constexpr ULONG_PTR in_page = (1UL << NTSPIN_PAGE_BITS) - 1;
	PHYSICAL_ADDRESS physical = {};
	ULONG_PTR frame;

	if (ntspin_page_frame(BaseAddress, &frame))
		physical.QuadPart =
			static_cast<LONGLONG>(frame << NTSPIN_PAGE_BITS |
					      (reinterpret_cast<ULONG_PTR>(BaseAddress) & in_page));
	return physical;
}

} /* extern "C" */
