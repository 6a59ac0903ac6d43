// SPDX-License-Identifier: GPL-2.0
/*
 * io_space.c - I/O space by ioremap() and its kin, and pages in one piece.
 *
 * What is Linux' own memory must not be mapped a second time in another way: memremap() finds where
 * it is mapped already.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include "../seam/page.h"
#include "host.h"
#include "pool.h"

#ifdef CONFIG_HAS_IOMEM

static bool is_disjoint_from_ram(u64 physical, size_t size)
{
	return region_intersects(physical, size, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) ==
	       REGION_DISJOINT;
}

PVOID ntspin_io_map(ULONGLONG physical, SIZE_T size, MEMORY_CACHING_TYPE type)
{
	if (type != MmCached && is_disjoint_from_ram(physical, size))
		return (void __force *)(type == MmWriteCombined ? ioremap_wc(physical, size) :
								  ioremap(physical, size));
	return memremap(physical, size, MEMREMAP_WB);
}

void ntspin_io_unmap(PVOID address)
{
	memunmap(address);
}

#else	/* user-mode Linux */

PVOID ntspin_io_map(ULONGLONG physical, SIZE_T size, MEMORY_CACHING_TYPE type)
{
	return NULL;
}

void ntspin_io_unmap(PVOID address)
{
}

#endif

static bool is_between(const void *memory, size_t size, u64 lowest, u64 highest, u64 boundary)
{
	u64 first = virt_to_phys((void *)memory);
	u64 last = first + size - 1;

	return first >= lowest && last <= highest && (!boundary || !((first ^ last) & -boundary));
}

/* Of the lower zones only where the others have nothing that is low enough. */
PVOID ntspin_contiguous_get(SIZE_T size, ULONGLONG lowest, ULONGLONG highest, ULONGLONG boundary)
{
	static const gfp_t zones[] = { 0, GFP_DMA32, GFP_DMA };
	gfp_t gfp = (ntspin_may_sleep() ? GFP_KERNEL : GFP_ATOMIC) | __GFP_NOWARN;
	unsigned int i;
	void *memory;

	if (!ntspin_may_allocate())
		return NULL;
	for (i = 0; i < ARRAY_SIZE(zones); i++) {
		memory = alloc_pages_exact(size, gfp | zones[i]);
		if (!memory)
			continue;
		if (is_between(memory, size, lowest, highest, boundary))
			return memory;
		free_pages_exact(memory, size);
	}
	return NULL;
}
