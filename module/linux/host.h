/* SPDX-License-Identifier: GPL-2.0 */
/*
 * host.h - what the files of the Linux side share with each other.
 */
#ifndef NTSPIN_LINUX_HOST_H
#define NTSPIN_LINUX_HOST_H

#include <linux/atomic.h>

#include "../seam.h"

/* How many tasks are noted at APC_LEVEL; while there is none, nobody looks further. */
extern atomic_t ntspin_apc_tasks;

bool ntspin_apc_enter(void);
void ntspin_apc_leave(void);
bool ntspin_apc_noted(void);
void ntspin_apc_forget_all(void);

/* The level of a task that neither raised above APC_LEVEL nor is interrupted. */
static __always_inline KIRQL ntspin_task_irql(void)
{
	if (unlikely(atomic_read(&ntspin_apc_tasks)) && ntspin_apc_noted())
		return APC_LEVEL;
	return PASSIVE_LEVEL;
}

#endif
