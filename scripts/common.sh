# SPDX-License-Identifier: GPL-2.0
# common.sh - what every script of this directory starts with: where things lie, how to stop.
# To be sourced by bash, after `set -eu`.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ntspin

die() {
	local folder left
	echo "ntspin: $*" >&2
	# What fails for want of space seldom says so.
	for folder in "$root" "$cache" "${TMPDIR:-/tmp}"; do
		left=$(df --output=avail "$folder" 2>/dev/null | tail -n 1)
		[ "${left:-1}" -gt 0 ] || echo "ntspin: no space is left where $folder lies" >&2
	done
	exit 1
}

# Progress goes to stderr, so that stdout stays what a script prints for its caller.
say() {
	echo "ntspin: $*" >&2
}

# hold NAME - one at a time from here to the end of the script; steps of `make test` overlap.
hold() {
	mkdir -p "$cache"
	exec 9>"$cache/$1.lock"
	flock 9
}

# as_root COMMAND... - run it as root, by sudo where we are not.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "root is needed for: $* (log in as root, or install sudo)"
	fi
}

# The one place that has ntspin's version is dkms.conf.
version() {
	sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$root/dkms.conf"
}

# What `make run W=1 KDIR=...` was given is not for the makes that a script starts.
unset MAKEFLAGS MFLAGS MAKELEVEL
