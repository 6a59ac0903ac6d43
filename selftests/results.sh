# SPDX-License-Identifier: GPL-2.0
# results.sh - results of a check in bash, as TAP. Whoever sources it has a folder $tmp, and in
# $tmp/log what was said last.
# shellcheck shell=bash

count=0 failures=0
result() { # NAME COMMAND...
	local name=$1
	shift
	count=$((count + 1))
	if "$@" >"$tmp/result" 2>&1; then
		echo "ok $count - $name"
	else
		failures=$((failures + 1))
		sed 's/^/# /' "$tmp/result" "$tmp/log"
		echo "not ok $count - $name"
	fi
}

# The plan comes last: a script that dies before has none.
end_results() {
	echo "1..$count"
	[ "$failures" = 0 ]
}
