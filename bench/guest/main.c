// SPDX-License-Identifier: GPL-2.0
/*
 * main.c - ntspin_bench.ko: measures when it is loaded, and prints the samples.
 */
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/utsname.h>

#include "lock_ops.h"

static unsigned int rounds = 15;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "how often each way is measured");

static unsigned int cpus;
module_param(cpus, uint, 0444);
MODULE_PARM_DESC(cpus, "how many contend; 0: none, pairs alone are timed");

static unsigned int ms = 200;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "how long each contest is");

static bool fairness;
module_param(fairness, bool, 0444);
MODULE_PARM_DESC(fairness, "each CPU asks again at once, and each wait is timed");

static unsigned int order_ms;
module_param(order_ms, uint, 0444);
MODULE_PARM_DESC(order_ms, "how long each acquisition is checked against the one before");

static int __init bench_init(void)
{
	int err = 0;

	bench_say("kernel %s", init_utsname()->release);
	if (!cpus)
		bench_pairs(rounds);
	else
		err = bench_contests(rounds, cpus, ms, fairness);
	if (!err && order_ms)
		err = bench_order(cpus, order_ms);
	if (!err)
		bench_say("done");
	return err;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
}
module_exit(bench_exit);

MODULE_DESCRIPTION("ntspin beside Linux' own spin locks");
MODULE_LICENSE("GPL");
