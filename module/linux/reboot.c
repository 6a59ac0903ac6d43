// SPDX-License-Identifier: GPL-2.0
/*
 * reboot.c - the system goes down: drivers' devices are told, before Linux' own are.
 */
#include <linux/notifier.h>
#include <linux/reboot.h>

#include "host.h"
#include "ntspin/driver.h"

static int tell_devices(struct notifier_block *block, unsigned long how, void *command)
{
	ntspin_shutdown();
	return NOTIFY_DONE;
}

static struct notifier_block reboot_block = { .notifier_call = tell_devices };

int ntspin_reboot_init(void)
{
	return register_reboot_notifier(&reboot_block);
}

void ntspin_reboot_exit(void)
{
	unregister_reboot_notifier(&reboot_block);
}
