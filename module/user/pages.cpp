// SPDX-License-Identifier: GPL-2.0
/*
 * pages.cpp - which page an address lies in: of a program's own, since the frames are the system's.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "../seam/page.h"

extern "C" {

BOOLEAN ntspin_page_frame(const void *address, ULONG_PTR *number)
{
	const ULONG_PTR at = reinterpret_cast<ULONG_PTR>(address);
	const ULONG_PTR size = static_cast<ULONG_PTR>(sysconf(_SC_PAGESIZE));
	unsigned char is_resident;

	/* It fails where nothing is mapped. */
	if (mincore(reinterpret_cast<void *>(at - at % size), 1, &is_resident))
		return FALSE;
	*number = at >> NTSPIN_PAGE_BITS;
	return TRUE;
}

} /* extern "C" */
