// SPDX-License-Identifier: GPL-2.0
/*
 * unload.c - what a driver leaves behind when its module goes: reported, and dropped.
 *
 * A DPC that stayed queued would jump to where the driver was. Looked for once
 * the driver's own exit routine has run, which is the last that could have
 * cancelled it.
 */
#include <linux/module.h>
#include <linux/notifier.h>

#include "host.h"

#ifdef CONFIG_MODULES

static int forget_module(struct notifier_block *block, unsigned long state, void *module)
{
	if (state == MODULE_STATE_LIVE)
		ntspin_sites_init_ends(module);
	if (state == MODULE_STATE_GOING) {
		/* The timers first: they queue DPCs. */
		ntspin_timer_forget(module);
		ntspin_dpc_forget(module);
		ntspin_watch_forget(module);
	}
	return NOTIFY_OK;
}

static struct notifier_block module_block = { .notifier_call = forget_module };

int ntspin_unload_init(void)
{
	return register_module_notifier(&module_block);
}

void ntspin_unload_exit(void)
{
	unregister_module_notifier(&module_block);
}

#else	/* a driver is part of the kernel, and stays */

int ntspin_unload_init(void)
{
	return 0;
}

void ntspin_unload_exit(void)
{
}

#endif
