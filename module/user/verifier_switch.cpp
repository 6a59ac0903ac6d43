// SPDX-License-Identifier: GPL-2.0
/*
 * verifier_switch.cpp - the verifier's switch, and what it asks of a host: who calls, and when.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ntspin/user.h"
#include "../seam/remains.h"
#include "../seam/verifier.h"
#include "host.hpp"
#include "processors.hpp"
#include "report.hpp"

namespace
{

enum { verify_off, verify_report, verify_fatal };

unsigned mode = verify_fatal;

void set_verifying(bool wanted) noexcept
{
	static void *tables;

	__atomic_fetch_and(&ntspin_slow_flags, ~NTSPIN_OBSERVERS, __ATOMIC_SEQ_CST);
	if (!wanted)
		return;
	if (!tables) {
		tables = calloc(1, ntspin_tables_size(host::processors_most));
		if (!tables)
			return;
		ntspin_tables_use(tables, host::processors_most);
	}
	ntspin_tables_begin();
	ntspin_owned_begin();
	__atomic_fetch_or(&ntspin_slow_flags, NTSPIN_VERIFY, __ATOMIC_SEQ_CST);
	ntspin_tables_complete();
}

/* A wait this long is none that continues: a thread of the program's may be slow. */
constexpr ULONG hang_seconds = 20;

/* The next one in a queue has to run at once: a wake-up does that, a yield does not. */
constexpr ULONG looks = 256;

[[gnu::constructor]] void init()
{
	host::long_wait = hang_seconds;
	host::looks_before_park = looks;
	set_verifying(true);
}

} /* namespace */

namespace host
{

bool misuse_is_fatal() noexcept
{
	return __atomic_load_n(&mode, __ATOMIC_RELAXED) == verify_fatal;
}

} /* namespace host */

extern "C" {

int ntspin_verifier_set(unsigned int wanted)
{
	if (wanted > verify_fatal)
		return -EINVAL;
	__atomic_store_n(&mode, wanted, __ATOMIC_RELAXED);
	set_verifying(wanted != verify_off);
	return 0;
}

int ntspin_user_processors(unsigned int count)
{
	if (!count || count > host::processors_most)
		return -EINVAL;
	host::set_processor_count(count);
	return 0;
}

ULONGLONG ntspin_time(void)
{
	timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return static_cast<ULONGLONG>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

/* A thread that is preempted holds a lock for long, and is not to blame. */
ULONGLONG ntspin_hold_limit(void)
{
	return 0;
}

void ntspin_fill_holder(struct ntspin_holder *holder, const void *site)
{
	*holder = {};
	pthread_getname_np(pthread_self(), holder->task, sizeof(holder->task));
	holder->pid = static_cast<LONG>(syscall(SYS_gettid));
	holder->processor = ntspin_this_processor();
	holder->site = site;
}

/* Of memory that is not pool's nobody is told. */
BOOLEAN ntspin_ends_unseen(const void *)
{
	return TRUE;
}

} /* extern "C" */
