#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# check.sh - are the headers Windows'? Prints TAP; called by the Makefile, which sets the tools.
#
# Everything is checked twice over: against ntspin's headers and against
# mingw-w64's. A check that cannot fail proves nothing, so each kind of check is
# also made on something that is wrong, and must object to it.
#
# Flags and lists are split into words on purpose:
# shellcheck disable=SC2086

cd "$(dirname "$0")" || exit 1
include=$(cd ../../include && pwd)
demo=../demo
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM

count=0
failures=0
results=$tmp/results
log=$tmp/log

# check NAME COMMAND...: ok if the command succeeds; what it prints becomes a diagnostic.
check() {
	name=$1
	shift
	count=$((count + 1))
	if "$@" >"$log" 2>&1; then
		echo "ok $count - $name"
	else
		failures=$((failures + 1))
		echo "not ok $count - $name"
	fi >>"$results"
	sed 's/^/# /' "$log" >>"$results"
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2" >>"$results"
}

# objects PATTERN COMMAND...: ok if the command fails, and for the reason meant.
objects() {
	pattern=$1
	shift
	if "$@" >"$tmp/objection" 2>&1; then
		echo "accepted what is wrong: $*"
		return 1
	fi
	grep -q -e "$pattern" "$tmp/objection" && return
	cat "$tmp/objection"
	return 1
}

# What a kernel build gives a ported driver, and what no warning may come out of.
warnings="-Wall -Wextra -Wpedantic -Wundef -Wshadow -Werror"
cflags="-nostdinc -fshort-wchar -fsigned-char -O2 $warnings"
c="-x c -std=gnu11 -ffreestanding -Wstrict-prototypes -Wmissing-prototypes"
hosted="-x c++ -std=gnu++20 -fno-exceptions -fno-rtti"
cxx="$hosted -ffreestanding"

ours() { # ours COMPILER DIALECT FILE [FLAG...]
	compile="$1 -I${headers:-$include} $cflags $2"
	file=$3
	shift 3
	$compile "$@" -c "$file" -o "$tmp/ours.o"
}

mingw() { # mingw FILE OBJECT
	# eval, since the flags hold a quoted one.
	eval "$MINGW-gcc $MINGW_CFLAGS -c \"\$1\" -o \"\$2\""
}

driver() { # driver FILE: an image of a Windows driver
	mingw "$1" "$tmp/driver.o" &&
		"$MINGW-gcc" $MINGW_LDFLAGS "$tmp/driver.o" $MINGW_LIBS -o "$tmp/driver.sys"
}

# imports FILE ROUTINE...: a driver image that takes exactly these from ntoskrnl.exe, or from HAL.dll,
# where some of them stand that ntoskrnl.exe has today.
imports() {
	driver "$1" || return
	shift
	"$MINGW-objdump" -p "$tmp/driver.sys" | awk '
		/DLL Name:/ { dll = $3 ~ /^(ntoskrnl[.]exe|HAL[.]dll)$/ ? $3 : "" }
		/^There is an export/ { dll = "" }
		# Newer ones have an ordinal and a hint, or "<none>".
		dll != "" && NF == 3 && $1 ~ /^[0-9a-f]+$/ && $2 ~ /^[0-9]+$/ { print $3 }
		dll != "" && $1 ~ /^[0-9a-f]+$/ && $2 == "<none>" { print $4 }' \
		| sort >"$tmp/imported"
	cat "$tmp/imported"
	printf '%s\n' "$@" | sort >"$tmp/wanted"
	cmp -s "$tmp/wanted" "$tmp/imported" || { echo "imports, but not these: $*"; return 1; }
}

# All but those that are nothing alone: the beginning and the end of packing, and what comes first.
all_headers=$(cd "$include" && ls *.h wdm/*.h ntspin/*.h | grep -v 'pshpack\|poppack\|dialect')

# One header alone, twice, and all of them in two orders; with both sizes of wchar_t.
headers_stand_alone() { # COMPILER LANGUAGE
	backwards=
	for header in $all_headers; do
		printf '#include <%s>\n#include <%s>\nextern int used;\n' "$header" "$header" \
			>"$tmp/alone-${header##*/}.c"
		backwards="$header $backwards"
	done
	printf '#include <%s>\n' $all_headers >"$tmp/alone-forwards.c"
	printf '#include <%s>\n' $backwards >"$tmp/alone-backwards.c"
	for file in "$tmp"/alone-*.c; do
		ours "$1" "$2" "$file" || return
		ours "$1" "$2" "$file" -fno-short-wchar -funsigned-char || return
	done
}

guards_run() { # COMPILER: hosted, since a freestanding program need not have a main
	ours "$1" "$hosted" guards.cpp && $1 "$tmp/ours.o" -o "$tmp/guards" && "$tmp/guards"
}

# A file of a few lines that is wrong.
wrong() { # NAME LINE...
	file=$tmp/wrong-$1
	shift
	printf '%s\n' "$@" >"$file"
}

wrong layout.c '#include <ntddk.h>' 'C_ASSERT(sizeof(KLOCK_QUEUE_HANDLE) == 32);'
wrong prototype.c '#include <ntddk.h>' 'extern VOID (*Wrong)(PKLOCK_QUEUE_HANDLE, PKSPIN_LOCK);' \
	'VOID (*Wrong)(PKLOCK_QUEUE_HANDLE, PKSPIN_LOCK) = KeAcquireInStackQueuedSpinLock;'
