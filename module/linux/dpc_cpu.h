/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dpc_cpu.h - what a CPU has to be sent to its queue of DPCs with.
 */
#ifndef NTSPIN_LINUX_DPC_CPU_H
#define NTSPIN_LINUX_DPC_CPU_H

#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/smp.h>

struct ntspin_dpc_cpu {
	struct tasklet_struct tasklet;
	call_single_data_t interrupt;
	struct irq_work after_nmi;
	struct irq_work after_interrupt;
	atomic_t interrupt_sent;
	bool cut_short;		/* looked at by its CPU only, at DISPATCH_LEVEL */
};

DECLARE_PER_CPU(struct ntspin_dpc_cpu, ntspin_dpc_cpus);

#endif
