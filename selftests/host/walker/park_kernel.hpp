/* SPDX-License-Identifier: GPL-2.0 */
/*
 * park_kernel.hpp - the few names of the kernel's that park.c and wait.c use, for the walker.
 *
 * A contender is a CPU, at DISPATCH_LEVEL. An interrupt is one more in a count: those that come
 * while interrupts are on are taken at once, those that come later end a halt. Full barriers, which
 * x86 makes of any locked instruction, stand where the kernel promises them.
 */
#ifndef WALKER_PARK_KERNEL_HPP
#define WALKER_PARK_KERNEL_HPP

#include "walker.hpp"
#include "seam/verifier.h"

#define NTSPIN_LINUX_COMPAT_H
#define NTSPIN_LINUX_HOST_H
#define NTSPIN_LINUX_TRACE_H

#define CONFIG_X86 1
#define CONFIG_SMP 1
#define CONFIG_UML 0
#define CONFIG_ARM64 0
#define IS_ENABLED(option) (option)

using u64 = unsigned long long;
using s64 = long long;

#define U8_MAX 0xff
#define U64_MAX (~0ULL)
#define UINT_MAX (~0U)
#define NSEC_PER_SEC 1000000000L
#define NSEC_PER_MSEC 1000000L
#define TICK_NSEC 4000000L

#define noinline __attribute__((__noinline__))
#define unlikely(condition) (condition)
#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif

#define READ_ONCE(object) __atomic_load_n(&(object), __ATOMIC_RELAXED)
#define WRITE_ONCE(object, value)                                      \
	do {                                                           \
		__typeof__(object) value_ = (value);                   \
		__atomic_store_n(&(object), value_, __ATOMIC_RELAXED); \
	} while (0)
#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)

/* Of the count alone; fully ordered. */
#define InterlockedExchangeAdd(object, more)                        \
	do {                                                        \
		smp_mb();                                           \
		__atomic_fetch_add(object, more, __ATOMIC_SEQ_CST); \
		smp_mb();                                           \
	} while (0)

#define smp_cond_load(object, condition, order)                            \
	({                                                                 \
		__typeof__(*(object) + 0) VAL;                             \
		unsigned looks_ = 0;                                       \
                                                                           \
		while (VAL = __atomic_load_n(object, order), !(condition)) \
			parking::spins(++looks_);                          \
		VAL;                                                       \
	})
#define smp_cond_load_acquire(object, condition) smp_cond_load(object, condition, __ATOMIC_ACQUIRE)
#define smp_cond_load_relaxed(object, condition) smp_cond_load(object, condition, __ATOMIC_RELAXED)

namespace parking
{

constexpr unsigned cpus = walker::max_threads;

/* A waiter spins for one round, and is parked then. */
inline void spins(unsigned looks) noexcept
{
	if (looks > 2)
		walker::fail("spins", "a waiter that could be parked");
}

/* Interrupts that were sent to a CPU. */
extern ULONG sent[cpus];
/* What of them it has taken, where it has turned them off. */
extern ULONG taken[cpus];
extern bool off[cpus];

/* Until, and while, some bits have a value. Nothing is acquired. */
template <class Word> void await(Word *word, ULONG mask, ULONG value) noexcept
{
	ntspin_wait_until_equal_32(reinterpret_cast<ULONG *>(word), mask, value, nullptr, nullptr);
}

inline void await_not(ULONG *word, ULONG mask, ULONG value) noexcept
{
	ntspin_wait_while_equal_32(word, mask, value, nullptr, nullptr);
}

/* The newest: an interrupt takes no time. */
inline ULONG count_sent(unsigned cpu) noexcept
{
	return __atomic_fetch_add(&sent[cpu], 0, __ATOMIC_ACQ_REL);
}

} /* namespace parking */

struct cpumask {
	ULONG bits;
};

#define smp_processor_id() walker::self()
#define cpumask_set_cpu(cpu, mask) __atomic_fetch_or(&(mask)->bits, 1u << (cpu), __ATOMIC_RELAXED)
#define cpumask_clear_cpu(cpu, mask) \
	__atomic_fetch_sub(&(mask)->bits, 1u << (cpu), __ATOMIC_RELAXED)
#define for_each_cpu(cpu, mask)                                                           \
	for (ULONG left_ = ((cpu) = 0, READ_ONCE((mask)->bits)); left_ >> (cpu); (cpu)++) \
		if (left_ >> (cpu)&1)
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (cpu) < parking::cpus; (cpu)++)

#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) type name[parking::cpus]
#define per_cpu_ptr(objects, cpu) (&(*(objects))[cpu])
#define this_cpu_ptr(objects) per_cpu_ptr(objects, smp_processor_id())
/* A count for people. */
#define this_cpu_inc(object)

struct hrtimer {};
enum hrtimer_restart { HRTIMER_NORESTART };
enum { HRTIMER_MODE_REL_PINNED_HARD };
#define CLOCK_MONOTONIC 1
#define hrtimer_resolution 1
#define ns_to_ktime(ns) (ns)
#define hrtimer_start(timer, time, mode) static_cast<void>(timer)
#define hrtimer_cancel(timer) static_cast<void>(timer)
#define hrtimer_setup(timer, function, clock, mode) static_cast<void>(function)

/* A CPU that runs a task, to which ticks come. */
#define current nullptr
#define is_idle_task(task) false
#define tick_nohz_full_cpu(cpu) false
#define in_nmi() false
#define preempt_disable()
#define preempt_enable()
#define cpu_relax()
#define local_clock() 0
#define ntspin_report_wait(fault, seconds, lock, caller) static_cast<void>(seconds)
#define trace_ntspin_park(address)
#define trace_ntspin_unpark(address, kicked)

#define irqs_disabled() parking::off[smp_processor_id()]

inline void local_irq_disable() noexcept
{
	const unsigned cpu = smp_processor_id();

	parking::off[cpu] = true;
	parking::taken[cpu] = parking::count_sent(cpu);
}

inline void local_irq_enable() noexcept
{
	parking::off[smp_processor_id()] = false;
}

/* Turns them on and halts in one: the instruction behind the one that turns them on is still covered. */
inline void safe_halt() noexcept
{
	const unsigned cpu = smp_processor_id();

	if (!parking::off[cpu])
		parking::taken[cpu] = parking::count_sent(cpu);
	parking::await_not(&parking::sent[cpu], ~ULONG{0}, parking::taken[cpu]);
	parking::count_sent(cpu);
	parking::off[cpu] = false;
}

/* The CPU that takes the interrupt sees what was stored before. */
inline void smp_send_reschedule(unsigned cpu) noexcept
{
	__atomic_fetch_add(&parking::sent[cpu], 1, __ATOMIC_ACQ_REL);
}

#endif
