/* SPDX-License-Identifier: GPL-2.0 */
/* nmi.h - how a job gets into NMI context, where there is a way. */
#ifndef NTSPIN_TRAP_H
#define NTSPIN_TRAP_H

#include "job.h"

#ifdef CONFIG_X86
#include <linux/kdebug.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>

#define TRAP_MARK 0x6e747370UL

/* A breakpoint in the kernel enters as an NMI does. Ours has a mark in a register. */
static __always_inline void trap(void)
{
	unsigned long mark = TRAP_MARK;

	asm volatile("int3" : : "a" (mark) : "memory");
}

/*
 * For a die notifier. A breakpoint without the mark is another's: taken for ours, it would be
 * stepped over, and the CPU would go on in the middle of an instruction.
 */
static inline bool is_trap(unsigned long event, void *data)
{
	const struct die_args *args = data;

	return event == DIE_INT3 && in_nmi() && args->regs->ax == TRAP_MARK;
}

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
