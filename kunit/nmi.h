/* SPDX-License-Identifier: GPL-2.0 */
/* nmi.h - runs a job in NMI context, where the architecture can. */
#ifndef NTSPIN_NMI_H
#define NTSPIN_NMI_H

#include "job.h"

#ifdef CONFIG_X86
#include <linux/kdebug.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>

#define INT3_MARK 0x6e747370UL

/* A breakpoint in the kernel enters as an NMI does. Ours has a mark in a register. */
static __always_inline void raise_int3(void)
{
	unsigned long mark = INT3_MARK;

	asm volatile("int3" : : "a" (mark) : "memory");
}

/*
 * For a die notifier. A breakpoint without the mark is another's: taken for ours, it would be
 * stepped over, and the CPU would resume in the middle of an instruction.
 */
static inline bool is_our_int3(unsigned long event, void *data)
{
	const struct die_args *args = data;

	return event == DIE_INT3 && in_nmi() && args->regs->ax == INT3_MARK;
}

bool start_in_nmi(struct job *job);
bool start_in_nmi_at_device_level(struct job *job);
void stop_in_nmi(struct job *job);
#else
static inline bool start_in_nmi(struct job *job)
{
	return false;
}

static inline bool start_in_nmi_at_device_level(struct job *job)
{
	return false;
}

static inline void stop_in_nmi(struct job *job)
{
}
#endif

#endif
