// SPDX-License-Identifier: GPL-2.0
/*
 * pool_cache.c - slab caches for pool: of what is a power of two to the driver, with the header.
 *
 * kmalloc() has sizes that are powers of two. With a header in front 64 bytes are 80, and 512 bytes
 * cost 1024, all of which kernels that clear memory clear. Here are two caches for each power of
 * two: of all of its bytes, and of half of them and a header. In both an object begins at a
 * multiple of that power, so that it lies in one page, and is aligned to 16; what is larger than 32
 * bytes to a cache line.
 *
 * Under KASAN there are none: it is by kmalloc() that it gets to know how much was asked for.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "pool.h"

#define HEADER 16

struct kmem_cache *ntspin_pool_caches[NTSPIN_POOL_PAGE / NTSPIN_POOL_GRAIN];

/*
 * Of no size that another one has yet. Drivers copy from and to user space, which a cache has to
 * allow. One whose blocks a driver has left outlives the module: the time tells its name from those
 * of the next load.
 */
static int add_cache(size_t size, size_t align, unsigned int *grains)
{
	struct kmem_cache *cache;
	char *name;

	if (size <= *grains * NTSPIN_POOL_GRAIN)
		return 0;
	name = kasprintf(GFP_KERNEL, "ntspin-%zu-%llx", size, ktime_get_ns());
	if (!name)
		return -ENOMEM;
	cache = kmem_cache_create_usercopy(name, size, align, 0, 0, size, NULL);
	kfree(name);
	if (!cache)
		return -ENOMEM;
	while (*grains * NTSPIN_POOL_GRAIN < size)
		ntspin_pool_caches[(*grains)++] = cache;
	return 0;
}

int ntspin_pool_caches_init(void)
{
	unsigned int grains = 0;
	size_t power;
	int err = 0;

	if (IS_ENABLED(CONFIG_KASAN))
		return 0;
	for (power = NTSPIN_POOL_SMALLEST; power <= NTSPIN_POOL_PAGE && !err; power *= 2) {
		err = add_cache(power / 2 + HEADER, power, &grains);
		if (!err)
			err = add_cache(power, power, &grains);
	}
	if (err)
		ntspin_pool_caches_exit();
	return err;
}

/* Blocks that drivers have not freed stay allocated forever, and their caches with them. */
void ntspin_pool_caches_exit(void)
{
	struct kmem_cache *cache = NULL;
	unsigned int i, left = 0;

	for (i = 0; i < ARRAY_SIZE(ntspin_pool_caches); i++) {
		if (!ntspin_pool_caches[i] || ntspin_pool_caches[i] == cache)
			continue;
		cache = ntspin_pool_caches[i];
		if (kmem_cache_shrink(cache))
			left++;
		else
			kmem_cache_destroy(cache);
	}
	if (left)
		pr_info("pool: blocks were not freed; %u of its slab caches stay\n", left);
}
