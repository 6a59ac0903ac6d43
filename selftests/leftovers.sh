#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# leftovers.sh [ROUNDS] - a driver goes and leaves pool, a DPC, a timer, a thread, a work item, a
# device, an interrupt, a callback, contiguous memory or a resource behind, in its own memory or in
# the heap: it is told so, each time, nothing else is said, and nothing comes back.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

rounds=${1:-3}
second_cpu=/sys/devices/system/cpu/cpu1/online
counters=/sys/kernel/debug/ntspin/counters

reported() {
	awk '$1 == "reported" { print $2 }' "$counters"
}

# one_round KIND HEAP - and how many reports that made.
one_round() {
	reports=-$(reported)
	load ntspin_leftovers what="$1" heap="$2" && unload ntspin_leftovers || return 1
	# It names who has them.
	cat /proc/interrupts >/dev/null
	reports=$(($(reported) + reports))
}

is_reported() {
	one_round "$1" "$2" && [ "$reports" -gt 0 ]
}

not_reported() {
	one_round "$1" "$2" && [ "$reports" = 0 ]
}

# A report of WHAT is left, which names something of the driver's.
line_of() {
	code=' 0xCE'
	# Windows says nothing of it.
	case $1 in resource | *"callback object"* | *contiguous*) code= ;; esac
	echo "^ntspin: the unload of a driver: its ($1) is still .*\[ntspin_leftovers\].*$code\)"
}

# says KIND HEAP WHAT - each time something is reported, and what is said is of WHAT.
says() {
	mark "$1 $2 begins"
	round=0
	while [ "$round" -lt "$rounds" ]; do
		is_reported "$1" "$2" || return 1
		round=$((round + 1))
	done
	! log_since "$1 $2 begins" | grep '^ntspin: ' | grep -v "$long_wait" | grep -vE "$(line_of "$3")"
}

in_both_memories() {
	says "$1" 0 "$2" && says "$1" 1 "$2"
}

# The same routine's is said once only, so it is looked for when all is done.
said_in_the_log() {
	for what in DPC timer interrupt "processor callback" thread "work item" resource device "symbolic link" callback "callback object"; do
		log_since "leftovers begin" | grep -E "$(line_of "$what")" | sort -u | sed 's/^/# /'
		log_since "leftovers begin" | grep -qE "$(line_of "$what")" || return 1
	done
}

# In a function: ktap_test_result splits words that it is given.
device_and_link() {
	says device 0 "device|symbolic link"
}

contiguous_memory() {
	says "$1" 0 "I/O space or contiguous memory"
}

callback_and_object() {
	says callback 0 "callback|callback object"
}

# What is queued when a driver goes runs before it is gone, each time, and nothing is reported.
flushed() {
	for heap in 0 1; do
		mark "flush $heap begins"
		round=0
		while [ "$round" -lt "$rounds" ]; do
			not_reported dpc_at_end "$heap" || return 1
			round=$((round + 1))
		done
		[ "$(log_since "flush $heap begins" | grep -c 'ntspin_leftovers: what was queued')" = "$rounds" ] ||
			return 1
	done
}

# The unload ends behind the thread, each time.
thread_is_awaited() {
	says thread 0 thread &&
		[ "$(log_since "thread 0 begins" | grep -c 'ntspin_leftovers: the thread that lingered')" = "$rounds" ]
}

awaited_by_its_driver() {
	not_reported thread_awaited 0
}

# pool_row TAG - what the table has of it: allocated, freed, blocks and bytes.
pool_row() {
	awk -v tag="$1" '$1 == tag { print $2, $3, $4, $5 }' /sys/kernel/debug/ntspin/pool
}

