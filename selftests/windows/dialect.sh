# SPDX-License-Identifier: GPL-2.0
# dialect.sh - do a driver's sources compile as on Windows? Sourced by check.sh.
#
# The sources in driver/ are compiled as wdm/dialect.h says that a driver's are, in
# both languages, by each compiler; they are linked with each other and run.
# shellcheck shell=sh disable=SC2086,SC2154

as_driver="-nostdinc -D__LINUX_COMPILER_TYPES_H -D__KERNEL__ -fshort-wchar -fsigned-char"
as_driver="$as_driver -fms-extensions -O2 -fno-stack-protector -Wall -Wextra -Wundef -Wshadow -Werror -Wno-unknown-pragmas"
driver_c="-x c -std=gnu11 -Wstrict-prototypes -Wmissing-prototypes"
driver_c="$driver_c -Wno-error=incompatible-pointer-types -Wno-error=int-conversion"
driver_cxx="-x c++ -std=gnu++20 -fno-exceptions -fno-rtti"

as_driver() { # COMPILER LANGUAGE FILE OBJECT
	case $1 in
	*clang*) microsoft="-fms-compatibility -fdeclspec -Wno-microsoft -Wno-c++11-narrowing -Wno-address-of-temporary" ;;
	*) microsoft=-Wno-narrowing ;;
	esac
	from=${headers:-$include}
	$1 $as_driver -include "$from/wdm/dialect.h" -I"$from" -I"$from/crt" $microsoft $2 \
		-c "$3" -o "$4"
}

# Each header as the first and only one.
driver_headers_alone() { # COMPILER LANGUAGE
	for header in $(cd "$include" && ls *.h wdm/*.h) $(cd "$include/crt" && ls *.h); do
		printf '#include <%s>\nextern int used;\n#include <%s>\n#include <poppack.h>\n' \
			"$header" "$header" >"$tmp/alone.c"
		case $header in
		pshpack*) sed -i 2,3d "$tmp/alone.c" ;;
		poppack*) continue ;;
		*) sed -i 4d "$tmp/alone.c" ;;
		esac
		as_driver "$1" "$2 -fsyntax-only -Wno-pragma-pack" "$tmp/alone.c" /dev/null || return
	done
}

# The routines of module/rtl that the headers declare, as a host's program has them (driver/run.c): all
# but those that allocate, for which there would have to be pool.
rtl_objects() { # COMPILER
	mkdir -p "$tmp/rtl-$1"
	for file in ../../module/rtl/*.cpp; do
		[ "${file##*/}" != allocate.cpp ] || continue
		object=$tmp/rtl-$1/$(basename "$file" .cpp).o
		[ -e "$object" ] || $1 -x c++ -std=gnu++20 -fno-exceptions -fno-rtti -fshort-wchar \
			-fsigned-char -O0 -I"$include" -c "$file" -o "$object" || return
	done
}

