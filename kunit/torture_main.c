// SPDX-License-Identifier: GPL-2.0
/*
 * torture_main.c - ntspin_torture.ko: the torture, for the suites and the demonstration.
 */
#include <linux/export.h>
#include <linux/module.h>

#include "torture.h"

static unsigned int seconds;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "when loaded, run each of the stress flavours so long; fail if one errs");

static int __init torture_init(void)
{
	const struct torture_flavour *flavours[] = { &torture_nested, &torture_mixed };
	struct torture_params params = {
		.duration_ms = seconds * MSEC_PER_SEC,
		.hold = 400,
		.away = 400,
		.softirqs = true,
	};
	struct torture_result result;
	unsigned int i;
	int err;

	for (i = 0; seconds && i < ARRAY_SIZE(flavours); i++) {
		params.flavour = flavours[i];
		err = torture_run(&params, &result, NULL);
		if (err)
			return err;
		if (result.exclusion_errors || !result.least)
			return -EIO;
	}
	return 0;
}
module_init(torture_init);

static void __exit torture_exit(void)
{
}
module_exit(torture_exit);

EXPORT_SYMBOL_GPL(torture_run);
EXPORT_SYMBOL_GPL(torture_order);
EXPORT_SYMBOL_GPL(torture_queued);
EXPORT_SYMBOL_GPL(torture_queued_at_dpc);
EXPORT_SYMBOL_GPL(torture_nested);
EXPORT_SYMBOL_GPL(torture_ordinary);
EXPORT_SYMBOL_GPL(torture_mixed);
EXPORT_SYMBOL_GPL(torture_spin_lock_bh);
EXPORT_SYMBOL_GPL(torture_traced);
EXPORT_SYMBOL_GPL(torture_traced_mixed);
EXPORT_SYMBOL_GPL(torture_no_lock);
EXPORT_SYMBOL_GPL(torture_unfair);
EXPORT_SYMBOL_GPL(torture_loses_follower);

MODULE_DESCRIPTION("Torture of ntspin's locks, and of locks that are broken on purpose");
MODULE_LICENSE("GPL");
