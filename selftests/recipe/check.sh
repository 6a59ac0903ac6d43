#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# check.sh - driver.mk builds drivers, from a checkout and from where ntspin was installed. Prints TAP.
#
#     check.sh 6.12 | 6.12-rt | 6.1
set -u
flavour=${1:?usage: check.sh 6.12 | 6.12-rt | 6.1}
root=$(cd "$(dirname "$0")/../.." && pwd)
headers=$("$root/scripts/stock" "$flavour")/build || exit 1
tree=$("$root/scripts/stock-build" "$flavour") || exit 1
echo TAP version 13
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL

# shellcheck source=../results.sh
. "$root/selftests/results.sh"

# build NTSPIN FOLDER [WORD...] - of a copy of its own; what it says is in $tmp/log.
build() {
	local ntspin=$1 folder=$2
	shift 2
	make -s -C "$folder" -f Kbuild NTSPIN="$ntspin" KDIR="$headers" \
		CONFIG_DEBUG_INFO_BTF_MODULES= W=1 "$@" >"$tmp/log" 2>&1
}

says() {
	grep -q -e "$1" "$tmp/log"
}

silent() {
	! [ -s "$tmp/log" ]
}

copy() { # FOLDER NAME
	rm -rf "${tmp:?}/$2"
	cp -r "$1" "$tmp/$2"
	find "$tmp/$2" \( -name '*.o' -o -name '*.ko' -o -name '.*.cmd' -o -name '*.mod*' -o -name .ntspin \
		\) -prune -exec rm -rf {} +
}

is_module() { # FOLDER NAME LICENSE
	[ -e "$1/$2.ko" ] && modinfo -F license "$1/$2.ko" | grep -qx "$3" &&
		modinfo -F depends "$1/$2.ko" | grep -qw ntspin
}


clang=
! command -v clang-19 >"$tmp/log" || clang=clang-19

copy "$tree/examples/meter" meter
if [ -n "$clang" ]; then
	result "by clang" build "$tree" "$tmp/meter"
	result "without a word" silent
	result "a module of ntspin's, under the GPL" is_module "$tmp/meter" meter GPL
	touch "$tmp/since"
	build "$tree" "$tmp/meter"
	result "again, nothing is compiled" eval '! find "$tmp/meter" -name "*.[cp]*.o" -newer "$tmp/since" | grep .'

	copy "$here/dialect" dialect
	result "what clang alone takes, and a license" build "$tree" "$tmp/dialect"
	result "that license" is_module "$tmp/dialect" dialect "Dual MIT/GPL"
	result "gcc objects to it" eval '! build "$tree" "$tmp/dialect" ntspin-compiler=gcc'
	result "and the package is named" says 'it may be that gcc does not take .* apt-get install clang-19'

	mkdir "$tmp/only"
	ln -s "$(command -v clang-19)" "$tmp/only"
	python3=$(python3 -c 'import sys; print(sys.executable)')
	copy "$tree/examples/meter" meter
	printf '%s\n' 'VOID StopHere(ULONG Code) { KeBugCheckEx(Code, 0, 0, 0, 0); }' \
		'ULONG ComesNext(ULONG Code) { return Code + 1; }' >>"$tmp/meter/queue.c"
	build "$tree" "$tmp/meter"
	result "a routine that ends in a bug check, without a word" silent

	result "analyze, by a clang that has a number" \
		env -u CLANG PATH="$tmp/only" "$python3" -B "$tree/scripts/analyze" "$tree/examples/meter/queue.c"
else
	count=$((count + 1))
	echo "ok $count - by clang # SKIP there is no clang-19"
fi

copy "$tree/examples/meter" meter
result "by gcc" build "$tree" "$tmp/meter" ntspin-compiler=gcc
result "which says what volatile is then" says 'meter: gcc compiles .* volatile .* clang-19'
result "again, by gcc" build "$tree" "$tmp/meter" ntspin-compiler=gcc
result "once is enough" silent

result "a compiler that is not there" eval '! build "$tree" "$tmp/meter" ntspin-compiler=clang-0'
result "by name, too" says '^clang-0 is not installed'

