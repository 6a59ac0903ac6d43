/* SPDX-License-Identifier: GPL-2.0 */
/* trap.h - how a job gets into NMI context, where there is a way. */
#ifndef NTSPIN_TRAP_H
#define NTSPIN_TRAP_H

#include "context.h"

#ifdef CONFIG_X86
bool trap_here(struct job *job);
bool trap_at_device_level(struct job *job);
void trap_end(struct job *job);
#else
static inline bool trap_here(struct job *job)
{
	return false;
}

static inline bool trap_at_device_level(struct job *job)
{
	return false;
}

static inline void trap_end(struct job *job)
{
}
#endif

#endif
