# SPDX-License-Identifier: GPL-2.0
# common.sh - what each of ntspin's tests starts with: KTAP, the modules, the kernel's log.
# To be sourced by a shell script of this folder.
# shellcheck shell=sh

here=$(cd "$(dirname "$0")" && pwd)
. "$here/ktap_helpers.sh"

# skip_all REASON - a whole script cannot run here.
skip_all() {
	ktap_print_header
	ktap_skip_all "$*"
	exit "$KSFT_SKIP"
}

[ "$(id -u)" = 0 ] || skip_all "must be run as root"

# module_file NAME - where it was installed, or was built in the project's tree; else nothing.
module_file() {
	for file in "$here/$1.ko" "$here/../$1.ko" "$here/../kunit/$1.ko" "$here/demo/$1.ko" \
		"$here/unruly/$1.ko" "$here/../examples/$1/$1.ko"; do
		if [ -e "$file" ]; then
			echo "$file"
			return
		fi
	done
}

# load NAME [PARAMETER...] - from that file, or from the running kernel's own modules.
load() {
	name=$1
	shift
	file=$(module_file "$name")
	if [ -n "$file" ]; then
		insmod "$file" "$@"
	else
		modprobe "$name" "$@"
	fi
}

unload() {
	rmmod "$1"
}

loaded() {
	grep -q "^$1 " /proc/modules
}

unload_all() {
	for name in meter notice edu flowdemo ntspin_kunit ntspin_faults ntspin_leftovers ntspin_slow ntspin_torture ntspin; do
		! loaded "$name" || unload "$name"
	done
}

# mark TEXT - put a line into the kernel's log, to find there what came after it.
mark() {
	echo "ntspin selftest: $1" >/dev/kmsg
}

# log_since TEXT - what the kernel logged since then, without time stamps.
log_since() {
	dmesg | sed "1,/ntspin selftest: $1\$/d; s/^\[[^]]*\] //"
}

# A long wait is reported while it lasts. That is no fault of a driver's, nor of a lock's where the
# host lets a CPU stand still: such lines are printed as comments, and fail nothing.
long_wait="^ntspin: a spin lock's [a-z]*: has waited for more than "

# without_a_word MARK - whether ntspin has said nothing since then but that a wait was long. A mark that
# is not there fails: ktap_test_result makes two words of a quoted "two words".
without_a_word() {
	dmesg | grep -q "ntspin selftest: $1\$" || return 1
	log_since "$1" | grep '^ntspin: ' | sed 's/^/# /'
	! log_since "$1" | grep '^ntspin: ' | grep -qv "$long_wait"
}
