// SPDX-License-Identifier: GPL-2.0
/*
 * pages.cpp - which page an address lies in: of a program's own, since the frames are the system's; and
 * what its dynamic symbols are.
 */
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../seam/page.h"
#include "../seam/pool.h"

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

/* A program has none. */
PVOID ntspin_io_map(ULONGLONG, SIZE_T, MEMORY_CACHING_TYPE)
{
	return nullptr;
}

void ntspin_io_unmap(PVOID)
{
}

/* Frames follow each other as the program's addresses do, which are no device's. */
PVOID ntspin_contiguous_get(SIZE_T size, ULONGLONG, ULONGLONG, ULONGLONG)
{
	return ntspin_memory_get(size, NTSPIN_POOL_PAGE, FALSE);
}

PVOID ntspin_routine_named(const char *name)
{
	/* Not what the C library has. */
	return *name >= 'A' && *name <= 'Z' ? dlsym(RTLD_DEFAULT, name) : nullptr;
}

} /* extern "C" */
