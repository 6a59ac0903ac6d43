// SPDX-License-Identifier: GPL-2.0
/*
 * frees.c - ntspin_frees.ko: what kmalloc() and kfree() take while the verifier is on: with no lock
 * known, with many known, and when those have been freed. Prints nanoseconds when it is loaded.
 *
 *     insmod ntspin.ko && insmod ntspin_frees.ko locks=3000; dmesg | grep ntspin_frees
 *
 * Of many batches of pairs the one in the middle counts: others have interrupts in them.
 */
#define pr_fmt(fmt) "ntspin_frees: " fmt

#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "ntspin/verifier.h"
#include "wdm.h"

#define BATCHES 101
#define PAIRS 50

static unsigned int locks = 3000;
module_param(locks, uint, 0444);
MODULE_PARM_DESC(locks, "how many are known in the second state");

static const unsigned int sizes[] = { 64, 512, 4096, 65536 };

static KSPIN_LOCK **objects;

static int compare(const void *one, const void *other)
{
	u64 a = *(const u64 *)one, b = *(const u64 *)other;

	return a < b ? -1 : a > b;
}

static u64 time_pairs(unsigned int size)
{
	static u64 batches[BATCHES];
	unsigned int i, k;

	for (i = 0; i < BATCHES; i++) {
		u64 start = ktime_get_ns();

		for (k = 0; k < PAIRS; k++) {
			void *memory = kmalloc(size, GFP_KERNEL);

			barrier_data(memory);
			kfree(memory);
		}
		batches[i] = ktime_get_ns() - start;
		cond_resched();
	}
	sort(batches, BATCHES, sizeof(batches[0]), compare, NULL);
	return batches[BATCHES / 2] / PAIRS;
}

static void time_sizes(const char *state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		pr_info("%s: %llu ns a pair of %u bytes\n", state, time_pairs(sizes[i]), sizes[i]);
}

static bool make_objects(void)
{
	KLOCK_QUEUE_HANDLE handle;
	unsigned int i;

	for (i = 0; i < locks; i++) {
		objects[i] = kzalloc(64, GFP_KERNEL);
		if (!objects[i])
			return false;
		KeInitializeSpinLock(objects[i]);
		KeAcquireInStackQueuedSpinLock(objects[i], &handle);
		KeReleaseInStackQueuedSpinLock(&handle);
	}
	return true;
}

static void free_objects(void)
{
	unsigned int i;

	for (i = 0; i < locks; i++) {
		kfree(objects[i]);
		objects[i] = NULL;
	}
}

static int __init frees_init(void)
{
	int err;

	objects = kvcalloc(locks, sizeof(*objects), GFP_KERNEL);
	if (!objects)
		return -ENOMEM;
	ntspin_verifier_set(0);
	time_sizes("the verifier off");
	err = ntspin_verifier_set(1);
	if (!err) {
		time_sizes("no lock known");
		err = make_objects() ? 0 : -ENOMEM;
	}
	if (!err)
		time_sizes("many known");
	free_objects();
	if (!err)
		time_sizes("all of them freed");
	ntspin_verifier_set(0);
	kvfree(objects);
	return err;
}
module_init(frees_init);

static void __exit frees_exit(void)
{
}
module_exit(frees_exit);

MODULE_DESCRIPTION("What kfree() takes while ntspin's verifier is on");
MODULE_LICENSE("GPL");
