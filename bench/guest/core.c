// SPDX-License-Identifier: GPL-2.0
/*
 * core.c - ntspin_core_bench.ko: what a driver's core calls, beside what Linux has for it. Measures
 * when it is loaded, in a thread that stays on the first CPU, and prints the samples.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/utsname.h>

#include "core.h"

static unsigned int rounds = 9;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "how often each row is measured");

static DECLARE_COMPLETION(measured);
static int outcome;

static int measure(void *unused)
{
	outcome = core_pairs(rounds);
	if (!outcome)
		outcome = core_turns(rounds);
	if (!outcome)
		outcome = core_works(rounds);
	complete(&measured);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 100);
	return 0;
}

static int __init core_init(void)
{
	struct task_struct *thread;

	core_say("kernel %s, %u CPUs", init_utsname()->release, num_online_cpus());
	thread = kthread_create_on_cpu(measure, NULL, 0, "ntspin_core/%u");
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	wake_up_process(thread);
	wait_for_completion(&measured);
	kthread_stop(thread);
	if (!outcome)
		core_say("done");
	return outcome;
}
module_init(core_init);

static void __exit core_exit(void)
{
}
module_exit(core_exit);

MODULE_DESCRIPTION("What a driver's core calls of ntspin, beside Linux' own");
MODULE_LICENSE("GPL");
