// SPDX-License-Identifier: GPL-2.0
/*
 * seam.cpp - of seam/ what pool, lists and processors need, in user space.
 */
#include <stdlib.h>
#include <string.h>

#include "../../../module/seam/pool.h"
#include "../../../module/seam/slist.h"
#include "../host_seam.hpp"

extern "C" {

PVOID ntspin_memory_get(SIZE_T size, ULONG align, KIRQL, BOOLEAN zeroed)
{
	void *const memory = aligned_alloc(align, (size + align - 1) / align * align);

	if (memory && zeroed)
		memset(memory, 0, size);
	return memory;
}

void ntspin_memory_put(PVOID memory, SIZE_T, ULONG, KIRQL)
{
	free(memory);
}

void ntspin_memory_ends(const void *, SIZE_T, const void *)
{
}

/* The list's count finds out what was read too late: the sanitizers must not. */
__attribute__((no_sanitize("thread", "address"))) BOOLEAN
ntspin_read_or_fault(const ULONG_PTR *from, ULONG_PTR *value)
{
	*value = *static_cast<const volatile ULONG_PTR *>(from);
	return TRUE;
}

ULONG NTAPI KeQueryMaximumProcessorCountEx(USHORT)
{
	return host::processors;
}

} /* extern "C" */
