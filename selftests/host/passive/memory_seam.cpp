// SPDX-License-Identifier: GPL-2.0
/*
 * memory_seam.cpp - what seam/pool.h says of memory, in user space; now and then there is none.
 */
#include <stdlib.h>
#include <string.h>

#include "../../../module/seam/block.h"
#include "../../../module/seam/pool.h"
#include "memory_seam.hpp"

namespace host
{

bool memory_fails;

} /* namespace host */

extern "C" {

/* No thread here is one of a driver's, which are ps/'s. */
PKTHREAD NTAPI KeGetCurrentThread(VOID)
{
	return ntspin_this_thread();
}

PVOID ntspin_memory_get(SIZE_T size, ULONG align, KIRQL, BOOLEAN zeroed)
{
	static thread_local unsigned calls;

	if (host::memory_fails && ++calls % 3 == 1)
		return nullptr;

	void *const memory = aligned_alloc(align, size);

	if (memory && zeroed)
		memset(memory, 0, size);
	return memory;
}

void ntspin_memory_put(PVOID memory, SIZE_T, ULONG, KIRQL)
{
	free(memory);
}

} /* extern "C" */
