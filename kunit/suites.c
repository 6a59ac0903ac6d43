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
		  &ntspin_report_suite,
		  &ntspin_dispatch_suite,
		  &ntspin_interrupt_suite,
		  &ntspin_resched_suite,
		  &ntspin_dpc_suite,
		  &ntspin_dpc_queue_suite,
		  &ntspin_dpc_target_suite,
		  &ntspin_timer_suite,
		  &ntspin_order_suite,
		  &ntspin_stress_suite,
		  &ntspin_dpc_stress_suite,
		  &ntspin_timer_stress_suite,
		  &ntspin_busted_suite);

MODULE_DESCRIPTION("KUnit suites of ntspin, Windows queued spin locks");
MODULE_LICENSE("GPL");
