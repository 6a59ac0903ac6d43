# SPDX-License-Identifier: GPL-2.0
# stubs.sh - what the documents' lines find instead of what needs root, a guest, a network or many minutes.
# Each looks at its words, and fails where they name what is not there. To be sourced by bash, in a
# copy of the project; $NTSPIN is a build of it, $HEADERS and $RELEASE are of the kernel that it is for.
# shellcheck shell=bash disable=SC2317

wrong() {
	echo "$*" >&2
	return 1
}

# make - a driver is built, a module signed and installed below $SCRATCH; of all else: there is such a rule.
make() {
	local word words=()
	# The key that the document before has made.
	for word; do
		[[ $word == KEY=* || $word == CERT=* ]] && word=${word%%=*}=$PWD/${word#*=}
		words+=("$word")
	done
	case " $* " in
	*' -f Kbuild '*modules_install*) wrong "make: nobody pastes $*" ;;
	*' -f Kbuild '* | *' M='*) command make -s CONFIG_DEBUG_INFO_BTF_MODULES= "$@" ;;
	*' sign '* | *' install ') command make -s -C "$NTSPIN" -o modules INSTALL_MOD_PATH="$SCRATCH" "${words[@]}" ;;
	*) rules "$@" ;;
	esac
}

# rules [-C FOLDER] [TARGET|NAME=VALUE...] - each target has a rule; nothing is made, not even by halves.
rules() {
	local folder=. word known
	[ "${1-}" != -C ] || { folder=$2; shift 2; }
	# Only what is asked of make itself: its exit status says that there is no such target.
	known=$(command make -C "$folder" -qp no-such-target 2>/dev/null |
		sed -n '/^# Not a target:/{n;d}; s/^\([a-z][a-z_-]*\):.*/\1/p') || :
	for word; do
		[[ $word == *=* ]] || grep -qx -e "$word" <<<"$known" || wrong "$folder has no rule for $word" || return
	done
}

uname() {
	[ "$*" = -r ] || wrong "uname $*?" || return
	echo "$RELEASE"
}

loaded=()
insmod() { # FILE [PARAMETER=VALUE...]
	local file=$1 word
	[ -e "$file" ] || file=$NTSPIN/$file
	shift
	modinfo -F license "$file" | grep -q . || return
	for word; do
		modinfo -F parm "$file" | grep -q "^${word%%=*}:" || wrong "$file has no ${word%%=*}" || return
	done
	loaded+=("$file")
}

rmmod() { # of what was loaded
	local file
	for file in "${loaded[@]}"; do
		[ "$(basename "$file" .ko)" != "$1" ] || return 0
	done
	wrong "$1 is not loaded"
}

modprobe() {
	insmod "$1.ko" "${@:2}"
}

# What a module may say is in it.
dmesg() {
	cat "${loaded[@]:-$NTSPIN/ntspin.ko}" | tr -c '[:print:]' '\n'
}

modinfo() {
	local last=${*: -1}
	[[ $last == *.ko ]] || set -- "${@:1:$#-1}" "$NTSPIN/$last.ko"
	command modinfo "$@"
}

ours() { # PACKAGE - by a pattern
	local name
	while read -r name; do
		# shellcheck disable=SC2053 # a pattern
		[[ ${name}_all.deb == $1 || $name == "$1" ]] && return
	done < <(sed -n 's/^Package: //p' debian/control)
	wrong "debian/control has no $1"
}

apt-get() { # install | purge PACKAGE...
	local package
	[[ $1 == install || $1 == purge ]] || wrong "apt-get $1?" || return
	for package in "${@:2}"; do
		case $package in
		./build/deb/*) ours "${package#./build/deb/}" || return ;;
		ntspin-*) ours "$package" || return ;;
		"linux-headers-$RELEASE") ;;
		*) grep -qw -e "$package" scripts/setup || wrong "scripts/setup knows no $package" || return ;;
		esac
	done
}

dkms() { # add . | build | install | remove [NAME/VERSION] [OPTION]
	local word
	for word in "${@:2}"; do
		case $word in
		.) [ -e dkms.conf ] || return ;;
		*/*) (. ./dkms.conf && [ "$word" = "$PACKAGE_NAME/$PACKAGE_VERSION" ]) ||
			wrong "dkms.conf is not of $word" || return ;;
		--all | --force) ;;
		*) wrong "dkms $word?" || return ;;
		esac
	done
	[[ $1 =~ ^(add|build|install|remove)$ ]] || wrong "dkms $1?"
}

