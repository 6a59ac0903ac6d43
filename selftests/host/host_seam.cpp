// SPDX-License-Identifier: GPL-2.0
/*
 * host_seam.cpp - the tests' part of the host in user space: threads stand for CPUs, and misuse is
 * counted.
 */
#include <sched.h>
#include <stdlib.h>

#include "host_seam.hpp"

namespace
{

/* A thread's own number, which the next one gets when it ends: threads stand for processors. */
class processor {
public:
	processor() noexcept
	{
		while (__atomic_exchange_n(&taken[number], true, __ATOMIC_ACQUIRE))
			number++;
	}

	~processor()
	{
		__atomic_store_n(&taken[number], false, __ATOMIC_RELEASE);
	}

	ULONG number = 0;

private:
	static inline bool taken[host::processors];
};

thread_local ULONGLONG random_state = 1;

} /* namespace */

namespace host
{

thread_local unsigned reported[faults];
thread_local ntspin_circle reported_circle;

/* It has one at any level. */
void take_processor() noexcept
{
}

void leave_processor() noexcept
{
}

void observe(LONG who)
{
	static PVOID tables;

	__atomic_fetch_and(&ntspin_slow_flags, ~NTSPIN_OBSERVERS, __ATOMIC_SEQ_CST);
	if (!who)
		return;
	if (!tables) {
		tables = calloc(1, ntspin_tables_size(processors));
		ntspin_tables_use(tables, processors);
	}
	ntspin_tables_begin();
	__atomic_fetch_or(&ntspin_slow_flags, who, __ATOMIC_SEQ_CST);
	ntspin_tables_complete();
}

void seed(ULONGLONG value) noexcept
{
	random_state = value * 0x9e3779b97f4a7c15 | 1;
}

/* xorshift64* */
ULONG random(ULONG below) noexcept
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return static_cast<ULONG>((random_state * 0x2545f4914f6cdd1d >> 33) % below);
}

void pause() noexcept
{
	const ULONG kind = random(64);

	if (kind == 0)
		sched_yield();
	else if (kind < 16)
		for (ULONG rounds = random(200); rounds > 0; rounds--)
			asm volatile("");
}

} /* namespace host */

extern "C" {

ULONG ntspin_this_processor(void)
{
	static thread_local const processor mine;

	return mine.number;
}

ULONGLONG ntspin_time(void)
{
	return host::milliseconds() * 1000000;
}

ULONGLONG ntspin_hold_limit(void)
{
	return 0;
}

void ntspin_fill_holder(struct ntspin_holder *holder, const void *site)
{
	*holder = {};
	holder->processor = ntspin_this_processor();
	holder->site = site;
}

BOOLEAN ntspin_ends_unseen(const void *)
{
	return FALSE;
}

void ntspin_report_misuse(const struct ntspin_misuse *misuse)
{
	host::reported[misuse->fault]++;
	if (misuse->circle)
		host::reported_circle = *misuse->circle;
}

/* Nobody frees memory with a DPC in it here. */
void ntspin_dpc_recorded(const KDPC *)
{
}

void ntspin_report(enum ntspin_fault fault, const char *, KIRQL, const void *, const void *)
{
	host::reported[fault]++;
}

} /* extern "C" */
