#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# verifier_stress.sh [SECONDS] - with the verifier on and locks counted: CPUs go offline and online,
# modules are loaded and unloaded while everything is switched and read, memory is low. Nothing is
# reported that is not so.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

seconds=${1:-3}
rounds=15
parameters=/sys/module/ntspin/parameters
table=/sys/kernel/debug/ntspin

# In the background, until end_busy.
again_and_again() {
	while :; do
		"$@"
	done &
	busy="$busy $!"
}

end_busy() {
	for pid in $busy; do
		kill "$pid"
		wait "$pid" 2>/dev/null
	done
	busy=
}

last_cpu_goes_and_comes() {
	for online in 0 1; do
		echo "$online" >"$last_cpu" || return 1
	done
}

cpus_come_and_go() {
	last_cpu=$(find /sys/devices/system/cpu/cpu[0-9]* -name online | sort | tail -n 1)
	[ -n "$last_cpu" ] || return "$KSFT_SKIP"
	mark "hotplug begins"
	again_and_again last_cpu_goes_and_comes
	load ntspin_torture && load flowdemo brief=1 seconds="$seconds"
	end_busy
	echo 1 >"$last_cpu" 2>/dev/null
	log_since "hotplug begins" | grep 'flowdemo|' | sed 's/^/# /'
	unload flowdemo && unload ntspin_torture && without_a_word "hotplug begins"
}

switch_all() {
	for value in 0 1; do
		echo "$value" >"$parameters/verify"
		echo "$value" >"$parameters/statistics"
		echo 1 >"$table/reset"
	done
}

read_all() {
	cat "$table/locks" "$table/waits" "$table/shares" "$table/counters" >/dev/null
}

modules_come_and_go() {
	mark "rmmod begins"
	again_and_again switch_all
	again_and_again read_all
	round=0
	while [ "$round" -lt "$rounds" ]; do
		load ntspin_torture && load ntspin_faults && unload ntspin_faults &&
			unload ntspin_torture || break
		round=$((round + 1))
	done
	end_busy
	[ "$round" = "$rounds" ] && without_a_word "rmmod begins"
}

# All but 24 MiB, in a file that is never swapped out.
memory_is_short() {
	mark "pressure begins"
	available=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)
	mkdir -p /tmp/full && mount -t tmpfs -o size=100% tmpfs /tmp/full || return "$KSFT_SKIP"
	dd if=/dev/zero of=/tmp/full/file bs=1M count=$((available - 24)) 2>/dev/null
	for value in 0 1 0 1; do
		echo "$value" >"$parameters/verify"
	done
	load ntspin_torture && load flowdemo brief=1 seconds=1
	umount /tmp/full
	unload flowdemo && unload ntspin_torture && without_a_word "pressure begins"
}

unload_all
busy=
load ntspin verify=1 statistics=1
[ -e "$table/locks" ] || skip_all "this kernel has no debugfs"
ktap_print_header
ktap_set_plan 3
for claim in cpus_come_and_go modules_come_and_go memory_is_short; do
	ktap_test_result "$claim" "$claim"
done
unload_all
ktap_finished
