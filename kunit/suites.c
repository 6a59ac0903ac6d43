// SPDX-License-Identifier: GPL-2.0
/*
 * suites.c - the list of ntspin's KUnit suites.
 */
#include <linux/module.h>

#include "ktap.h"
#include "suites.h"

kunit_test_suites(&ntspin_layout_suite,
		  &ntspin_irql_suite,
		  &ntspin_apc_suite,
		  &ntspin_lock_suite,
		  &ntspin_handle_suite,
		  &ntspin_misuse_suite,
		  &ntspin_unheld_suite,
		  &ntspin_report_suite,
		  &ntspin_dispatch_suite,
		  &ntspin_interrupt_suite,
		  &ntspin_resched_suite,
		  &ntspin_list_suite,
		  &ntspin_corrupt_list_suite,
		  &ntspin_interlocked_suite,
		  &ntspin_interlocked_race_suite,
		  &ntspin_interlocked_list_suite,
		  &ntspin_connect_suite,
		  &ntspin_synchronize_suite,
		  &ntspin_processor_suite,
		  &ntspin_rtl_suite,
		  &ntspin_time_suite,
		  &ntspin_dpc_suite,
		  &ntspin_dpc_queue_suite,
		  &ntspin_dpc_target_suite,
		  &ntspin_rendezvous_suite,
		  &ntspin_dpc_half_way_suite,
		  &ntspin_timer_suite,
		  &ntspin_timer_cancel_suite,
		  &ntspin_event_suite,
		  &ntspin_wait_suite,
		  &ntspin_wait_timer_suite,
		  &ntspin_resource_suite,
		  &ntspin_push_lock_suite,
		  &ntspin_thread_suite,
		  &ntspin_object_suite,
		  &ntspin_work_item_suite,
		  &ntspin_pool_suite,
		  &ntspin_slist_suite,
		  &ntspin_lookaside_suite,
		  &ntspin_fast_mutex_suite,
		  &ntspin_rundown_suite,
		  &ntspin_remove_lock_suite,
		  &ntspin_ex_spin_lock_suite,
		  &ntspin_rw_order_suite,
		  &ntspin_order_suite,
		  &ntspin_park_suite,
		  &ntspin_park_lost_suite,
		  &ntspin_stress_suite,
		  &ntspin_rw_stress_suite,
		  &ntspin_dpc_stress_suite,
		  &ntspin_dpc_insert_suite,
		  &ntspin_timer_stress_suite,
		  &ntspin_pool_stress_suite,
		  &ntspin_verifier_suite,
		  &ntspin_lockdep_suite,
		  &ntspin_verifier_stress_suite,
		  &ntspin_busted_suite);

MODULE_DESCRIPTION("KUnit suites of ntspin, Windows queued spin locks");
MODULE_LICENSE("GPL");
