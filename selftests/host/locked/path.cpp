// SPDX-License-Identifier: GPL-2.0
/*
 * path.cpp - step through the routines of ntspin.ko, one instruction at a time, and say where
 * each one was.
 *
 * The module's own object, the very bytes that insmod loads, is linked into this program at a low
 * address. Its per-CPU accesses, %gs:symbol, then reach the symbol itself, since the base of %gs
 * is 0 in user space; kernel.S holds those symbols. A child runs each flavour under
 * PTRACE_SINGLESTEP. locked.py tells what the addresses are.
 *
 * Printed: "= NAME" where a flavour begins, the address of each instruction that was executed in
 * it, and "! FACT" where it did not do what it should.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "../../../module/seam/verifier.h"

namespace
{

/* What the kernel has in preempt_count: inverted, a reschedule is not wanted. */
constexpr unsigned no_resched = 0x80000000;
/* Softirqs and preemption off: DISPATCH_LEVEL on ordinary kernels and on PREEMPT_RT. */
constexpr unsigned held_off = 0x201;

/* Free, and one release before the serving byte wraps. */
KSPIN_LOCK lock = 0x3ff;
KLOCK_QUEUE_HANDLE handle;
KIRQL old_irql;

struct flavour {
	const char *name;
	unsigned level; /* what preempt_count has besides no_resched */
	void (*pair)();
	unsigned at_apc = 0; /* how many other tasks are at APC_LEVEL */
};

/* As in host.h, which no file of C++ includes. */
constexpr unsigned apc_homes = 512;

void use_queued()
{
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	KeReleaseInStackQueuedSpinLock(&handle);
}

void use_ordinary()
{
	KeAcquireSpinLock(&lock, &old_irql);
	KeReleaseSpinLock(&lock, old_irql);
}

const flavour flavours[] = {
	{"queued at PASSIVE_LEVEL", 0, use_queued},
	{"queued at DISPATCH_LEVEL", held_off, use_queued},
	{"queued, AtDpcLevel and FromDpcLevel", held_off,
	 [] {
		 KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
		 KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
	 }},
	{"ordinary at PASSIVE_LEVEL", 0, use_ordinary},
	{"ordinary at DISPATCH_LEVEL", held_off, use_ordinary},
	{"ordinary, AtDpcLevel and FromDpcLevel", held_off,
	 [] {
		 KeAcquireSpinLockAtDpcLevel(&lock);
		 KeReleaseSpinLockFromDpcLevel(&lock);
	 }},
	{"try and FromDpcLevel", held_off,
	 [] {
		 if (KeTryToAcquireSpinLockAtDpcLevel(&lock))
			 KeReleaseSpinLockFromDpcLevel(&lock);
	 }},
	{"queued at PASSIVE_LEVEL, one at APC_LEVEL", 0, use_queued, 1},
	{"ordinary at PASSIVE_LEVEL, one at APC_LEVEL", 0, use_ordinary, 1},
	{"queued at PASSIVE_LEVEL, many at APC_LEVEL", 0, use_queued, 128},
};

/* Not inlined, and not empty: the tracer looks for their addresses. */
[[gnu::noinline, gnu::used]] void path_begins()
{
	asm volatile("");
}

[[gnu::noinline, gnu::used]] void path_ends()
{
	asm volatile("nop");
}

} /* namespace */

extern "C" {
extern unsigned kernel_preempt_count;
/* How many have their home there in the low half; how far the farthest was put above. */
extern unsigned ntspin_apc_homes[apc_homes];
}

namespace
{

/* The one is somewhere else; of many, one has the caller's home, and lies two slots off. */
void put_at_apc(unsigned tasks)
{
	ntspin_slow_flags = static_cast<LONG>(tasks * NTSPIN_APC_TASK);
	for (unsigned i = 0; tasks > 1 && i < apc_homes; i++)
		ntspin_apc_homes[i] = 2 << 16 | 1;
}

[[noreturn]] void run(const flavour &flavour)
{
	bool good = true;

	alarm(10);
	kernel_preempt_count = no_resched | flavour.level;
	put_at_apc(flavour.at_apc);
	ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
	raise(SIGSTOP);
	path_begins();
	flavour.pair();
	path_ends();
	good &= kernel_preempt_count == (no_resched | flavour.level);
	/* The pair took a ticket and returned it: the word went from one free value to the next. */
	good &= lock == 0 && KeTestSpinLock(&lock);
	_exit(good ? 0 : 1);
}

void trace(const flavour &flavour)
{
	fflush(stdout);
	const pid_t child = fork();
	bool inside = false;
	int status;

	if (child == 0)
		run(flavour);
	printf("= %s\n", flavour.name);
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
		const int signal = WSTOPSIG(status);
		user_regs_struct at;

		if (signal != SIGTRAP && signal != SIGSTOP) {
			printf("! stopped by signal %d\n", signal);
			kill(child, SIGKILL);
			waitpid(child, &status, 0);
			return;
		}
		ptrace(PTRACE_GETREGS, child, nullptr, &at);
		if (at.rip == reinterpret_cast<unsigned long>(path_begins))
			inside = true;
		if (at.rip == reinterpret_cast<unsigned long>(path_ends)) {
			/* The checks behind it run at full speed. */
			ptrace(PTRACE_CONT, child, nullptr, nullptr);
			continue;
		}
		if (inside)
			printf("%llx\n", at.rip);
		ptrace(PTRACE_SINGLESTEP, child, nullptr, nullptr);
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		printf("! the lock or the preempt count is not as before\n");
}

} /* namespace */

int main()
{
	for (const flavour &flavour : flavours)
		trace(flavour);
	return 0;
}