# What a driver may have: sources of another's folder, C++ by another suffix, symbols of others.
copy "$tree/examples/meter" meter
mkdir "$tmp/up"
mv "$tmp/meter/queue.c" "$tmp/meter/meter_linux.c" "$tmp/up"
mv "$tmp/meter/flow.cpp" "$tmp/meter/flow.CXX"
sed -i 's,flow.cpp,flow.CXX,; s,queue.c,../up/queue.c,; s,meter_linux.c,../up/meter_linux.c,' "$tmp/meter/Kbuild"
sed 's,"\([A-Za-z]*\.h\)","../meter/\1",' -i "$tmp"/up/*.c
result "of all suffixes, and other folders" build "$tree" "$tmp/meter" KBUILD_EXTRA_SYMBOLS=
result "which stay as they are" eval '! find "$tmp/up" -type f ! -name "*.c" | grep .'
result "installed" build "$tree" "$tmp/meter" modules_install INSTALL_MOD_PATH="$tmp/mods"
result "below the kernel's modules" eval 'find "$tmp/mods" -name "meter.ko*" | grep .'
build "$tree" "$tmp/meter" clean

# A report names the routine that made the call: whoever jumps there instead is not seen.
for compiler in $clang gcc; do
	copy "$tree/examples/meter" meter
	echo 'void LastInC(PKLOCK_QUEUE_HANDLE Handle) { KeReleaseInStackQueuedSpinLock(Handle); }' >>"$tmp/meter/queue.c"
	echo 'extern "C" void LastInCxx(PKLOCK_QUEUE_HANDLE Handle) { KeReleaseInStackQueuedSpinLock(Handle); }' \
		>>"$tmp/meter/flow.cpp"
	build "$tree" "$tmp/meter" ntspin-compiler="$compiler"
	objdump -dr "$tmp/meter/meter.ko" >"$tmp/dump"
	for routine in LastInC LastInCxx; do
		result "what $routine does last is a call, by $compiler" eval 'sed -n "/<$routine>:/,/^\$/p" "$tmp/dump" |
			grep -B1 "KeReleaseInStackQueuedSpinLock" | tee "$tmp/log" | grep -w call'
	done
done

# What Kbuild.cxx says at its beginning, as it stands there.
mkdir "$tmp/both"
sed -n 's/^#     //p' "$tree/Kbuild.cxx" | sed '/^include/q' >"$tmp/both/Kbuild"
printf '%s\n' '#include <linux/module.h>' 'int part(void);' \
	'static int __init start(void) { return part(); }' 'module_init(start);' 'MODULE_LICENSE("GPL");' \
	'MODULE_DESCRIPTION("C and C++");' >"$tmp/both/main.c"
echo 'extern "C" int part(); constinit int count = 0; int part() { return count++; }' >"$tmp/both/part.cpp"
result "Kbuild.cxx, by its first lines" eval 'make -s -C "$headers" M="$tmp/both" NTSPIN="$tree" \
	CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$tmp/log" 2>&1 && [ -e "$tmp/both/both.ko" ]'
result "in silence" silent

copy "$tree/examples/meter" meter
result "analyze finds nothing in it" build "$tree" "$tmp/meter" analyze
sed -i '/KeReleaseSpinLock(/d' "$tmp/meter/queue.c"
result "and a release that was taken out" eval '! build "$tree" "$tmp/meter" analyze'
result "by name" says "queue.c:.* error: spin lock 'Waiting.Lock' .*held"

sed -i 's/KeFlushQueuedDpcs();/KeNoSuchRoutine();/' "$tmp/meter/driver.c"
result "a routine that is not provided is an error" eval '! build "$tree" "$tmp/meter"'
result "of the compiler, not of the linker" says "driver.c:.* error: .*KeNoSuchRoutine"
result "clean" build "$tree" "$tmp/meter" clean
result "leaves what was there" eval '! [ -e "$tmp/meter/.ntspin" ] && ! [ -e "$tmp/meter/driver.c.o" ]'

# Not of the tree that others read: its modules were built with other flags.
cp -a "$tree" "$tmp/ntspin"
echo 1.2.3 >"$tmp/ntspin/Module.release"
result "what is built for another kernel" eval '! build "$tmp/ntspin" "$tmp/meter"'
result "is no ntspin for this one" says 'not built for .* but for 1.2.3: run make there'
make -s -C "$tmp/ntspin" clean
installed=$tmp/root/usr/local/share/ntspin
mkdir -p "$installed/include"
touch "$installed/include/gone.h"
make -s -C "$tmp/ntspin" KDIR="$headers" INSTALL_MOD_PATH="$tmp/root" install >"$tmp/log" 2>&1
result "what is not signed is said" says 'ntspin.ko is not signed'
result "no header of an older one stays" eval '! [ -e "$installed/include/gone.h" ]'
copy "$tree/examples/meter" meter
result "where ntspin is installed" build "$installed" "$tmp/meter"
result "the same module" is_module "$tmp/meter" meter GPL
result "ntspin-analyze, installed" "$tmp/root/usr/local/bin/ntspin-analyze" "$tmp/meter/queue.c"

# What `make` says of folders and kernels that are none for it.
ntspin() { # WORD... - in the copy; what it says is in $tmp/log
	make -s -C "$tmp/ntspin" "$@" >"$tmp/log" 2>&1
}
result "a folder without headers" eval '! ntspin KDIR="$tmp"'
result "is named in a sentence" says "KDIR=$tmp has no kernel headers"
result "a driver without headers" eval '! make -s -C "$tmp/meter" -f Kbuild NTSPIN="$tree" KDIR="$tmp" >"$tmp/log" 2>&1'
result "is told so in a sentence" says "meter: KDIR=$tmp has no kernel headers: run"
# The headers that are found where those of the running kernel are not.
others=(running=/nowhere installed="$headers")
result "built for another kernel than that which runs" ntspin "${others[@]}"
result "which is said" says "^ntspin: built for .*: the headers of the running kernel .* are not installed"
result "and is not installed" eval '! ntspin "${others[@]}" INSTALL_MOD_PATH="$tmp/none" install'
result "by mistake" says "nothing is installed: .* Name a kernel by KDIR="
result "nor in part" eval '! [ -e "$tmp/none" ]'
result "a kernel that is too old" eval '! ntspin KDIR="$headers" VERSION=5 PATCHLEVEL=10'
result "in a sentence, too" says 'ntspin is for Linux 6.1 and later, and this is 5.10'
# As DKMS names them.
kernel_source_dir= dkms_tree= kernelver= arch=
. "$root/dkms.conf"
result "and DKMS knows" eval 'for kernel in 5.10.0-30-amd64 6.0.1 4.19.0; do
	! [[ $kernel =~ $BUILD_EXCLUSIVE_KERNEL ]] || exit 1; done
	for kernel in 6.1.0-56-amd64 6.12.117+deb12-rt-amd64 7.3.4-amd64 10.0.0; do
	[[ $kernel =~ $BUILD_EXCLUSIVE_KERNEL ]] || exit 1; done
	[[ $(uname -m) =~ $BUILD_EXCLUSIVE_ARCH ]] && ! [[ i686 =~ $BUILD_EXCLUSIVE_ARCH ]]'

# A key of one's own, as docs/secure-boot.md makes it; DER is what firmware takes.
openssl req -new -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=ntspin test/" -outform DER \
	-keyout "$tmp/key" -out "$tmp/key.der" 2>"$tmp/log"
result "to sign needs a key" eval '! ntspin KDIR="$headers" sign'
result "by name" says 'name your key by KEY=... CERT=...'
result "signed" ntspin KDIR="$headers" KEY="$tmp/key" CERT="$tmp/key.der" sign
result "by that key" eval 'modinfo -F signer "$tmp/ntspin/ntspin.ko" | grep -x "ntspin test"'
result "installed below a relative folder" ntspin KDIR="$headers" INSTALL_MOD_PATH=below modules_install
result "there, and signed" eval 'modinfo -F signer "$tmp"/ntspin/below/lib/modules/*/updates/ntspin.ko* | grep -x "ntspin test"'
result "which is not what it complains of" eval '! says "is not signed"'
result "installed where it is called DESTDIR" ntspin KDIR="$headers" DESTDIR="$tmp/dest" modules_install
result "there" eval 'ls "$tmp"/dest/lib/modules/*/updates/ntspin.ko*'