driver_runs() { # COMPILER LANGUAGE
	rtl_objects "$1" || return
	for file in words library machine shared requests; do
		as_driver "$1" "$2" "driver/$file.c" "$tmp/$file.o" || return
	done
	as_driver "$1" "$driver_cxx" driver/member.cpp "$tmp/member.o" &&
		$1 -c driver/run.c -o "$tmp/run.o" &&
		$1 "$tmp/words.o" "$tmp/library.o" "$tmp/machine.o" "$tmp/shared.o" "$tmp/requests.o" \
			"$tmp/member.o" "$tmp/run.o" "$tmp/rtl-$1"/*.o -o "$tmp/driver" && "$tmp/driver"
}

# Whatever is declared there is, also where nothing is optimised.
unoptimised() { # COMPILER LANGUAGE
	as_driver "$1" "$2 -O0" driver/library.c "$tmp/unoptimised.o" || return
	rtl_objects "$1" || return
	nm --defined-only "$tmp/rtl-$1"/*.o | awk '$2 == "T" { print $3 }' >"$tmp/defined"
	nm -u "$tmp/unoptimised.o" | awk '{ print $2 }' | grep -vxFf "$tmp/defined" |
		grep -vxE 'mem(cpy|move|set|cmp|chr)|str(n?len|n?cmp|n?casecmp|r?chr|str)|__stack_chk_fail|KeBugCheckEx' >"$tmp/undefined"
	[ ! -s "$tmp/undefined" ] || { cat "$tmp/undefined"; return 1; }
}

# mingw-w64's exchange of pointers wants a cast where Microsoft's compiler does not.
mingw_any_pointer() { # FILE OBJECT
	eval "$MINGW-gcc $MINGW_CFLAGS -Wno-incompatible-pointer-types -c \"\$1\" -o \"\$2\""
}

# The names and values of the statuses, in the words of a check that both sides can compile.
statuses() {
	echo '#include <ntdef.h>'
	echo '#include <ntstatus.h>'
	sed -n 's/^#define \([A-Z][A-Za-z0-9_]*\) ((NTSTATUS)\(0x[0-9A-F]*\))$/\1 \2/p' "$1" |
	while read -r name value; do
		printf '#ifdef %s\nC_ASSERT((ULONG)%s == %s);\n#endif\n' "$name" "$name" "$value"
	done
}

# The enumerators of what is asked of a file or its volume, likewise.
enumerators() { # FILE_INFORMATION.H
	echo '#include <ntddk.h>'
	sed -n 's/^\t\(File[A-Za-z0-9]*\) = \([0-9]*\),\{0,1\}$/C_ASSERT(\1 == \2);/p' "$1"
}

# The constants of a header, likewise: of each what it comes to here, where the other side knows it.
constants() { # HEADER FILE
	sed -n '/GUID_/d; s/^#define \([A-Z][A-Z0-9_]*\) [^"{]*$/"\1" \1/p' "$2" >"$tmp/named"
	printf '#include <ntddk.h>\n#include <%s>\n' "$1"
	{ printf '#include <ntddk.h>\n#include <%s>\n' "$1"; cat "$tmp/named"; } |
		$GCC $as_driver -include "$include/wdm/dialect.h" -I"$include" -I"$include/crt" -x c -E -P - |
		sed -n 's/^"\([A-Z0-9_]*\)" \(.*\)$/#ifdef \1\nC_ASSERT((ULONG)(\1) == (ULONG)(\2));\n#endif/p'
}

with_constants="ntddkbd.h ntddmou.h ntddvol.h kbdmou.h ntddser.h wmistr.h ntddstor.h ntdddisk.h ntddcdrm.h ntddscsi.h mountmgr.h"
with_constants="$with_constants ntdd8042.h usb.h usbspec.h usbioctl.h scsi.h srb.h"

each_constant() { # all of them that the others know are as they have them, and they are many
	for file in $with_constants wdm/file_system.h wdm/security.h; do
		header=$file
		case $file in wdm/*) header=ntifs.h ;; esac
		constants "$header" "$include/$file" >"$tmp/constants.c"
		[ "$(grep -c C_ASSERT "$tmp/constants.c")" -gt 7 ] || { echo "too few in $file"; return 1; }
		mingw "$tmp/constants.c" "$tmp/constants.o" || return
	done
}

# Likewise, but for two that mingw-w64 has otherwise than Microsoft's documentation.
each_bug_code() { # BUGCODES.H
	sed '/BUGCODE_ID_DRIVER/d; /IMPERSONATING_WORKER_THREAD/d' "$1" >"$tmp/bugcodes"
	constants bugcodes.h "$tmp/bugcodes" >"$tmp/constants.c"
	[ "$(grep -c C_ASSERT "$tmp/constants.c")" -gt 150 ] && mingw "$tmp/constants.c" "$tmp/constants.o"
}

# NAME and its numbers, in one form.
guids() { # HEADER
	tr -d '\n' <"$1" | sed 's/DEFINE_GUID/\n&/g' | sed -n 's/^DEFINE_GUID *(\([^)]*\)).*/\1/p' | tr -d ' \t' |
		tr 'A-Z' 'a-z' | sed 's/\(,0x[0-9a-f]*\)l/\1/g; s/,0x0*\([0-9a-f]\)/,\1/g' | sort
}

# Those that mingw-w64 has by the same names are the same.
no_guid_differs() { # WDMGUID.H
	guids "$1" >"$tmp/ours.guids"
	guids "$MINGW_DDK/wdmguid.h" | cut -d, -f1 >"$tmp/their.names"
	guids "$MINGW_DDK/wdmguid.h" >"$tmp/their.guids"
	cut -d, -f1 "$tmp/ours.guids" | sort | comm -12 - "$tmp/their.names" >"$tmp/both"
	grep -Fwf "$tmp/both" "$tmp/ours.guids" | comm -23 - "$tmp/their.guids" >"$tmp/differ"
	[ "$(wc -l <"$tmp/both")" -gt 20 ] && [ ! -s "$tmp/differ" ] || { cat "$tmp/differ"; return 1; }
}

# All of them are there that mingw-w64 knows, and no two of one name.
no_status_is_missing() { # NTSTATUS.H
	sed -n 's/^#define \([A-Z][A-Za-z0-9_]*\)[ \t]*((NTSTATUS) *0x.*/\1/p' "$1" | sort -u >"$tmp/have"
	sed -n 's/^#define \([A-Z][A-Za-z0-9_]*\)[ \t]*((NTSTATUS) *0x.*/\1/p' \
		"$MINGW_DDK/../ntstatus.h" | sort -u >"$tmp/want"
	comm -13 "$tmp/have" "$tmp/want" >"$tmp/missing"
	[ "$(wc -l <"$tmp/want")" -gt 1000 ] && [ ! -s "$tmp/missing" ] || { cat "$tmp/missing"; return 1; }
}

