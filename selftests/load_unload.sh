#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# load_unload.sh - ntspin.ko comes and goes, but not while a module stands on it.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

rounds=20

load_and_unload() {
	round=0
	while [ "$round" -lt "$rounds" ]; do
		load ntspin && loaded ntspin && unload ntspin && ! loaded ntspin || return 1
		round=$((round + 1))
	done
}

# ntspin_torture is a driver like any other here: it imports the routines.
stays_while_used() {
	load ntspin && load ntspin_torture || return 1
	! rmmod ntspin 2>/dev/null && loaded ntspin
}

goes_when_unused() {
	unload ntspin_torture && unload ntspin && ! loaded ntspin
}

# What log_clean.sh looks at begins here.
mark begin
unload_all
ktap_print_header
ktap_set_plan 3
ktap_test_result "loads_and_unloads_${rounds}_times" load_and_unload
ktap_test_result "rmmod_is_refused_while_a_dependent_module_is_loaded" stays_while_used
ktap_test_result "rmmod_succeeds_after_the_dependent_module_went" goes_when_unused
unload_all
ktap_finished