wrong linux.c '#include <wdm.h>' '#include <linux/spinlock.h>'
wrong unknown.c '#include <wdm.h>' 'DRIVER_INITIALIZE DriverEntry;' 'VOID KeNoSuchRoutine(VOID);' \
	'NTSTATUS DriverEntry(PDRIVER_OBJECT o, PUNICODE_STRING p)' \
	'{ UNREFERENCED_PARAMETER(o); UNREFERENCED_PARAMETER(p); KeNoSuchRoutine(); return 0; }'
guard='extern "C" void f(KSPIN_LOCK &lock); void f(KSPIN_LOCK &lock)'
wrong copied.cpp '#include <ntspin/guards.hpp>' \
	"$guard { ntspin::queued_spin_lock_guard a(lock), b(a); }"
wrong heap.cpp '#include <ntspin/guards.hpp>' "$guard { new ntspin::queued_spin_lock_guard(lock); }"
wrong discarded.cpp '#include <ntspin/guards.hpp>' \
	"$guard { ntspin::queued_spin_lock_guard{lock}; }"

# Headers that are wrong: a handle that grew, and a guard that forgets to lower the IRQL.
cp -r "$include" "$tmp/grown"
sed -i 's/^\tKIRQL OldIrql;$/\tULONG Ticket; KIRQL OldIrql;/' "$tmp/grown/wdm/queued_spin_lock.h"
cp -r "$include" "$tmp/forgetful"
sed -i 's/KeLowerIrql(old_irql_);//' "$tmp/forgetful/ntspin/guards.hpp"

. ./dialect.sh

check_dialect() { # COMPILER NAME DIALECT
	check "headers stand alone, $2" headers_stand_alone "$1" "$3"
	check "layout, ntspin's headers, $2" ours "$1" "$3" layout.c
	check "prototypes, ntspin's headers, $2" ours "$1" "$3" prototypes.c
	check "a wrong layout is seen, $2" \
		objects 'assert.*KLOCK_QUEUE_HANDLE' ours "$1" "$3" "$tmp/wrong-layout.c"
	check "a wrong prototype is seen, $2" \
		objects 'incompatible\|invalid conversion\|cannot initialize' \
		ours "$1" "$3" "$tmp/wrong-prototype.c"
	check "a header of Linux is out of reach, $2" \
		objects 'linux/spinlock.h' ours "$1" "$3" "$tmp/wrong-linux.c"
	headers=$tmp/grown
	check "a handle that grew is seen, $2" \
		objects 'assert.*KLOCK_QUEUE_HANDLE' ours "$1" "$3" layout.c
	headers=
}

check_guards() { # COMPILER NAME
	check "guards do what they say, $2" guards_run "$1"
	headers=$tmp/forgetful
	check "a guard that forgets is seen, $2" objects 'guards: not so' guards_run "$1"
	headers=
	check "a guard cannot be copied, $2" \
		objects 'deleted' ours "$1" "$cxx" "$tmp/wrong-copied.cpp"
	check "a guard cannot live on the heap, $2" \
		objects 'deleted\|inaccessible\|private' ours "$1" "$cxx" "$tmp/wrong-heap.cpp"
	check "a guard that nobody keeps is seen, $2" \
		objects 'nodiscard\|unused-value\|unused-result' \
		ours "$1" "$cxx" "$tmp/wrong-discarded.cpp"
}

for cc in "$GCC" "$CLANG"; do
	if ! command -v "$cc" >"$log"; then
		skip "ntspin's headers, $cc" "$cc is not installed"
		continue
	fi
	check_dialect "$cc" "$cc, C" "$c"
	check "flow.c, ntspin's headers, $cc, C" ours "$cc" "$c" "$demo/flow.c" -funsigned-char
	check_dialect "$cc" "$cc, C++" "$cxx"
	check_guards "$cc" "$cc, C++"
	check_driver "$cc"
done

# The newest clang that Debian 12 has is what a driver's sources are best compiled by.
if [ "$CLANG_NEW" != "$CLANG" ] && command -v "$CLANG_NEW" >"$log"; then
	check_driver "$CLANG_NEW"
else
	skip "a driver's sources, $CLANG_NEW" "$CLANG_NEW is not installed"
fi

if command -v "$MINGW-gcc" >"$log" && [ -e "$MINGW_DDK/wdm.h" ]; then
	check "layout, mingw-w64's headers" mingw layout.c "$tmp/layout.o"
	check "prototypes, mingw-w64's headers" mingw prototypes.c "$tmp/prototypes.o"
	check "a wrong layout is seen, mingw-w64's headers" \
		objects 'negative' mingw "$tmp/wrong-layout.c" "$tmp/wrong.o"
	check "a wrong prototype is seen, mingw-w64's headers" \
		objects 'incompatible' mingw "$tmp/wrong-prototype.c" "$tmp/wrong.o"
	check "flow.c is a Windows driver" imports "$demo/flow.c" \
		KeAcquireInStackQueuedSpinLock KeReleaseInStackQueuedSpinLock \
		KeAcquireInStackQueuedSpinLockAtDpcLevel KeReleaseInStackQueuedSpinLockFromDpcLevel
	check "prototypes.c is a Windows driver" imports prototypes.c \
		$(sed -n 's/^ROUTINE([^,]*, [^,]*, \([^,]*\),.*/\1/p' routines.h)
	check "an import too few is seen" \
		objects 'not these' imports "$demo/flow.c" KeAcquireInStackQueuedSpinLock
	check "a routine that Windows has not is seen" \
		objects 'undefined reference.*KeNoSuchRoutine' driver "$tmp/wrong-unknown.c"
	check_driver_on_windows
else
	skip "mingw-w64's headers" "gcc-mingw-w64-x86-64-win32 is not installed"
fi

echo "TAP version 13"
echo "1..$count"
cat "$results"
echo "# $((count - failures)) of $count ok"
[ "$failures" = 0 ]
