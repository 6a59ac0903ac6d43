/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - what the files that pool is made of share: its memory, caches, reserve and table.
 */
#ifndef NTSPIN_LINUX_POOL_H
#define NTSPIN_LINUX_POOL_H

#include <linux/irqflags.h>
#include <linux/kconfig.h>
#include <linux/preempt.h>
#include <linux/types.h>

#include "../seam/pool.h"

struct dentry;
struct module;

struct ntspin_reserve_counts {
	unsigned long bytes;	/* how large it is */
	unsigned long free;	/* how much of it is free */
	unsigned long failed;	/* how often it could not serve */
};

/*
 * Windows' levels do not tell what Linux code has switched off; the counts do, and each level from
 * DISPATCH_LEVEL on is in them, or has interrupts off.
 */
static __always_inline bool ntspin_may_sleep(void)
{
	return !preempt_count() && !softirq_count() && !irqs_disabled();
}

/* A lock of the allocator's may be asked for: on PREEMPT_RT such locks sleep. */
static __always_inline bool ntspin_may_allocate(void)
{
	return !IS_ENABLED(CONFIG_PREEMPT_RT) || (!preempt_count() && !irqs_disabled());
}

#ifdef CONFIG_PREEMPT_RT

int ntspin_reserve_init(void);
void ntspin_reserve_exit(void);

/* In every context but an NMI; NULL where there is not as much in one piece. */
void *ntspin_reserve_get(size_t size, bool zeroed);

/* Whether it was the reserve's. */
bool ntspin_reserve_put(void *memory, size_t size);

void ntspin_reserve_count(struct ntspin_reserve_counts *counts);

#else	/* nobody needs one */

static inline int ntspin_reserve_init(void)
{
	return 0;
}

static inline void ntspin_reserve_exit(void)
{
}

static inline void *ntspin_reserve_get(size_t size, bool zeroed)
{
	return NULL;
}

static inline bool ntspin_reserve_put(void *memory, size_t size)
{
	return false;
}

static inline void ntspin_reserve_count(struct ntspin_reserve_counts *counts)
{
	*counts = (struct ntspin_reserve_counts){};
}

#endif

/* The cache of each size, a number of grains; NULL where there is none. */
#define NTSPIN_POOL_GRAIN 16
struct kmem_cache;
extern struct kmem_cache *ntspin_pool_caches[NTSPIN_POOL_PAGE / NTSPIN_POOL_GRAIN];

int ntspin_pool_caches_init(void);
void ntspin_pool_caches_exit(void);

/* How often a worker had to free what its caller could not. */
unsigned long ntspin_puts_later(void);

int ntspin_pool_init(void);
void ntspin_pool_exit(void);

/* What a driver has left when its module goes; and the names of call sites in an init routine. */
void ntspin_pool_forget(const struct module *module);
void ntspin_pool_forget_init(const struct module *module);
void ntspin_pool_sites_exit(void);

/* Its table in debugfs. */
void ntspin_pool_table_init(struct dentry *folder);

#endif
