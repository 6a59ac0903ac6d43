/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kernel.S - what the uncontended paths of ntspin.ko touch of a kernel, and nothing more.
 *
 * The per-CPU variables are named in the ways of several kernels: since 6.2 they are members of
 * pcpu_hot, before that and again since 6.15 each is a symbol of its own. Whatever else the module
 * wants of a kernel stays unresolved, and the run fails where it is reached.
 *
 * The two functions stand where a running kernel has patched the call away: ftrace makes the call
 * of __fentry__ a nop, and the jump to the return thunk is a ret, on processors that need no thunk.
 * A call through pv_ops is replaced by the instructions themselves, with a nop for the rest. The
 * only one on these paths reads the flags, so every slot leads to that.
 */
	.text
	.globl	__fentry__, __x86_return_thunk
	.type	__fentry__, @function
	.type	__x86_return_thunk, @function
__fentry__:
	ret
	.size	__fentry__, . - __fentry__
__x86_return_thunk:
	ret
	.size	__x86_return_thunk, . - __x86_return_thunk

	.globl	pv_save_flags, pv_return
	.type	pv_save_flags, @function
	.type	pv_return, @function
pv_save_flags:
	pushf
	pop	%rax
	.size	pv_save_flags, . - pv_save_flags
pv_return:
	ret
	.size	pv_return, . - pv_return

	.data
	.balign	64
	.globl	pcpu_hot, const_pcpu_hot
	.globl	current_task, const_current_task
	.globl	__preempt_count, kernel_preempt_count
	.globl	this_cpu_off, irq_stat, __softirq_pending
pcpu_hot:
const_pcpu_hot:
current_task:
const_current_task:
	.quad	task
__preempt_count:
kernel_preempt_count:
	.long	0x80000000
	.fill	52
this_cpu_off:
	.quad	0
irq_stat:
__softirq_pending:
	.fill	256

	.balign	64
/* Its struct pid, wherever that stands, is not NULL, and not the other tasks' of path.cpp. */
task:
	.fill	2048, 8, 8

	.balign	8
	.globl	pv_ops
pv_ops:
	.rept	128
	.quad	pv_save_flags
	.endr

	.section .note.GNU-stack, "", @progbits
