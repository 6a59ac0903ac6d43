/* SPDX-License-Identifier: GPL-2.0 */
/*
 * switch_to.hpp - coroutines: save where we are, continue where another has been saved.
 *
 * For one file of a program. Only what a callee must keep counts.
 */
#ifndef NTSPIN_SWITCH_TO_HPP
#define NTSPIN_SWITCH_TO_HPP

#include <cstdint>
#include <cstring>

#ifndef __x86_64__
#error "switch_to() is written for x86-64"
#endif

extern "C" void ntspin_switch_to(void **save, void *load);

asm(R"(
	.text
	.globl	ntspin_switch_to
ntspin_switch_to:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, (%rdi)
	mov	%rsi, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
)");

/* Clears a stack for a coroutine that begins in a function; returns what to load. */
template <class Stack> void *prepare_stack(Stack &stack, void (*begin)())
{
	/* What the switch pops: six registers and where to go; one more word aligns the stack. */
	constexpr std::size_t start = Stack::words - 8;

	std::memset(&stack, 0, sizeof(stack));
	stack.word[start + 6] = reinterpret_cast<std::uint64_t>(begin);
	return &stack.word[start];
}

#endif