# With perl-base alone: no module of perl's is found.
result "W=1 without perl" eval '! PERL5OPT=-Mntspin::none ntspin KDIR="$headers" W=1'
result "names the package" says 'W=1 needs perl.*apt-get install perl'
result "and a build without W=1 does without" eval 'PERL5OPT=-Mntspin::none ntspin KDIR="$headers" -n'

# A disk that is full: nothing that root could mend, though the packages' lists may be old.
mkdir "$tmp/full"
cat >"$tmp/full/apt-cache" <<-'END'
	#!/bin/sh
	echo "Depends: linux-image-6.12.0-x, linux-headers-6.12.0-x, linux-headers-6.12.0-common, linux-kbuild-6.12"
END
cat >"$tmp/full/apt-get" <<-'END'
	#!/bin/sh
	echo "$@" >>"$CALLS"
	echo "E: write error - write (28: No space left on device)" >&2
	exit 100
END
chmod +x "$tmp"/full/apt-*
result "a kernel that cannot be fetched" eval '! env CALLS="$tmp/calls" XDG_CACHE_HOME="$tmp/full" \
	PATH="$tmp/full:$PATH" "$root/scripts/stock" 6.12 >"$tmp/log" 2>&1'
result "says why" says 'No space left on device'
result "and does not ask for newer lists" eval 'grep download "$tmp/calls" && ! grep update "$tmp/calls"'

rm "$tmp/meter/Kbuild"
copy "$tree/selftests/port/whole" whole
result "ntspin-port, installed" "$tmp/root/usr/local/bin/ntspin-port" "$tmp/whole"
ntspin INSTALL_MOD_PATH="$tmp/root" uninstall
# modules.* are depmod's.
result "uninstalled, with no headers named" eval '! find "$tmp/root" ! -type d ! -name "modules.*" | grep .'
result "with the folders that it has made" eval '! find "$tmp/root" -name updates -o -name "man?" | grep .'

end_results
