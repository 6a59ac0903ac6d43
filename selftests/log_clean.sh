#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# log_clean.sh - since the first test the kernel had nothing to warn of but what log_allowed has.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

allowed=$(grep -v -e '^#' -e '^$' "$here/log_allowed")

# Raw lines begin with <level>: up to 4 (KERN_WARNING) is for somebody to look at. All that was
# logged since the first test made its mark; a log that lost its beginning proves nothing.
nothing_to_warn_of() {
	if ! dmesg | grep -q 'ntspin selftest: begin$'; then
		echo "# the mark of load_unload.sh is not in the log"
		return 1
	fi
	# Without a pattern grep -v would leave out all.
	[ -n "$allowed" ] || return 1
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
