// SPDX-License-Identifier: GPL-2.0
/*
 * slow_main.c - ntspin_slow.ko: makes ntspin wait where it calls a function of the kernel's, so
 * that what can happen in between does.
 */
#define pr_fmt(fmt) "ntspin_slow: " fmt

#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/string.h>

static char *function = "";
module_param(function, charp, 0444);
MODULE_PARM_DESC(function, "of the kernel's; it must be known to kprobes");
static unsigned int ms = 1000;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "how long its first call takes");

static atomic_t calls = ATOMIC_INIT(0);

/* Others may call it, too. The caller is told by where it is to return to. */
static int wait_before(struct kprobe *probe, struct pt_regs *regs)
{
	char caller[64];

	snprintf(caller, sizeof(caller), "%ps", (void *)regs_get_kernel_stack_nth(regs, 0));
	if (strstr(caller, "[ntspin]") && atomic_inc_return(&calls) == 1) {
		pr_info("%s waits in %s\n", caller, function);
		mdelay(ms);
		pr_info("it continues\n");
	}
	return 0;
}

static struct kprobe probe = { .pre_handler = wait_before };

static int __init slow_init(void)
{
	probe.symbol_name = function;
	return register_kprobe(&probe);
}
module_init(slow_init);

static void __exit slow_exit(void)
{
	unregister_kprobe(&probe);
}
module_exit(slow_exit);

MODULE_DESCRIPTION("Makes a call of ntspin's slow");
MODULE_LICENSE("GPL");
