#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# stress.sh [SECONDS] - threads on all CPUs and softirqs contend, by duration: with more CPUs in a
# guest than the machine has, a count would take anything from seconds to hours.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

seconds=${1:-3}

ported_driver() {
	mark "driver begins"
	load flowdemo seconds="$seconds" || return 1
	log_since "driver begins" | sed 's/^/# /'
	log_since "driver begins" | grep -q 'flowdemo| verdict: PASS'
}

# The torture runs when its module is loaded, which fails where the lock did.
nested_and_mixed() {
	mark "torture begins"
	load ntspin_torture seconds="$seconds"
	status=$?
	log_since "torture begins" | sed 's/^/# /'
	return $status
}

unload_all
ktap_print_header
ktap_set_plan 2
load ntspin
ktap_test_result "nested_locks_and_both_families" nested_and_mixed
ktap_test_result "ported_driver_under_contention" ported_driver
unload_all
ktap_finished
