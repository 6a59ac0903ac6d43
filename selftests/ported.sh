#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# ported.sh - drivers that driver.mk has built from Windows sources: one that does all right, in C and
# C++, and one of which its loader has something to say.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

totals=/sys/module/meter/parameters/totals

# Packets are seen as long as it is loaded, and under the lock nobody is met.
meter_runs() {
	mark "meter begins"
	load meter || return 1
	before=$(cut -d' ' -f1 "$totals")
	tries=0
	while [ "$(cut -d' ' -f1 "$totals")" -lt $((before + 800)) ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 120 ] || return 1
		sleep 1
	done
	sed 's/^/# /' "$totals"
	grep -q ' 8 sources, 0 violations$' "$totals"
}

meter_goes() {
	unload meter && ! loaded meter && without_a_word "meter begins"
}

# says MARK TEXT - such a line was logged since.
says() {
	log_since "$1" | grep '^ntspin: \|unruly: ' | sed 's/^/# /'
	log_since "$1" | grep -qE "$2"
}

# The status in the log, its like among the errors at insmod.
entry_fails() {
	mark "failing begins"
	! load unruly does=1 2>"$here/.error" && ! loaded unruly || return 1
	sed 's/^/# /' "$here/.error"
	grep -qi 'cannot allocate memory\|out of memory' "$here/.error"
	status=$?
	rm -f "$here/.error"
	[ "$status" = 0 ] && says "failing begins" 'unruly: DriverEntry returned 0xc000009a'
}

# wrong DOES FACT CODE [WHEN] - both of its routines do it, both are reported and have it undone.
wrong() {
	mark "wrong $1 $4 begins"
	load unruly does="$1" && unload unruly || return 1
	for routine in DriverEntry DriverUnload; do
		says "wrong $1 $4 begins" "^ntspin: $routine: .*$2.*\[unruly\].*$3" || return 1
	done
}

returns_raised() {
	wrong 3 "the level at its call is 0 .PASSIVE_LEVEL." "0xC8" "$1"
}

returns_raised_unverified() {
	echo 0 >/sys/module/ntspin/parameters/verify
	returns_raised unverified
	status=$?
	echo 1 >/sys/module/ntspin/parameters/verify
	return $status
}

returns_holding() {
	wrong 4 "it returned with a lock held" "0xC4/0x40006" verified
}

# Once, and only of a driver that does.
waits_for_devices() {
	mark "devices begin"
	load unruly does=0 && unload unruly && ! log_since "devices begin" | grep 'nothing calls' &&
		load unruly does=5 && unload unruly &&
		says "devices begin" 'unruly: nothing calls its AddDevice'
}

# What DriverEntry has made DriverUnload takes away.
linux_side_fails() {
	mark "linux side begins"
	! load unruly does=6 2>"$here/.error" && ! loaded unruly || return 1
	sed 's/^/# /' "$here/.error"
	grep -qi 'resource busy' "$here/.error"
	status=$?
	rm -f "$here/.error"
	[ "$status" = 0 ] && says "linux side begins" 'unruly: its Linux side failed with -16' &&
		without_a_word "linux side begins"
}

# As a module without module_exit(): only by force.
stays() {
	load unruly does=2 || return 1
	grep -q '^unruly .*\[permanent\]' /proc/modules && ! rmmod unruly 2>/dev/null && loaded unruly
}

unload_all
load ntspin verify=1
ktap_print_header
ktap_set_plan 9
ktap_test_result "a_driver_in_c_and_cxx_runs" meter_runs
ktap_test_result "and_goes_without_a_word" meter_goes
ktap_test_result "a_status_is_an_error_of_insmod" entry_fails
ktap_test_result "a_level_left_raised_is_told" returns_raised verified
ktap_test_result "with_the_verifier_off_too" returns_raised_unverified
ktap_test_result "a_lock_left_held_is_told" returns_holding
ktap_test_result "who_waits_for_devices_is_told" waits_for_devices
ktap_test_result "a_linux_side_that_fails_unloads_the_driver" linux_side_fails
ktap_test_result "without_driver_unload_it_stays" stays
rmmod -f unruly
unload_all
ktap_finished
