/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wait_kernel.hpp - the few names of the kernel's that block.c uses, for the walker.
 *
 * A contender is a task. Asleep is who has said so and called schedule(), until its state is another.
 * No time passes: a timer that a task sleeps on may be due at any moment. The full barriers that stand
 * here are those that the kernel promises; nothing else that its scheduler does orders anything.
 */
#ifndef WALKER_WAIT_KERNEL_HPP
#define WALKER_WAIT_KERNEL_HPP

#include "seam/block.h"
#include "seam/wait.h"
#include "walker.hpp"

#define NTSPIN_LINUX_HOST_H

struct task_struct {
	ULONG state;
};

namespace waiting
{

extern task_struct tasks[walker::max_threads];

/* Of RCU: who reads; and whether anybody frees what is read, or else that is not walked. */
extern ULONG readers;
bool is_rcu_used() noexcept;

} /* namespace waiting */

enum { TASK_RUNNING = 0, TASK_IDLE = 0x402 };

#define current (&waiting::tasks[walker::self()])

#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_load_acquire(object) __atomic_load_n(object, __ATOMIC_ACQUIRE)
#define smp_store_release(object, value) __atomic_store_n(object, value, __ATOMIC_RELEASE)
#define WRITE_ONCE(object, value) __atomic_store_n(&(object), value, __ATOMIC_RELAXED)
#define READ_ONCE(object) __atomic_load_n(&(object), __ATOMIC_RELAXED)

inline void __set_current_state(ULONG state) noexcept
{
	WRITE_ONCE(current->state, state);
}

inline void set_current_state(ULONG state) noexcept
{
	__set_current_state(state);
	smp_mb();
}

inline void schedule() noexcept
{
	ntspin_wait_while_equal_32(&current->state, ~ULONG{0}, TASK_IDLE, nullptr, nullptr);
}

/* Under the task's own lock, behind a full barrier. */
inline bool wake_up_process(task_struct *task) noexcept
{
	ULONG asleep = TASK_IDLE;

	smp_mb();
	return __atomic_compare_exchange_n(&task->state, &asleep, TASK_RUNNING, false,
					   __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

using ktime_t = LONGLONG;
using clockid_t = int;

enum { CLOCK_REALTIME, CLOCK_MONOTONIC, HRTIMER_MODE_ABS };

#define might_sleep()
#define ktime_get() \
	ktime_t     \
	{           \
		1   \
	}
#define ktime_add_safe(time, more) ((time) + (more))

/* Due as soon as it is found asleep: 0. Else somebody has woken it. */
inline int schedule_hrtimeout_range_clock(ktime_t *, ULONGLONG, int, clockid_t) noexcept
{
	const bool is_due = READ_ONCE(current->state) == TASK_IDLE;

	__set_current_state(TASK_RUNNING);
	return is_due ? 0 : -4;
}

inline void rcu_read_lock() noexcept
{
	if (waiting::is_rcu_used())
		__atomic_fetch_add(&waiting::readers, 1, __ATOMIC_RELAXED);
}

inline void rcu_read_unlock() noexcept
{
	if (waiting::is_rcu_used())
		__atomic_fetch_sub(&waiting::readers, 1, __ATOMIC_RELEASE);
}

/* Those who read by now have ended; so have others, perhaps. */
inline void synchronize_rcu() noexcept
{
	smp_mb();
	ntspin_wait_until_equal_32(&waiting::readers, ~ULONG{0}, 0, nullptr, nullptr);
	smp_mb();
}

#endif
