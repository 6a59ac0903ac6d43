/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dialect.h - what Microsoft's compiler knows before the first line of a driver's source.
 *
 * For the sources of the Windows side of a driver alone, and first of all:
 *
 *	-D__LINUX_COMPILER_TYPES_H -include wdm/dialect.h -I<include> -I<include>/crt
 *	-fshort-wchar -fsigned-char -fms-extensions -Wno-unknown-pragmas
 *	clang, too: -fms-compatibility -fdeclspec
 *	in C: -Wno-error=incompatible-pointer-types -Wno-error=int-conversion
 *
 * The first of them keeps out the kernel's own words, which Kbuild forces on every
 * file. The last are what Microsoft's compiler warns of, and gcc 14 and newer clangs
 * refuse. NTSPIN_DRIVER, which is defined here, is what the headers ask before they
 * define a name that Linux has as well: min, PAGE_SIZE, __in, size_t.
 *
 * What clang has in Microsoft's mode is left to it. What gcc cannot have as a
 * macro: 10000ui64, "x" __FUNCTION__, a volatile that orders other accesses.
 */
#ifndef NTSPIN_WDM_DIALECT_H
#define NTSPIN_WDM_DIALECT_H

#pragma GCC system_header

#define NTSPIN_DRIVER 1

/* Windows is no Linux. */
#undef __linux__
#undef __linux
#undef linux
#undef __gnu_linux__
#undef __unix__
#undef __unix
#undef unix

#define _WIN32 1
#define _WIN64 1
#define _KERNEL_MODE 1
#define _INTEGRAL_MAX_BITS 64
#define WINNT 1

#ifdef __x86_64__
#define _AMD64_ 1
#define AMD64 1
#define _M_AMD64 100
#define _M_X64 100
#endif
#ifdef __aarch64__
#define _ARM64_ 1
#define ARM64 1
#define _M_ARM64 1
#endif

/* Windows 10, as the driver kit has it unless the driver's project says otherwise. */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#ifndef WINVER
#define WINVER _WIN32_WINNT
#endif
#ifndef NTDDI_VERSION
#define NTDDI_VERSION 0x0A00000C
#endif

/*
 * An inline function of a C source is one for all files of a driver, whichever of
 * them define it. C makes none of it: so each is made part of its callers, whether it
 * is static, as many write, or not. In C++ the language is right already.
 */
#undef inline
#undef __inline
#undef __inline__
#ifdef __cplusplus
#define __inline inline
#else
#define inline __inline__ __attribute__((__always_inline__, __unused__))
#define __inline inline
#endif
#define _inline __inline
#undef __forceinline
#define __forceinline __inline__ __attribute__((__always_inline__, __unused__))
#define _forceinline __forceinline

/* x86-64 and arm64 have one calling convention each, so these say nothing. */
#define __cdecl
#define _cdecl
#define __stdcall
#define _stdcall
#define __fastcall
#define _fastcall
#define __thiscall
#define __vectorcall
#define __clrcall
#define __w64
#define __CRTDECL

#ifdef __cpp_aligned_new
namespace std
{
enum class align_val_t : __SIZE_TYPE__ {};
}
#endif

#ifndef __cplusplus
#ifndef static_assert
#define static_assert _Static_assert
#endif
#endif

/* Is this clang in Microsoft's mode? It has the words and intrinsics below as its own. */
#ifdef __clang__
#if __has_builtin(__noop)
#define NTSPIN_HAS_MS_WORDS 1
#define __FUNCTIONW__ L__FUNCTION__
#endif
#endif

#ifndef NTSPIN_HAS_MS_WORDS
#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long
#define __unaligned
#define __ptr64
#define __uptr
#define __sptr
#define __restrict __restrict__
#define __alignof __alignof__

#define __assume(expression) ((expression) ? (void)0 : __builtin_unreachable())

/* Its arguments are not evaluated; without any it is an expression, too. */
enum { __noop };
#define __noop(...) ((void)0)

#define NTSPIN_PRAGMA(...) _Pragma(#__VA_ARGS__)
#define __pragma(...) NTSPIN_PRAGMA(__VA_ARGS__)

#define NTSPIN_DECLSPEC(word) __attribute__((NTSPIN_DECLSPEC_##word))
#undef __declspec
#define __declspec(word) NTSPIN_DECLSPEC(word)
#define NTSPIN_DECLSPEC_align(bytes) __aligned__(bytes)
#define NTSPIN_DECLSPEC_allocate(section) __section__(section)
#define NTSPIN_DECLSPEC_allocator
#define NTSPIN_DECLSPEC_code_seg(section)
#define NTSPIN_DECLSPEC_deprecated __deprecated__
#define NTSPIN_DECLSPEC_dllexport
#define NTSPIN_DECLSPEC_dllimport
#define NTSPIN_DECLSPEC_guard(mode)
#define NTSPIN_DECLSPEC_noalias
#define NTSPIN_DECLSPEC_noinline __noinline__
#define NTSPIN_DECLSPEC_noreturn __noreturn__
#define NTSPIN_DECLSPEC_nothrow __nothrow__
#define NTSPIN_DECLSPEC_novtable
#define NTSPIN_DECLSPEC_restrict __malloc__
#define NTSPIN_DECLSPEC_safebuffers
#define NTSPIN_DECLSPEC_selectany __weak__
#define NTSPIN_DECLSPEC_spectre(mode)
#define NTSPIN_DECLSPEC_uuid(text)
#endif

/*
 * Structured exceptions. Nothing raises one here: a guarded block runs to its end, or
 * to __leave, then what stands behind __finally runs, and what stands behind __except
 * never. A return out of a block passes __finally by.
 */
#define __try { __label__ ntspin_leave;
#define __leave goto ntspin_leave
#define __finally ntspin_leave: __attribute__((__unused__)); }
#define __except(filter) ntspin_leave: __attribute__((__unused__)); } if (0 && (filter))
#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1)
#define GetExceptionCode() 0
#define GetExceptionInformation() ((struct _EXCEPTION_POINTERS *)0)
#define exception_code GetExceptionCode
#define exception_info GetExceptionInformation
#define _exception_code GetExceptionCode
#define _exception_info GetExceptionInformation
#define AbnormalTermination() 0
#define _abnormal_termination AbnormalTermination

struct _EXCEPTION_POINTERS;

#endif
