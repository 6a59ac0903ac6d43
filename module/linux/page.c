// SPDX-License-Identifier: GPL-2.0
/*
 * page.c - which page frame an address of the kernel's lies in.
 *
 * In the linear map the number is computed; elsewhere the page tables are read. A driver asks only
 * for memory that it keeps allocated, so these do not change meanwhile.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "../seam/page.h"

/* The code and data of modules lie in a range of their own, which on some processors is another. */
static bool is_in_modules(unsigned long address)
{
#if defined(CONFIG_MODULES) && defined(MODULES_VADDR)
	return address >= MODULES_VADDR && address < MODULES_END;
#else
	return false;
#endif
}

static struct page *page_of(const void *address)
{
	if (is_vmalloc_addr(address) || is_in_modules((unsigned long)address))
		return vmalloc_to_page(address);
	return virt_addr_valid(address) ? virt_to_page(address) : NULL;
}

BOOLEAN ntspin_page_frame(const void *address, ULONG_PTR *number)
{
	struct page *page = page_of(address);

	if (!page)
		return FALSE;
	/* The kernel's own page may be larger. */
	*number = (page_to_phys(page) + offset_in_page(address)) >> NTSPIN_PAGE_BITS;
	return TRUE;
}