mokutil() { # --import | --test-key FILE
	[[ $1 == --import || $1 == --test-key ]] && openssl x509 -inform DER -in "$2" -noout
}

pkg-config() { # the library itself is what the step lib builds
	local word
	for word; do
		case $word in
		--variable=*) grep -q "\b${word#*=}=" module/user/Makefile || wrong "ntspin.pc has no ${word#*=}" || return ;;
		--cflags | --libs | ntspin | ntspin-thread) ;;
		*) wrong "pkg-config $word?" || return ;;
		esac
	done
}

# Of another project.
valgrind() { :; }
perf() { :; }
scripts/faddr2line() {
	[ -x "$LINUX/scripts/faddr2line" ]
}

scripts/setup() { # what is missing is not installed, but each group is there
	local said
	said=$(NO_INSTALL=1 command scripts/setup "$@" 2>&1) || ! grep -q 'no group' <<<"$said" || wrong "$said"
}

scripts/check() { # test | deep STEP...
	local step
	for step in "${@:2}"; do
		grep -qw -e "$step" <<<"$(command scripts/run_steps.py "$1" no-such-step 2>&1)" ||
			wrong "$1 has no step $step" || return
	done
}

# As scripts/kunit makes it, of what the lines that follow ask for.
farm() {
	mkdir -p "$SCRATCH/farm/drivers" "$SCRATCH/farm/tools/testing"
	ln -sfn "${root:?}" "$SCRATCH/farm/drivers/ntspin"
	ln -sfn "$LINUX/tools/testing/kunit" "$SCRATCH/farm/tools/testing/kunit"
	echo "$SCRATCH/farm"
}

scripts/kunit() { # run NAME... | farm TREE
	local name
	case $1 in
	farm) [ -e "$2/Makefile" ] && farm ;;
	run) for name in "${@:2}"; do
		[ "$name" = --filter ] && return
		grep -qw -e "^$name" <<<"$(command scripts/kunit list)" || wrong "scripts/kunit knows no $name" || return
	done ;;
	*) wrong "scripts/kunit $1?" ;;
	esac
}

./tools/testing/kunit/kunit.py() { # the step kunit-uml runs it
	local word help
	cd "$(farm)" || return
	help=$(python3 -B tools/testing/kunit/kunit.py "$1" --help)
	for word in "${@:2}"; do
		grep -q -e "${word%%=*}\b" <<<"$help" || wrong "kunit.py has no ${word%%=*}" || return
		[[ $word != --kunitconfig=* || -e ${word#*=} ]] || wrong "there is no ${word#*=}" || return
	done
}

stock() { # SCRIPT FLAVOUR - it takes minutes
	[ -x "$1" ] || wrong "there is no $1" || return
	[[ $# = 1 || "$1 $2" == "scripts/bench-guest "@(core|busy) ]] ||
		grep -qw -e "$2" <<<"$("$root/scripts/stock" nothing 2>&1)" || wrong "$1 $2?"
}
for script in scripts/stock-test scripts/stock-build scripts/faults-test scripts/mutate-verifier \
	scripts/bench-guest selftests/package/check.sh; do
	eval "$script() { stock $script \"\$@\"; }"
done

selftests/guest/guest.py() { # OPTION...
	local word
	for word; do
		grep -q -e "$word\b" <<<"$(command selftests/guest/guest.py --help 2>&1)" || wrong "guest.py has no $word" || return
	done
}

# On a table as debugfs has it.
selftests/locks() {
	command selftests/locks "$SYS/kernel/debug/ntspin" | grep -q '^ *5697 .*queued'
}

selftests/draw_locks.py() {
	! /usr/bin/python3 -c 'import matplotlib' 2>/dev/null || {
		command selftests/draw_locks.py "$SYS/kernel/debug/ntspin" -o "$SCRATCH/locks.svg" && [ -s "$SCRATCH/locks.svg" ]
	}
}