# says_pool KIND BLOCKS TAG PLACE... - each time each tag is said by itself, and nothing else is.
says_pool() {
	kind=$1 blocks=$2 place=$3
	shift 3
	mark "$kind begins"
	round=0
	while [ "$round" -lt "$rounds" ]; do
		is_reported "$kind" 0 && [ "$reports" = $# ] || return 1
		round=$((round + 1))
	done
	for tag in "$@"; do
		[ "$(log_since "$kind begins" | grep -c "^ntspin: the unload of a driver: pool .*($blocks blocks, ${blocks}00 bytes, tag '$tag', $place.* 0xC4/0x62)")" = "$rounds" ] ||
			return 1
		# What is left is nobody's, and counted until it is freed.
		[ "$(pool_row "$tag" | grep -c "^$blocks 0 $blocks ${blocks}00$")" -ge "$rounds" ] || return 1
	done
}

pool_is_counted() {
	load ntspin_leftovers what=pool && [ "$(pool_row Left | sort)" = "3 0 3 300
3 3 0 0" ] &&
		grep -qE "^Relt.*allocate_and_forget\+.*\[ntspin_leftovers\]" /sys/kernel/debug/ntspin/pool
	status=$?
	unload ntspin_leftovers
	return $status
}

# Blocks that are left outlive ntspin, and the slab caches that they are of; it comes again.
pool_outlives_ntspin() {
	mark "ntspin goes without its pool"
	round=0
	while [ "$round" -lt "$rounds" ]; do
		load ntspin_leftovers what=pool && rmmod ntspin_leftovers ntspin && load ntspin || return 1
		round=$((round + 1))
	done
	! log_since "ntspin goes without its pool" | grep -iE 'ntspin-[0-9]|duplicate|objects remaining'
}

# What runs when a driver goes is waited for, each time; what it queues then does not run.
work_at_end() {
	in_both_memories work_at_end "work item" &&
		[ "$(log_since "work_at_end 0 begins" | grep -c 'ntspin_leftovers: what ran at the end has ended')" = $((2 * rounds)) ]
}

work_for_ever() {
	for heap in 0 1; do
		mark "work_for_ever $heap begins"
		round=0
		while [ "$round" -lt "$rounds" ]; do
			is_reported work_for_ever "$heap" || return 1
			round=$((round + 1))
		done
		! log_since "work_for_ever $heap begins" | grep '^ntspin: ' | grep -v "$long_wait" |
			grep -vE "$(line_of "work item")" |
			grep -vE '^ntspin: IoQueueWorkItemEx: the driver of the work item is being unloaded,.*work_again.*\[ntspin_leftovers\].* 0xCE\)' ||
			return 1
	done
}

nothing_left() {
	not_reported nothing 0
}

# Both at once, at the last moment: what was sent for is not ntspin's any more, either.
ntspin_goes_too() {
	round=0
	while [ "$round" -lt "$rounds" ]; do
		for what in dpcs_of_each_other timer_for_ever thread thread_awaited; do
			load ntspin_leftovers what="$what" && rmmod ntspin_leftovers ntspin &&
				load ntspin || return 1
		done
		round=$((round + 1))
	done
}

# A driver whose init routine fails has gone as well, without an exit routine.
fails_to_load() {
	for what in dpc_for_ever timer_for_ever interrupt processor_callback; do
		before=$(reported)
		! load ntspin_leftovers what="$what" fail=1 2>/dev/null && [ "$(reported)" -gt "$before" ] ||
			return 1
	done
	cat /proc/interrupts >/dev/null
}

# A CPU that goes and comes afterwards is nobody's to be told of.
processor_callback() {
	says "$1" 0 "processor callback" || return 1
	[ -e "$second_cpu" ] || return 0
	echo 0 >"$second_cpu" && echo 1 >"$second_cpu"
}

# A timer that is no driver's stays set, and ntspin goes nevertheless.
nobodys_timer() {
	not_reported timer_without_dpc 1 && unload ntspin && load ntspin
}

unload_all
mark "leftovers begin"
load ntspin
[ -e "$counters" ] || skip_all "this kernel has no debugfs"
ktap_print_header
ktap_set_plan 35
ktap_test_result "nothing_left" nothing_left
ktap_test_result "what_is_queued_at_the_end_still_runs" flushed
for kind in dpc_for_ever dpcs_of_each_other; do
	ktap_test_result "$kind" in_both_memories "$kind" DPC
done
# A timer that comes due while its driver goes leaves a DPC.
for kind in timer_for_ever timer_periodic; do
	ktap_test_result "$kind" in_both_memories "$kind" "DPC|timer"
done
for kind in timer_far_away timer_at_end timer_by_system_time timer_allocated timer_deleted_but_set; do
	ktap_test_result "$kind" in_both_memories "$kind" timer
done
ktap_test_result "timer_without_dpc" says timer_without_dpc 0 timer
ktap_test_result "interrupt" says interrupt 0 interrupt
ktap_test_result "device" device_and_link
ktap_test_result "callback" callback_and_object
for kind in contiguous contiguous_in_init; do
	ktap_test_result "$kind" contiguous_memory "$kind"
done
ktap_test_result "timer_in_init" says timer_in_init 0 timer
for kind in processor_callback processor_callback_at_end; do
	ktap_test_result "$kind" processor_callback "$kind"
done
for kind in resource resource_in_init; do
	ktap_test_result "$kind" in_both_memories "$kind" resource
done
ktap_test_result "thread" thread_is_awaited
ktap_test_result "a_thread_that_its_driver_has_waited_for" awaited_by_its_driver
for kind in work_at_end work_for_ever; do
	ktap_test_result "$kind" "$kind"
done
ktap_test_result "a_driver_that_fails_to_load" fails_to_load
ktap_test_result "pool_is_counted" pool_is_counted
for kind in pool pool_at_end; do
	ktap_test_result "$kind" says_pool "$kind" 3 "allocate_and_forget+" Left Relt
done
# clang calls a module's init by its alias.
ktap_test_result "pool_in_init" says_pool pool_in_init 1 '\(leftovers_init\|init_module\)+' Init
ktap_test_result "pool_outlives_ntspin" pool_outlives_ntspin
ktap_test_result "each_is_said" said_in_the_log
ktap_test_result "a_timer_that_is_nobodys" nobodys_timer
ktap_test_result "ntspin_goes_at_once" ntspin_goes_too
unload_all
ktap_finished
