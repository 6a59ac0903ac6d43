// SPDX-License-Identifier: GPL-2.0
/*
 * tasks.cpp - seam/thread.h in user space: a driver's threads, and what ends with any thread.
 *
 * A driver's thread that ends itself leaves its frames by longjmp(): as on Windows, nothing of them
 * is run. The task stays until it was put, and its thread has ended.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../seam/block.h"
#include "../seam/remains.h"
#include "../seam/thread.h"
#include "futex.hpp"
#include "host.hpp"
#include "processors.hpp"

struct ntspin_task {
	void *thread;
	ULONG id;
	ULONG owners; /* who referred to it, and the thread itself */
	host::done numbered;
	host::done started;
	jmp_buf end;
};

namespace
{

thread_local ntspin_task *mine;

void drop(ntspin_task *task) noexcept
{
	/* Acquire and release: the free comes after all who dropped a reference before. */
	if (!__atomic_sub_fetch(&task->owners, 1, __ATOMIC_ACQ_REL))
		free(task);
}

/*
 * What a thread of the program leaves behind: a lock that it holds is reported, a mutex abandoned,
 * its processor free. A driver's mutexes were abandoned by ps/ already.
 */
class farewell {
public:
	void come() noexcept
	{
		comes_ = true;
	}

	~farewell()
	{
		if (!comes_)
			return;
		if (__atomic_load_n(&ntspin_slow_flags, __ATOMIC_RELAXED) & NTSPIN_OBSERVERS)
			ntspin_task_ended(ntspin_this_task());
		host::forget_level();
		ntspin_thread_ended(ntspin_this_thread());
		ntspin_owner_ended(ntspin_this_thread());
	}

private:
	bool comes_ = false;
};

thread_local farewell last_words;

void *run(void *argument)
{
	ntspin_task *const task = static_cast<ntspin_task *>(argument);

	mine = task;
	task->id = ntspin_task_id_here();
	task->numbered.set();
	task->started.wait();
	if (!_setjmp(task->end))
		ntspin_thread_run(task->thread);
	drop(task);
	return nullptr;
}

} /* namespace */

namespace host
{

void record_thread() noexcept
{
	last_words.come();
}

} /* namespace host */

extern "C" {

struct ntspin_task *ntspin_task_create(void *thread, PKSTART_ROUTINE)
{
	auto *const task = static_cast<ntspin_task *>(calloc(1, sizeof(ntspin_task)));

	if (!task)
		return nullptr;
	task->thread = thread;
	task->owners = 2;
	if (!host::begin_thread(run, task)) {
		free(task);
		return nullptr;
	}
	task->numbered.wait();
	return task;
}

void ntspin_task_start(struct ntspin_task *task)
{
	task->started.set();
}

void ntspin_task_put(struct ntspin_task *task)
{
	drop(task);
}

ULONG ntspin_task_id(const struct ntspin_task *task)
{
	return task->id;
}

ULONG ntspin_task_id_here(void)
{
	return static_cast<ULONG>(syscall(SYS_gettid));
}

ULONG ntspin_process_id_here(void)
{
	return static_cast<ULONG>(getpid());
}

/* Whose turn it is, is the kernel's under us to say; a test has to hold for any order. */
void ntspin_task_prioritize(struct ntspin_task *, KPRIORITY)
{
}

void *ntspin_thread_here(void)
{
	return mine ? mine->thread : nullptr;
}

void ntspin_thread_exit(void)
{
	_longjmp(mine->end, 1);
}

} /* extern "C" */
