#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# suites.sh - the KUnit suites on this kernel; their KTAP, from the kernel's log, is passed on.
#
# With CONFIG_KUNIT they run on the kernel's KUnit. Without it they were built with kunit/ktap.h,
# which prints the same.
. "$(dirname "$0")/common.sh"

# Only KTAP: other lines of the log become comments.
ktap_lines() {
	sed -n -e '/KTAP version/,$p' |
		sed -e 's/^\( *\)\(KTAP version\|1\.\.\|ok \|not ok \|# Subtest\)/\1\2/; t' -e 's/^ *#* */# /'
}

unload_all
mark "suites begin"
if ! load ntspin || ! load ntspin_torture; then
	ktap_print_header
	ktap_exit_fail_msg "the modules do not load"
fi
# Its init runs the suites. It fails where they do, which they say themselves.
load ntspin_kunit
status=$?
results=$(log_since "suites begin" | ktap_lines)
echo "$results"
unload_all
[ $status = 0 ] && ! echo "$results" | grep -q '^ *not ok' || exit "$KSFT_FAIL"
