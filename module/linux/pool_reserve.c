// SPDX-License-Identifier: GPL-2.0
/*
 * pool_reserve.c - memory for pool where no lock of the kernel's allocators may be taken: at
 * DISPATCH_LEVEL on PREEMPT_RT.
 *
 * A gen_pool finds and frees memory by compare-exchange on bitmaps, and takes no lock. It keeps
 * pool_reserve_kb free: where less than half of that is left a worker adds what is missing. So it
 * grows with what drivers keep, up to a sixteenth of all memory. It is not given back before the
 * module is unloaded.
 *
 * A piece is aligned to the next power of two, which is more than its alignment asks for; so it
 * does not cross a page where it is not larger than one.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/genalloc.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "pool.h"

#define GRAIN_ORDER 5	/* the smallest piece: a header, and as much again */
#define CHUNK SZ_256K

static unsigned int pool_reserve_kb = 1024;
module_param(pool_reserve_kb, uint, 0444);
MODULE_PARM_DESC(pool_reserve_kb, "how much memory is kept for allocations at DISPATCH_LEVEL");

static struct gen_pool *reserve;
static atomic_long_t failed;
static unsigned long missed;	/* the largest that could not be served since the last look */

static size_t wanted_free(void)
{
	return (size_t)pool_reserve_kb * SZ_1K;
}

static bool may_grow(size_t by)
{
	return gen_pool_size(reserve) + by <= (totalram_pages() << PAGE_SHIFT) / 16;
}

static bool add_chunk(size_t size)
{
	void *chunk = alloc_pages_exact(size, GFP_KERNEL | __GFP_NOWARN | __GFP_NORETRY);

	if (!chunk)
		return false;
	if (!gen_pool_add(reserve, (unsigned long)chunk, size, -1))
		return true;
	free_pages_exact(chunk, size);
	return false;
}

/* One that was asked for in vain is to find room the next time. */
static void fill(struct work_struct *work)
{
	size_t size = max_t(size_t, CHUNK, roundup_pow_of_two(xchg(&missed, 0) + 1));
	bool grows = size > CHUNK;

	while ((grows || gen_pool_avail(reserve) < wanted_free()) && may_grow(size)) {
		if (!add_chunk(size))
			break;
		grows = false;
		size = CHUNK;
	}
}

static DECLARE_WORK(filling, fill);

static void record_miss(size_t size)
{
	unsigned long before = READ_ONCE(missed);

	atomic_long_inc(&failed);
	if (size > before)
		cmpxchg(&missed, before, size);
}

void *ntspin_reserve_get(size_t size, bool zeroed)
{
	void *memory = in_nmi() ? NULL : (void *)gen_pool_alloc(reserve, size);

	if (!memory)
		record_miss(size);
	else if (zeroed)
		memset(memory, 0, size);
	/* The locks of a workqueue spin. */
	if (gen_pool_avail(reserve) < wanted_free() / 2 || !memory)
		schedule_work(&filling);
	return memory;
}

bool ntspin_reserve_put(void *memory, size_t size)
{
	if (!gen_pool_has_addr(reserve, (unsigned long)memory, size))
		return false;
	gen_pool_free(reserve, (unsigned long)memory, size);
	return true;
}

void ntspin_reserve_count(struct ntspin_reserve_counts *counts)
{
	counts->bytes = gen_pool_size(reserve);
	counts->free = gen_pool_avail(reserve);
	counts->failed = atomic_long_read(&failed);
}

int ntspin_reserve_init(void)
{
	reserve = gen_pool_create(GRAIN_ORDER, -1);
	if (!reserve)
		return -ENOMEM;
	gen_pool_set_algo(reserve, gen_pool_first_fit_order_align, NULL);
	fill(NULL);
	return 0;
}

static void free_chunk(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *unused)
{
	free_pages_exact((void *)chunk->start_addr, chunk->end_addr - chunk->start_addr + 1);
}

/* Blocks that drivers have not freed stay allocated forever. */
void ntspin_reserve_exit(void)
{
	cancel_work_sync(&filling);
	if (gen_pool_avail(reserve) != gen_pool_size(reserve)) {
		pr_info("pool: blocks of the reserve were not freed; it stays\n");
		return;
	}
	gen_pool_for_each_chunk(reserve, free_chunk, NULL);
	gen_pool_destroy(reserve);
}
