// SPDX-License-Identifier: GPL-2.0
/*
 * pool.c - memory for pool: the slab's, whole pages, and where neither may be asked a reserve.
 *
 * What has no cache (pool_cache.c) kmalloc() aligns where its size is a power of two; else less so
 * on some kernels and under some checkers. A block that is not aligned is allocated again, rounded
 * up to a power of two. Whole pages are contiguous if possible, else mapped together, which takes a
 * caller that may sleep.
 *
 * On PREEMPT_RT neither may be asked where preemption is off: there a block comes from the reserve
 * (pool_reserve.c). What is freed where its kind may not be freed is put on a list, which a worker
 * empties.
 */
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/llist.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "host.h"
#include "pool.h"

/* In memory that waits to be freed. */
struct later {
	struct llist_node node;
	size_t size;
	u32 align;
};

static_assert(sizeof(struct later) <= NTSPIN_POOL_SMALLEST);

static LLIST_HEAD(put_later);
static atomic_long_t puts_later;

/* Of less than a page. */
static bool fits(const void *memory, size_t size, u32 align)
{
	unsigned long start = (unsigned long)memory;

	return IS_ALIGNED(start, align) &&
	       start / NTSPIN_POOL_PAGE == (start + size - 1) / NTSPIN_POOL_PAGE;
}

static struct kmem_cache *cache_of(size_t size)
{
	return ntspin_pool_caches[(size - 1) / NTSPIN_POOL_GRAIN];
}

static void *get_small(size_t size, u32 align, gfp_t gfp)
{
	void *memory;

	if (cache_of(size))
		return kmem_cache_alloc(cache_of(size), gfp);
	size = max_t(size_t, size, NTSPIN_POOL_SMALLEST);
	memory = kmalloc(size, gfp);
	if (likely(fits(memory, size, align)) || !memory)
		return memory;
	kfree(memory);
	return kmalloc(roundup_pow_of_two(size), gfp);
}

static void *get_pages(size_t size, gfp_t gfp, bool sleeps)
{
	void *memory = alloc_pages_exact(size, sleeps ? gfp | __GFP_NORETRY : gfp);

	if (!memory && sleeps)
		memory = __vmalloc(size, gfp | __GFP_RETRY_MAYFAIL);
	return memory;
}

PVOID ntspin_memory_get(SIZE_T size, ULONG align, BOOLEAN zeroed)
{
	bool sleeps = ntspin_may_sleep();
	gfp_t gfp = (sleeps ? GFP_KERNEL : GFP_ATOMIC) | __GFP_NOWARN;

	if (unlikely(!ntspin_may_allocate()))
		return ntspin_reserve_get(size, zeroed);
	if (zeroed)
		gfp |= __GFP_ZERO;
	if (align < NTSPIN_POOL_PAGE)
		return get_small(size, align, gfp);
	return get_pages(size, gfp, sleeps);
}

/* Nothing is waited for: so it need not be known whether the caller may sleep. */
PVOID ntspin_memory_at_hand(SIZE_T size, BOOLEAN zeroed)
{
	struct kmem_cache *cache = cache_of(size);
	gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN;

	if (unlikely(!cache || !ntspin_may_allocate()))
		return NULL;
	return kmem_cache_alloc(cache, zeroed ? gfp | __GFP_ZERO : gfp);
}

static void put(void *memory, size_t size, u32 align)
{
	if (align < NTSPIN_POOL_PAGE)
		kfree(memory);
	else if (is_vmalloc_addr(memory))
		vfree(memory);
	else
		free_pages_exact(memory, size);
}

static void put_all(struct work_struct *work)
{
	struct later *one, *next;

	llist_for_each_entry_safe(one, next, llist_del_all(&put_later), node) {
		put(one, one->size, one->align);
		cond_resched();
	}
}

static DECLARE_WORK(putting, put_all);

/* The locks of a workqueue spin, on PREEMPT_RT too. */
static void put_from_worker(void *memory, size_t size, u32 align)
{
	struct later *later = memory;

	later->size = size;
	later->align = align;
	atomic_long_inc(&puts_later);
	if (llist_add(&later->node, &put_later))
		schedule_work(&putting);
}

void ntspin_memory_put(PVOID memory, SIZE_T size, ULONG align)
{
	if (ntspin_reserve_put(memory, size))
		return;
	if (!ntspin_may_allocate() ||
	    (align == NTSPIN_POOL_PAGE && is_vmalloc_addr(memory) && !ntspin_may_sleep()))
		put_from_worker(memory, size, align);
	else
		put(memory, size, align);
}

/* kfree() frees what is of any cache: by promise from Linux 6.4 on, and before. */
void ntspin_memory_put_back(PVOID memory, SIZE_T size)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		ntspin_memory_put(memory, size, NTSPIN_POOL_GRAIN);
	else
		kfree(memory);
}

unsigned long ntspin_puts_later(void)
{
	return atomic_long_read(&puts_later);
}

int ntspin_pool_init(void)
{
	int err = ntspin_pool_caches_init();

	if (err)
		return err;
	err = ntspin_reserve_init();
	if (err)
		ntspin_pool_caches_exit();
	return err;
}

/* No driver is left that could free anything. */
void ntspin_pool_exit(void)
{
	ntspin_pool_drain();
	flush_work(&putting);
	ntspin_pool_caches_exit();
	ntspin_reserve_exit();
}
