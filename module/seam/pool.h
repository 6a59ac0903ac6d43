/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - the seam's part that pool stands on: memory from the host, and what the host prints.
 */
#ifndef NTSPIN_SEAM_POOL_H
#define NTSPIN_SEAM_POOL_H

#include "verifier.h"

EXTERN_C_START

/* Windows' page: what a block of as many bytes is aligned to. No page of a host is smaller. */
#define NTSPIN_POOL_PAGE 4096

/* What the host gives at least. */
#define NTSPIN_POOL_SMALLEST 32

/**
 * ntspin_memory_get - memory from the host
 * @size: how much, not 0
 * @align: 16, 64 or NTSPIN_POOL_PAGE
 * @zeroed: whether all of it is to be 0
 *
 * Called in any context but an NMI; sleeps below DISPATCH_LEVEL only, as the host sees for itself.
 * What is aligned to less than a page is not larger than one, and lies in one.
 *
 * Return: the memory, or NULL.
 */
PVOID ntspin_memory_get(SIZE_T size, ULONG align, BOOLEAN zeroed);

/**
 * ntspin_memory_at_hand - the same, aligned to 16, where the host need not do much for it
 * @size: how much, at most NTSPIN_POOL_PAGE, not 0
 * @zeroed: whether all of it is to be 0
 *
 * Does not sleep.
 *
 * Return: the memory; NULL where ntspin_memory_get() is to be asked.
 */
PVOID ntspin_memory_at_hand(SIZE_T size, BOOLEAN zeroed);

/**
 * ntspin_memory_put - memory back to the host
 * @memory: what ntspin_memory_get() has returned
 * @size: as it was asked for
 * @align: as it was asked for
 *
 * Called in any context but an NMI, and does not sleep.
 */
void ntspin_memory_put(PVOID memory, SIZE_T size, ULONG align);

/* ntspin_memory_put_back - the same of what is aligned to less than a page */
void ntspin_memory_put_back(PVOID memory, SIZE_T size);

/**
 * ntspin_memory_ends - while an observer is on: memory is about to be nobody's
 * @start: where it begins
 * @size: how much
 * @caller: where it is freed
 *
 * What is held, set or queued in it is reported and dropped.
 */
void ntspin_memory_ends(const void *start, SIZE_T size, const void *caller);

enum {
	NTSPIN_SITE_FREE,	/* the slot is nobody's */
	NTSPIN_SITE_CLAIMED,	/* being filled in */
	NTSPIN_SITE_KNOWN,	/* @caller and @tag are those of the calls that are counted here */
	NTSPIN_SITE_GONE,	/* the code is gone; blocks that it left are counted here */
};

/**
 * struct ntspin_pool_site - what one call site in a driver has allocated by one tag
 * @caller: the call site
 * @tag: the tag
 * @state: which of the above; the fields above are read after it
 * @allocated: how many blocks
 * @freed: how many of these were freed, by whomever
 * @bytes: how many bytes are in the others
 * @failed: how often there was no memory
 * @init_of: the module whose init routine the call site was in, which is gone; else NULL
 * @name: the call site in words, where its code is gone; else NULL
 *
 * The first one is for all that find no room elsewhere: it has no caller.
 */
struct ntspin_pool_site {
	const void *caller;
	ULONG tag;
	ULONG state;
	ULONGLONG allocated;
	ULONGLONG freed;
	ULONGLONG bytes;
	ULONGLONG failed;
	const void *init_of;
	const char *name;
};

#define NTSPIN_POOL_SITES 1024

/* In C++, but for @init_of and @name, which are the host's. */
extern struct ntspin_pool_site ntspin_pool_sites[NTSPIN_POOL_SITES];

/**
 * struct ntspin_pool_facts - what a report of pool says beside the rest
 * @tag: of the blocks
 * @freed_as: the tag that a free was called with, where it is another; else 0
 * @blocks: how many there are; 0: one
 * @bytes: how many bytes are in all of them
 * @site: the call site of the allocation in words, where its code is gone; else NULL
 */
struct ntspin_pool_facts {
	ULONG tag;
	ULONG freed_as;
	ULONGLONG blocks;
	ULONGLONG bytes;
	const char *site;
};

/* ntspin_pool_drain - give back what is kept of freed blocks; nobody frees any more */
void ntspin_pool_drain(void);

EXTERN_C_END

#endif
