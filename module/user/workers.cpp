// SPDX-License-Identifier: GPL-2.0
/*
 * workers.cpp - seam/work.h in user space: threads that run the workers which were started.
 *
 * A thread begins where none is idle. A worker that is started while its function still returns is
 * run once more after it, never beside it.
 */
#include <pthread.h>

#include "../seam/work.h"
#include "futex.hpp"
#include "workers.hpp"

namespace
{

constexpr ULONG workers_all = NTSPIN_WORK_QUEUES * NTSPIN_WORKERS;

/* What a worker is. One that is `again` is both: it runs, and is to run once more. */
enum class state : UCHAR { idle, waits, runs, again };

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t comes = PTHREAD_COND_INITIALIZER;

/* Under the mutex, as what follows. */
state states[workers_all];
ULONG line[workers_all]; /* those that wait, in their order: a ring */
ULONG first, waiting, idle_threads;

void stand_in_line(ULONG worker) noexcept
{
	states[worker] = state::waits;
	line[(first + waiting++) % workers_all] = worker;
}

ULONG next_worker() noexcept
{
	const ULONG worker = line[first];

	first = (first + 1) % workers_all;
	waiting--;
	states[worker] = state::runs;
	return worker;
}

void *serve(void *)
{
	pthread_mutex_lock(&mutex);
	for (;;) {
		for (idle_threads++; !waiting;)
			pthread_cond_wait(&comes, &mutex);
		idle_threads--;

		const ULONG worker = next_worker();

		pthread_mutex_unlock(&mutex);
		while (ntspin_worker_run(static_cast<ntspin_work_queue>(worker / NTSPIN_WORKERS),
					 worker % NTSPIN_WORKERS))
			;
		pthread_mutex_lock(&mutex);
		if (states[worker] == state::again)
			stand_in_line(worker);
		else
			states[worker] = state::idle;
	}
	return nullptr;
}

} /* namespace */

namespace host
{

void lock_workers() noexcept
{
	pthread_mutex_lock(&mutex);
}

void unlock_workers() noexcept
{
	pthread_mutex_unlock(&mutex);
}

/* In a child of fork(): what ran there, runs no more. */
void forget_workers() noexcept
{
	idle_threads = 0;
}

} /* namespace host */

extern "C" {

void ntspin_worker_start(enum ntspin_work_queue queue, ULONG worker)
{
	const ULONG number = queue * NTSPIN_WORKERS + worker;

	pthread_mutex_lock(&mutex);
	if (states[number] == state::runs)
		states[number] = state::again;
	else if (states[number] == state::idle)
		stand_in_line(number);
	if (waiting > idle_threads && !host::begin_thread(serve, nullptr) && !idle_threads)
		KeBugCheck(0xC2);
	pthread_cond_signal(&comes);
	pthread_mutex_unlock(&mutex);
}

} /* extern "C" */
