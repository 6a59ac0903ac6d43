#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# log_clean.sh - since the first test the kernel had nothing to warn of.
#
# Allowed are the lines that any unsigned out-of-tree module causes, what ntspin says of misuse
# (the suites provoke it, and look for it), and what a kernel says of an emulated machine.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

allowed='loading out-of-tree module taints kernel'
allowed="$allowed|module verification failed: signature and/or required key missing"
# What the suites provoke: a routine's report, the orders that one is about, an assertion, and an
# interrupt that is connected twice.
allowed="$allowed|ntspin: ([A-Z][A-Za-z0-9]+|an? [A-Za-z' ]+|the [a-z ]+|now|before): "
allowed="$allowed|Assertion failed: in order: first < second \(driver\.c:42\)"
allowed="$allowed|genirq: Flags mismatch irq [0-9]+\. [0-9a-f]+ \(ntspin_kunit\)"
allowed="$allowed|hrtimer: interrupt took|clocksource|sched_clock|TSC|perf: interrupt took"

# Raw lines begin with <level>: up to 4 (KERN_WARNING) is for somebody to look at. All that was
# logged since the first test made its mark; a log that lost its beginning proves nothing.
nothing_to_warn_of() {
	if ! dmesg | grep -q 'ntspin selftest: begin$'; then
		echo "# the mark of load_unload.sh is not in the log"
		return 1
	fi
	! dmesg -r | sed '1,/ntspin selftest: begin$/d' | grep -E '^<[0-4]>' | grep -vE "$allowed"
}

no_ntspin_module_left() {
	! grep -E '^(ntspin|flowdemo)' /proc/modules
}

ktap_print_header
ktap_set_plan 2
ktap_test_result "nothing_to_warn_of" nothing_to_warn_of
ktap_test_result "no_ntspin_module_left" no_ntspin_module_left
ktap_finished
