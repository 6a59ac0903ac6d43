#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# verifier.sh [SECONDS] - the verifier says nothing of a driver that does nothing wrong, however
# much its lock is contended, nor when it is switched on and off meanwhile.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

seconds=${1:-2}
switch=/sys/module/ntspin/parameters/verify

# The driver finds each broken invariant and each grant that is out of order itself.
passes_without_a_word() {
	log_since "$1" | grep -v '^ntspin: ' | sed 's/^/# /'
	without_a_word "$1" && log_since "$1" | grep -q 'flowdemo| verdict: PASS'
}

contended() {
	mark "verified begins"
	load ntspin verify=1 && load ntspin_torture && load flowdemo brief=1 seconds="$seconds" || return 1
	passes_without_a_word "verified begins"
}

switched() {
	unload flowdemo
	mark "switched begins"
	while :; do
		echo 0 >"$switch"
		echo 1 >"$switch"
	done &
	load flowdemo brief=1 seconds="$seconds"
	kill $!
	wait $! 2>/dev/null
	passes_without_a_word "switched begins"
}

refuses_other_modes() {
	! echo 3 >"$switch" 2>/dev/null && ! echo on >"$switch" 2>/dev/null
}

unload_all
ktap_print_header
ktap_set_plan 3
ktap_test_result "nothing_is_reported_of_a_contended_driver" contended
ktap_test_result "nor_while_it_is_switched_on_and_off" switched
ktap_test_result "no_mode_but_three" refuses_other_modes
unload_all
ktap_finished