# The routines of integers that mingw-w64 has; Microsoft has more names for them.
no_integer_is_missing() { # NTINTSAFE.H
	sed -n 's/^__MINGW_INTSAFE_[A-Z_]*API __MINGW_INTSAFE_[A-Z_]*(\([A-Za-z0-9]*\),.*/Rtl\1/p' \
		"$MINGW_DDK/ntintsafe.h" | sort -u >"$tmp/want"
	$GCC -E -dD -nostdinc -I"$include" -x c "$1" | grep -o 'Rtl[A-Za-z0-9]*' | sort -u >"$tmp/have"
	comm -13 "$tmp/have" "$tmp/want" >"$tmp/missing"
	[ "$(wc -l <"$tmp/want")" -gt 300 ] && [ ! -s "$tmp/missing" ] || { cat "$tmp/missing"; return 1; }
}

# What a driver without the dialect finds is what it was: nothing of it is in the way of Linux' names.
wrong nothing_leaks.c '#include <ntifs.h>' 'int min, max, __in, __out, try, leave, size_t, PAGE_SIZE, DELETE;'
# Words that are a driver's own until it includes <excpt.h>, or <wdm.h>, which does.
wrong before_excpt.c '#include <ntdef.h>' '#include <ntintsafe.h>' 'int f(int try, int except, int finally);' \
	'int f(int try, int except, int finally) { if (try) goto leave; return except; leave: return finally; }'
wrong behind_wdm.c '#include <wdm.h>' 'int f(int leave);'
wrong unprovided.c '#include <ntddk.h>' 'VOID f(VOID); VOID f(VOID) { KeNoSuchRoutine(); }'
wrong pointer.cpp '#include <ntddk.h>' \
	'int *f(int *volatile *p); int *f(int *volatile *p) { return InterlockedExchangePointer((PVOID volatile *)p, 0); }'
wrong dialect_layout.c '#include <ntddk.h>' 'C_ASSERT(sizeof(IRP) == 0xd8);'
wrong only_warned_of.c '#include <ntddk.h>' 'ULONG_PTR f(PULONG p, PKDPC d, VOID NTAPI r(PKDPC, PULONG, PVOID, PVOID));' \
	'ULONG_PTR f(PULONG p, PKDPC d, VOID NTAPI r(PKDPC, PULONG, PVOID, PVOID))' \
	'{ PUSHORT half = p; KeInitializeDpc(d, r, half); return p; }'
# CTL_CODE() of a device type above 0x7fff is a negative int.
wrong only_warned_of.cpp '#include <ntddk.h>' 'int f(ULONG code);' \
	'int f(ULONG code) { switch (code) { case CTL_CODE(0x8000, 0x800, 3, 0): return 1; } return 0; }'
cp -r "$include" "$tmp/storage"
sed -i 's/^#define FORCEINLINE __inline__/#define FORCEINLINE static __inline__/' "$tmp/storage/ntdef.h"
cp -r "$include" "$tmp/leaves"
sed -i 's/^#define __leave .*/#define __leave break/' "$tmp/leaves/wdm/dialect.h"
cp -r "$include" "$tmp/exported"
sed -i 's/^#define FORCEINLINE __inline__ .*/#define FORCEINLINE/' "$tmp/exported/ntdef.h"

