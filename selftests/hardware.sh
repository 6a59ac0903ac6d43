#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# hardware.sh - a driver with a PCI device, QEMU's edu: registers, an interrupt, a DPC that completes
# a request; a value of its registry; the device that goes, and the driver.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

bus=/sys/bus/pci/drivers/edu
largest=/sys/module/edu/parameters/largest

# The device's folder.
device() {
	for folder in /sys/bus/pci/devices/*; do
		[ "$(cat "$folder/vendor" "$folder/device" | tr '\n' ' ')" != "0x1234 0x11e8 " ] || echo "$folder"
	done
}

# On all CPUs; shared, the line has other names behind it.
interrupts() {
	awk '/[ ,]edu(,|$)/ { for (i = 2; $i ~ /^[0-9]+$/; i++) sum += $i } END { print sum + 0 }' /proc/interrupts
}

# compute NUMBER RESULT
compute() {
	echo "$1" >"$edu/factorial" && [ "$(cat "$edu/factorial")" = "$2" ]
}

starts() {
	load edu && [ "$(readlink -f "$edu/driver")" = "$bus" ] && [ -e "$edu/factorial" ]
}

each_by_an_interrupt() {
	before=$(interrupts)
	compute 0 1 && compute 1 1 && compute 5 120 && compute 10 3628800 && compute 12 479001600 || return 1
	grep '[ ,]edu' /proc/interrupts | sed 's/^/# /'
	[ $(($(interrupts) - before)) = 5 ]
}

# More requests than the device can have at a time: StartIo gets them one by one.
queued_requests_are_done() {
	before=$(interrupts)
	computers=
	for computer in 1 2 3 4 5 6; do
		for round in 1 2 3 4 5 6 7 8 9 10; do
			echo 11 >"$edu/factorial" || echo "not $computer.$round"
		done >"/tmp/.computed.$computer" 2>&1 &
		computers="$computers $!"
	done
	# shellcheck disable=SC2086 # a word for each
	wait $computers
	! cat /tmp/.computed.* | grep . && [ "$(cat "$edu/factorial")" = 39916800 ] &&
		[ $(($(interrupts) - before)) = 60 ]
}

# refused NUMBER - as the driver's status says, and the last answer stays.
refused() {
	last=$(cat "$edu/factorial")
	echo "$1" 2>/tmp/.said >"$edu/factorial" && return 1
	sed 's/^/# /' /tmp/.said
	grep -qi 'invalid argument' /tmp/.said && [ "$(cat "$edu/factorial")" = "$last" ]
}

a_value_is_set_at_load_and_later() {
	refused 13 || return 1
	echo 13 >"$largest" && compute 13 1932053504 && unload edu || return 1
	load edu largest=5 && compute 5 120 && refused 6
}

the_device_goes_and_comes_back() {
	for round in 1 2 3; do
		basename "$edu" >"$bus/unbind" && ! [ -e "$edu/factorial" ] && [ "$(interrupts)" = 0 ] || return 1
		basename "$edu" >"$bus/bind" && compute 3 6 || return 1
	done
}

# With requests under way: who computes then is answered, or has no attribute any more.
goes_under_load() {
	for round in 1 2 3 4 5; do
		for computer in 1 2 3 4; do
			while echo 5 >"$edu/factorial"; do :; done 2>/dev/null &
		done
		sleep 1
		basename "$edu" >"$bus/unbind" || return 1
		wait
		basename "$edu" >"$bus/bind" && compute 4 24 || return 1
	done
}

unloads() {
	unload edu && ! loaded edu && ! [ -e "$edu/driver" ] && ! grep -q '[ ,]edu\(,\|$\)' /proc/interrupts
}

edu=$(device)
[ -n "$edu" ] || skip_all "no device edu here: QEMU's -device edu"
[ -n "$(module_file edu)" ] || skip_all "edu.ko was not built"
unload_all
load ntspin verify=1
mark hardware
ktap_print_header
ktap_set_plan 8
ktap_test_result "the_device_is_started" starts
ktap_test_result "each_request_ends_by_an_interrupt" each_by_an_interrupt
ktap_test_result "queued_requests_are_done" queued_requests_are_done
ktap_test_result "a_value_is_set_at_load_and_later" a_value_is_set_at_load_and_later
ktap_test_result "the_device_goes_and_comes_back" the_device_goes_and_comes_back
ktap_test_result "it_goes_under_load" goes_under_load
ktap_test_result "the_driver_is_unloaded" unloads
ktap_test_result "all_without_a_word" without_a_word hardware
unload_all
ktap_finished
