#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# processors.sh - Windows' indexes are dense where a CPU was offline when ntspin was loaded, one that
# comes later gets the next one, and a rendezvous of all processors ends.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

second_cpu=/sys/devices/system/cpu/cpu1/online

# suites_pass MARK - those that depend on who is which processor.
suites_pass() {
	mark "$1"
	for suite in ntspin_processor ntspin_dpc_target ntspin_rendezvous; do
		load ntspin_kunit filter_glob=$suite && unload ntspin_kunit || return 1
	done
	# Their comments and failures, and not what a parser would take for results of this script.
	log_since "$1" | grep -E '^ *(# |not ok )' | grep -v '# Subtest' | sed 's/^ *#* */# /'
	log_since "$1" | grep -q '^ok 1 ntspin_rendezvous' && ! log_since "$1" | grep -q '^ *not ok '
}

# is_processor MARK CPU INDEX - what the suites said.
is_processor() {
	log_since "$1" | grep -q "CPU $2 is processor $3\$"
}

one_was_offline() {
	echo 0 >"$second_cpu" && load ntspin && load ntspin_torture || return 1
	suites_pass "one is offline" && is_processor "one is offline" 2 1
}

it_came_later() {
	online=$(grep -c '^processor' /proc/cpuinfo)
	echo 1 >"$second_cpu" || return 1
	suites_pass "it has come" && is_processor "it has come" 1 "$online" &&
		is_processor "it has come" 2 1
}

unload_all
[ -e "$second_cpu" ] && [ "$(grep -c '^processor' /proc/cpuinfo)" -gt 3 ] ||
	skip_all "no 4 CPUs of which one can go offline"
ktap_print_header
ktap_set_plan 2
ktap_test_result "indexes_are_dense_where_one_was_offline" one_was_offline
ktap_test_result "one_that_comes_gets_the_next" it_came_later
echo 1 >"$second_cpu" 2>/dev/null
unload_all
ktap_finished