check_driver() { # COMPILER
	for language in C C++; do
		dialect=$driver_c
		[ $language = C ] || dialect=$driver_cxx
		check "a driver's sources run, $1, $language" driver_runs "$1" "$dialect"
		check "annotations of each age, $1, $language" \
			as_driver "$1" "$dialect" driver/sal.c "$tmp/sal.o"
		check "structures of devices, $1, $language" \
			as_driver "$1" "$dialect" driver/devices.c "$tmp/devices.o"
		check "what <ntddk.h> has, and has not, $1, $language" \
			as_driver "$1" "$dialect" driver/kinds.c "$tmp/kinds.o"
		check "what is declared is there, $1, $language" unoptimised "$1" "$dialect"
	done
	check "headers stand alone in a driver, $1" driver_headers_alone "$1" "$driver_c"
	check "a routine that is not provided is not declared, $1" objects 'KeNoSuchRoutine' \
		as_driver "$1" "$driver_c" "$tmp/wrong-unprovided.c" "$tmp/wrong.o"
	check "a wrong layout is seen, $1" objects 'assert.*IRP' \
		as_driver "$1" "$driver_c" "$tmp/wrong-dialect_layout.c" "$tmp/wrong.o"
	check "what Microsoft's compiler warns of is no error, $1" \
		as_driver "$1" "$driver_c" "$tmp/wrong-only_warned_of.c" "$tmp/wrong.o"
	check "a code that is negative is a case in C++, $1" \
		as_driver "$1" "$driver_cxx" "$tmp/wrong-only_warned_of.cpp" "$tmp/wrong.o"
	check "leave is a name before <excpt.h>, $1" \
		as_driver "$1" "$driver_c" "$tmp/wrong-before_excpt.c" "$tmp/wrong.o"
	check "leave is a word behind <wdm.h>, $1" objects 'error' \
		as_driver "$1" "$driver_c" "$tmp/wrong-behind_wdm.c" "$tmp/wrong.o"
	headers=$tmp/storage
	check "a storage class in FORCEINLINE is seen, $1" \
		objects 'static' driver_runs "$1" "$driver_c"
	headers=$tmp/leaves
	check "a __leave that breaks is seen, $1" \
		objects 'not so\|break' driver_runs "$1" "$driver_c"
	headers=$tmp/exported
	check "an inline function in two files is seen, $1" \
		objects 'multiple definition\|prototype' driver_runs "$1" "$driver_c"
	headers=
	check "what is exchanged is checked in C++, $1" objects 'invalid conversion\|cannot initialize' \
		as_driver "$1" "$driver_cxx" "$tmp/wrong-pointer.cpp" "$tmp/wrong.o"
	check "without the dialect nothing is in the way, $1" \
		ours "$1" "$c" "$tmp/wrong-nothing_leaks.c"
}

check_driver_on_windows() {
	for file in library machine requests shared devices kinds; do
		check "driver/$file.c, mingw-w64's headers" mingw_any_pointer "driver/$file.c" "$tmp/$file.o"
	done
	statuses "$include/ntstatus.h" >"$tmp/statuses.c"
	check "each status, mingw-w64's headers" mingw "$tmp/statuses.c" "$tmp/statuses.o"
	check "no status is missing" no_status_is_missing "$include/ntstatus.h"
	sed 's/0xC000009A/0xC000009B/' "$include/ntstatus.h" >"$tmp/ntstatus.h"
	statuses "$tmp/ntstatus.h" >"$tmp/statuses.c"
	check "a wrong status is seen" objects 'negative' mingw "$tmp/statuses.c" "$tmp/statuses.o"
	enumerators "$include/wdm/file_information.h" >"$tmp/enumerators.c"
	check "each enumerator, mingw-w64's headers" mingw "$tmp/enumerators.c" "$tmp/enumerators.o"
	sed -i 's/FileFsDeviceInformation == 4/FileFsDeviceInformation == 5/' "$tmp/enumerators.c"
	check "a wrong enumerator is seen" objects 'negative' mingw "$tmp/enumerators.c" "$tmp/enumerators.o"
	check "each constant of devices, mingw-w64's headers" each_constant
	constants ntdddisk.h "$include/ntdddisk.h" | sed '/(IOCTL_DISK_VERIFY)/s/))/ + 8))/' >"$tmp/constants.c"
	check "a wrong constant is seen" objects 'negative' mingw "$tmp/constants.c" "$tmp/constants.o"
	check "each bug code, mingw-w64's headers" each_bug_code "$include/bugcodes.h"
	sed 's/KMODE_EXCEPTION_NOT_HANDLED)/PHASE0_EXCEPTION)/' "$tmp/constants.c" >"$tmp/code.c"
	check "a wrong bug code is seen" objects 'negative' mingw "$tmp/code.c" "$tmp/constants.o"
	check "each GUID, mingw-w64's headers" no_guid_differs "$include/wdmguid.h"
	sed 's/0xcb3a4004/0xcb3a4005/' "$include/wdmguid.h" >"$tmp/wdmguid.h"
	check "a wrong GUID is seen" objects 'arrival' no_guid_differs "$tmp/wdmguid.h"
	sed -i '/STATUS_INSUFFICIENT_RESOURCES/d' "$tmp/ntstatus.h"
	sed '/NTSPIN_SAFE_ALL(SizeT/d' "$include/ntintsafe.h" >"$tmp/ntintsafe.h"
	check "no routine of integers is missing" no_integer_is_missing "$include/ntintsafe.h"
	check "a missing routine of integers is seen" objects 'RtlSizeTToULong' no_integer_is_missing "$tmp/ntintsafe.h"
	check "a missing status is seen" objects 'INSUFFICIENT' no_status_is_missing "$tmp/ntstatus.h"
}
