// SPDX-License-Identifier: GPL-2.0
/*
 * unruly_linux.c - the Linux side: the parameter, and a failure of its own.
 */
#include <linux/module.h>

#include "ntspin/driver.h"

unsigned int Unruly;
module_param_named(does, Unruly, uint, 0644);
MODULE_PARM_DESC(does, "what is wrong: 1 DriverEntry fails, 2 no DriverUnload, 3 IRQL raised, 4 lock held, 5 waits for devices, 6 the Linux side fails");

int ntspin_driver_loaded(PDRIVER_OBJECT driver)
{
	return Unruly == 6 ? -EBUSY : 0;
}
