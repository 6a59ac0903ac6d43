#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# table.sh [SECONDS] - what debugfs says of a driver's lock is what the driver did.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

seconds=${1:-2}
table=/sys/kernel/debug/ntspin
counting=/sys/module/ntspin/parameters/statistics
grep -q debugfs /proc/mounts || mount -t debugfs debug /sys/kernel/debug 2>/dev/null

# cell FILE LOCK COLUMN - one number of the table; sum FILE LOCK - those of all its columns.
cell() {
	awk -F '\t' -v lock="$2" -v column="$3" '$1 == lock { print $column }' "$table/$1"
}

sum() {
	awk -F '\t' -v lock="$2" '$1 == lock { for (i = 2; i <= NF; i++) s += $i } END { print s + 0 }' \
		"$table/$1"
}

# FlowTable.Lock: it is initialised by the routine that a Windows driver begins with, which thin LTO
# makes part of the module's init.
flow_lock() {
	awk -F '\t' '$7 ~ /^init:(DriverEntry|init_module).*flowdemo/ { print $1 }' "$table/locks"
}

nothing_is_counted_unless_asked_for() {
	load flowdemo brief=1 seconds=1 || return 1
	unload flowdemo
	[ "$(cat "$counting")" = N ] && [ "$(sed 1d "$table/locks" | wc -l)" = 0 ]
}

a_contended_lock_is_counted() {
	echo 1 >"$counting"
	load flowdemo brief=1 seconds="$seconds" || return 1
	lock=$(flow_lock)
	[ -n "$lock" ] || return 1
	sed -n "1p; /^$lock/p" "$table/locks" | sed 's/^/# /'
	acquired=$(cell locks "$lock" 3)
	contended=$(cell locks "$lock" 4)
	[ "$acquired" -gt 0 ] && [ "$contended" -gt 0 ] && [ "$contended" -le "$acquired" ] &&
		[ "$(cell locks "$lock" 5)" -gt 0 ] && [ "$(cell locks "$lock" 6)" -gt 0 ] &&
		[ "$(cell locks "$lock" 8)" = - ] && [ "$(cell locks "$lock" 9)" = 0 ]
}

each_count_has_its_parts() {
	[ "$(sum waits "$lock")" = "$contended" ] && [ "$(sum shares "$lock")" = "$acquired" ]
}

people_can_read_it() {
	"$here/locks" | head -n 4 | sed 's/^/# /'
	"$here/locks" | grep -Eq "$lock.*(DriverEntry|init_module)" &&
		"$here/locks" | sed 1d | awk 'NR > 1 && $1 > last { exit 1 } { last = $1 }'
}

a_copy_can_be_read_too() {
	copy=$(mktemp -d) && cp "$table"/[lsw]* "$copy" && "$here/locks" "$copy" | grep -q "$lock" &&
		! "$here/locks" "$copy/none" 2>/dev/null
}

reset_begins_anew() {
	echo 1 >"$table/reset"
	[ "$(cell locks "$lock" 3)" = 0 ] && [ "$(sum waits "$lock")" = 0 ] &&
		[ "$(sum shares "$lock")" = 0 ]
}

a_driver_that_is_gone_has_no_locks() {
	unload flowdemo
	! grep -q flowdemo "$table/locks"
}

unload_all
load ntspin && load ntspin_torture
[ -e "$table/locks" ] || skip_all "this kernel has no debugfs"
ktap_print_header
ktap_set_plan 7
for claim in nothing_is_counted_unless_asked_for a_contended_lock_is_counted \
	each_count_has_its_parts people_can_read_it a_copy_can_be_read_too reset_begins_anew \
	a_driver_that_is_gone_has_no_locks; do
	ktap_test_result "$claim" "$claim"
done
unload_all
ktap_finished
