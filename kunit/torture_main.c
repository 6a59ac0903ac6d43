// SPDX-License-Identifier: GPL-2.0
/*
 * torture_main.c - ntspin_torture.ko: the torture, for the suites and the demonstration.
 */
#include <linux/export.h>
#include <linux/module.h>

#include "torture.h"

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
