#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# unload_race.sh - the verifier is switched on while ntspin goes: its probes do not stay behind.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

# Its caller has seen that the module is live.
function=tracepoint_probe_register

# wait_for TEXT - for half a second, in the log since the switch.
wait_for() {
	tries=0
	until log_since "switch begins" | grep -q "$1"; do
		tries=$((tries + 1))
		[ "$tries" -lt 50 ] || return 1
		usleep 10000
	done
}

# Whether ntspin went while it was being switched on, and not after it.
switch_and_go() {
	load ntspin && load ntspin_slow function="$function" || return 1
	mark "switch begins"
	echo 1 >/sys/module/ntspin/parameters/verify &
	wait_for "waits in $function"
	mark "rmmod begins"
	rmmod ntspin
	wait $!
	unload ntspin_slow
	log_since "rmmod begins" | grep -q "ntspin_slow: it continues"
}

# A slow guest may come too late, which proves nothing.
switched_on_too_late() {
	for _ in 1 2 3; do
		! switch_and_go || return 0
		unload_all
	done
	return 1
}

# Each probe that stayed would jump to where the module was.
still_runs() {
	! loaded ntspin && load ntspin && unload ntspin && sleep 1
}

unload_all
load ntspin_slow function="$function" 2>/dev/null || skip_all "no call can be made slow here"
unload ntspin_slow
ktap_print_header
ktap_set_plan 2
ktap_test_result "switched_on_while_it_goes" switched_on_too_late
ktap_test_result "nothing_stayed_behind" still_runs
ktap_finished
