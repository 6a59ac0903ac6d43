#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# contention.sh - the kernel's own tracepoints show who waits for a ported driver's lock.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

tracing=/sys/kernel/tracing
[ -e "$tracing/events" ] || mount -t tracefs tracefs "$tracing" 2>/dev/null
[ -e "$tracing/events/lock/contention_begin" ] || skip_all "this kernel has no lock:contention_begin"
grep -q __traceiter_contention_begin /proc/kallsyms || skip_all "its tracepoints are not known"

# Where the kernel does not export them (6.1) the module was built without.
uses_them() {
	grep -q '__tracepoint_contention_begin\|__SCT__tp_func_contention_begin' "$(module_file ntspin)"
}

# Of a thread of the torture, on a lock that is spun on: its stack has the driver's routine.
shows_a_ported_lock() {
	echo stacktrace >"$tracing/events/lock/contention_begin/trigger"
	echo 1 >"$tracing/events/lock/enable"
	load ntspin_torture seconds=1
	echo 0 >"$tracing/events/lock/enable"
	echo '!stacktrace' >"$tracing/events/lock/contention_begin/trigger"
	grep -m1 -A12 'contention_begin: .*SPIN' "$tracing/trace" | sed 's/^/# /'
	grep -q 'enter_[a-z]*.*ntspin_torture\|=> enter_' "$tracing/trace" &&
		grep -q 'contention_end: ' "$tracing/trace"
}

load ntspin
uses_them || {
	unload_all
	skip_all "this kernel does not export its contention tracepoints to modules"
}
ktap_print_header
ktap_set_plan 1
ktap_test_result "contention_of_a_ported_lock_is_traced" shows_a_ported_lock
unload_all
ktap_finished
