// SPDX-License-Identifier: GPL-2.0
/*
 * heap.cpp - memory for pool from the C library, whose every block the sanitizers know.
 */
#include <stdlib.h>
#include <string.h>

#include "../seam/pool.h"
#include "../seam/slist.h"
#include "heap.hpp"

namespace host
{

bool memory_fails;

} /* namespace host */

namespace
{

constexpr SIZE_T page = NTSPIN_POOL_PAGE;

/* The C library knows no pages: what is less than one may begin in one and end in the next. */
bool crosses(const void *memory, SIZE_T size)
{
	return reinterpret_cast<ULONG_PTR>(memory) % page + size > page;
}

} /* namespace */

extern "C" {

PVOID ntspin_memory_get(SIZE_T size, ULONG align, BOOLEAN zeroed)
{
	static thread_local unsigned calls;
	void *memory;

	if (host::memory_fails && ++calls % 3 == 1)
		return nullptr;
	if (size < NTSPIN_POOL_SMALLEST)
		size = NTSPIN_POOL_SMALLEST;
	if (posix_memalign(&memory, align, size))
		return nullptr;
	if (size <= page && crosses(memory, size)) {
		free(memory);
		if (posix_memalign(&memory, page, size))
			return nullptr;
	}
	if (zeroed)
		memset(memory, 0, size);
	return memory;
}

void ntspin_memory_put(PVOID memory, SIZE_T, ULONG)
{
	free(memory);
}

PVOID ntspin_memory_at_hand(SIZE_T size, BOOLEAN zeroed)
{
	/* Whether there is any is counted once. */
	return host::memory_fails ? nullptr : ntspin_memory_get(size, 16, zeroed);
}

void ntspin_memory_put_back(PVOID memory, SIZE_T)
{
	free(memory);
}

/* The list's count finds out what was read too late: the sanitizers must not. */
__attribute__((no_sanitize("thread", "address"))) BOOLEAN
ntspin_read_or_fault(const ULONG_PTR *from, ULONG_PTR *value)
{
	*value = *static_cast<const volatile ULONG_PTR *>(from);
	return TRUE;
}

} /* extern "C" */
