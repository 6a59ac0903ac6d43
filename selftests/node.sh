#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# node.sh - programs reach a driver's device by a node of its Linux side, which sends requests: what
# is read and written, asked for by ioctl, ended by a signal, and what an unload does.
# shellcheck disable=SC2317 # functions are called by way of ktap_test_result
. "$(dirname "$0")/common.sh"

node=/dev/notice
got=/tmp/.notice

# waiting NUMBER - until so many reads wait.
waiting() {
	tries=0
	until [ "$("$here/waiting")" = "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 60 ] || return 1
		sleep 1
	done
}

# readers NUMBER - in the background; each reads once.
readers() {
	number=0
	while [ "$number" -lt "$1" ]; do
		number=$((number + 1))
		dd if="$node" of="$got.$number" bs=100 count=1 2>"$got.said.$number" &
		eval "reader_$number=$!"
	done
	waiting "$1"
}

each_reader_gets_what_is_written() {
	readers 2 || return 1
	echo "at once" >"$node"
	wait
	[ "$(cat "$got.1") $(cat "$got.2")" = "at once at once" ] && waiting 0
}

# dd says what read() has answered.
a_signal_cancels_a_read() {
	readers 2 || return 1
	kill -TERM "$reader_1" && waiting 1 || return 1
	echo "the other" >"$node"
	wait
	! [ -s "$got.1" ] && [ "$(cat "$got.2")" = "the other" ] && waiting 0
}

an_unknown_control_code_is_enotty() {
	"$here/waiting" 0x226004 2>"$got.said" && return 1
	sed 's/^/# /' "$got.said"
	grep -qi 'inappropriate ioctl\|not a tty' "$got.said"
}

# As long as a program has it open; the driver, too, had its IRP_MJ_CLOSE by then.
an_open_node_keeps_the_driver() {
	exec 3<"$node"
	rmmod notice 2>/dev/null && return 1
	loaded notice || return 1
	exec 3<&-
	unload notice && ! loaded notice && ! [ -e "$node" ]
}

unload_all
"$here/waiting" --help >/dev/null 2>&1
[ $? -lt 126 ] || skip_all "no program for this machine was built"
load ntspin verify=1
mark node
load notice
ktap_print_header
ktap_set_plan 5
ktap_test_result "each_reader_gets_what_is_written" each_reader_gets_what_is_written
ktap_test_result "a_signal_cancels_a_read" a_signal_cancels_a_read
ktap_test_result "an_unknown_control_code_is_enotty" an_unknown_control_code_is_enotty
ktap_test_result "an_open_node_keeps_the_driver" an_open_node_keeps_the_driver
ktap_test_result "all_without_a_word" without_a_word node
unload_all
ktap_finished
