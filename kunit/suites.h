/* SPDX-License-Identifier: GPL-2.0 */
/* suites.h - ntspin's KUnit suites: what each *_test.c ends with, and what stresses share. */
#ifndef NTSPIN_SUITES_H
#define NTSPIN_SUITES_H

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/time64.h>

#include "ktap.h"

extern struct kunit_suite ntspin_layout_suite;
extern struct kunit_suite ntspin_irql_suite;
extern struct kunit_suite ntspin_apc_suite;
extern struct kunit_suite ntspin_lock_suite;
extern struct kunit_suite ntspin_handle_suite;
extern struct kunit_suite ntspin_misuse_suite;
extern struct kunit_suite ntspin_unheld_suite;
extern struct kunit_suite ntspin_report_suite;
extern struct kunit_suite ntspin_dispatch_suite;
extern struct kunit_suite ntspin_interrupt_suite;
extern struct kunit_suite ntspin_resched_suite;
extern struct kunit_suite ntspin_list_suite;
extern struct kunit_suite ntspin_corrupt_list_suite;
extern struct kunit_suite ntspin_interlocked_suite;
extern struct kunit_suite ntspin_interlocked_race_suite;
extern struct kunit_suite ntspin_interlocked_list_suite;
extern struct kunit_suite ntspin_connect_suite;
extern struct kunit_suite ntspin_synchronize_suite;
extern struct kunit_suite ntspin_processor_suite;
extern struct kunit_suite ntspin_processor_change_suite;
extern struct kunit_suite ntspin_ipi_suite;
extern struct kunit_suite ntspin_rtl_suite;
extern struct kunit_suite ntspin_time_suite;
extern struct kunit_suite ntspin_dpc_suite;
extern struct kunit_suite ntspin_dpc_queue_suite;
extern struct kunit_suite ntspin_dpc_target_suite;
extern struct kunit_suite ntspin_rendezvous_suite;
extern struct kunit_suite ntspin_timer_suite;
extern struct kunit_suite ntspin_timer_cancel_suite;
extern struct kunit_suite ntspin_timer_tolerance_suite;
extern struct kunit_suite ntspin_ex_timer_suite;
extern struct kunit_suite ntspin_callback_suite;
extern struct kunit_suite ntspin_io_space_suite;
extern struct kunit_suite ntspin_event_suite;
extern struct kunit_suite ntspin_wait_suite;
extern struct kunit_suite ntspin_wait_timer_suite;
extern struct kunit_suite ntspin_wait_ping_pong_suite;
extern struct kunit_suite ntspin_wait_count_suite;
extern struct kunit_suite ntspin_wait_stress_suite;
extern struct kunit_suite ntspin_resource_suite;
extern struct kunit_suite ntspin_push_lock_suite;
extern struct kunit_suite ntspin_thread_suite;
extern struct kunit_suite ntspin_object_suite;
extern struct kunit_suite ntspin_work_item_suite;
extern struct kunit_suite ntspin_io_device_suite;
extern struct kunit_suite ntspin_io_request_suite;
extern struct kunit_suite ntspin_io_request_direct_suite;
extern struct kunit_suite ntspin_io_request_start_suite;
extern struct kunit_suite ntspin_io_request_open_suite;
extern struct kunit_suite ntspin_io_timer_suite;
extern struct kunit_suite ntspin_device_dpc_suite;
extern struct kunit_suite ntspin_io_csq_suite;
extern struct kunit_suite ntspin_affinity_suite;
extern struct kunit_suite ntspin_order_suite;
extern struct kunit_suite ntspin_park_suite;
extern struct kunit_suite ntspin_park_lost_suite;
extern struct kunit_suite ntspin_busy_host_suite;
extern struct kunit_suite ntspin_stress_suite;
extern struct kunit_suite ntspin_dpc_stress_suite;
extern struct kunit_suite ntspin_dpc_insert_suite;
extern struct kunit_suite ntspin_dpc_insert_race_suite;
extern struct kunit_suite ntspin_timer_stress_suite;
extern struct kunit_suite ntspin_remains_suite;
extern struct kunit_suite ntspin_verifier_suite;
extern struct kunit_suite ntspin_lockdep_suite;
extern struct kunit_suite ntspin_verifier_stress_suite;
extern struct kunit_suite ntspin_busted_suite;
extern struct kunit_suite ntspin_pool_suite;
extern struct kunit_suite ntspin_slist_suite;
extern struct kunit_suite ntspin_lookaside_suite;
extern struct kunit_suite ntspin_fast_mutex_suite;
extern struct kunit_suite ntspin_rundown_suite;
extern struct kunit_suite ntspin_remove_lock_suite;
extern struct kunit_suite ntspin_mdl_suite;
extern struct kunit_suite ntspin_mdl_misuse_suite;
extern struct kunit_suite ntspin_pool_stress_suite;
extern struct kunit_suite ntspin_ex_spin_lock_suite;
extern struct kunit_suite ntspin_rw_order_suite;
extern struct kunit_suite ntspin_rw_stress_suite;

/* The suite of that name, and its cases: what is behind it is the table of these, ended by {}. */
#define SUITE(suite, set_up, tear_down)			\
	extern struct kunit_case suite##_cases[];	\
	struct kunit_suite suite##_suite = {		\
		.name = #suite,				\
		.init = set_up,				\
		.exit = tear_down,			\
		.test_cases = suite##_cases,		\
	};						\
	struct kunit_case suite##_cases[]

/* Skips the case where there are fewer. */
static inline void need_cpus(struct kunit *test, unsigned int count)
{
	if (num_online_cpus() < count)
		kunit_skip(test, "needs %u CPUs", count);
}

/* How long each stress runs, a parameter of the module. */
extern unsigned int ntspin_stress_ms;

/*
 * What a stress has to see is waited for, run after run: a host that is short of
 * CPUs shows little in one. Whether one that began then may continue.
 */
static inline bool stress_may_continue(u64 since_ns)
{
	return ktime_get_ns() - since_ns < 2 * 60 * (u64)NSEC_PER_SEC;
}

/* True once it has come to so many, or to more. */
static inline bool await_count(atomic_t *counter, int count)
{
	u64 since = ktime_get_ns();

	while (atomic_read(counter) < count && stress_may_continue(since))
		usleep_range(500, 1000);
	return atomic_read(counter) >= count;
}

/*
 * Runs @section on all CPUs and in their softirqs for @ms, and again until @seen says so (NULL:
 * once). Returns how often it ran, the last time.
 */
u64 stress_section(struct kunit *test, unsigned int ms,
		   void (*section)(unsigned int cpu, bool softirq), bool (*seen)(void));

#endif
