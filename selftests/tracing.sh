#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# tracing.sh - ntspin's own tracepoints say what is done with locks and levels, while they are on.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

tracing=/sys/kernel/tracing
[ -e "$tracing/events" ] || mount -t tracefs tracefs "$tracing" 2>/dev/null
unload_all
load ntspin
events=$tracing/events/ntspin
[ -e "$events/enable" ] || skip_all "this kernel has no trace events"

# traced WORDS - looked for while the modules are there: then call sites have names.
traced() {
	grep -m 1 "$1" "$tracing/trace" | sed 's/^/# /'
	grep -q "$1" "$tracing/trace"
}

switches_them() {
	echo 1 >"$events/enable"
	load ntspin_torture seconds=1
	echo 0 >"$events/enable"
}

each_is_said() {
	switches_them
	traced 'ntspin_acquire: lock=.* queued of=.*ntspin_torture.* by=.*ntspin_torture.* ns=' &&
		traced 'ntspin_release: lock=.* ns=[0-9]' && traced 'ntspin_contended: lock=' &&
		traced 'ntspin_irql: from=0 to=2 by=.*ntspin_torture' && unload ntspin_torture
}

misuse_is_said_each_time() {
	echo 1 >/sys/module/ntspin/parameters/verify
	echo 1 >"$events/ntspin_misuse/enable"
	load ntspin_faults misuse=0 && unload ntspin_faults
	echo 0 >"$events/ntspin_misuse/enable"
	echo 0 >/sys/module/ntspin/parameters/verify
	traced 'ntspin_misuse: KeAcquireInStackQueuedSpinLockAtDpcLevel irql=0 .*bug_check=0xC4/0x40'
}

nothing_is_said_while_they_are_off() {
	echo >"$tracing/trace"
	load ntspin_torture seconds=1 && unload ntspin_torture
	! grep -q 'ntspin_' "$tracing/trace"
}

ktap_print_header
ktap_set_plan 3
for claim in each_is_said misuse_is_said_each_time nothing_is_said_while_they_are_off; do
	ktap_test_result "$claim" "$claim"
done
unload_all
ktap_finished
