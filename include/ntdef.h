/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntdef.h - the base types of the Windows driver interface, in Windows' sizes.
 *
 * Windows is LLP64: LONG and ULONG have 32 bits there and here, whatever the
 * size of C's long. Nothing but the compiler is needed: no header of Linux, none
 * of C. CHAR is C's char: build a ported driver with -fsigned-char, as Windows
 * has it, and with -fshort-wchar, which makes WCHAR Windows' 16 bits.
 */
#ifndef NTSPIN_NTDEF_H
#define NTSPIN_NTDEF_H

#define _NTDEF_

#ifdef NTSPIN_DRIVER
#include "crt/limits.h"
#include "crt/stdarg.h"
#include "crt/stddef.h"
#include "crt/string.h"
#endif
#include "basetsd.h"
#include "guiddef.h"
#include "sdkddkver.h"
#include "specstrings.h"

#ifdef __cplusplus
#define EXTERN_C extern "C"
#define EXTERN_C_START extern "C" {
#define EXTERN_C_END }
#define NTSPIN_STATIC_ASSERT(...) static_assert(__VA_ARGS__)
#else
#define EXTERN_C extern
#define EXTERN_C_START
#define EXTERN_C_END
#define NTSPIN_STATIC_ASSERT(...) _Static_assert(__VA_ARGS__)
#endif

#define C_ASSERT(e) NTSPIN_STATIC_ASSERT(e, #e)

#ifndef VOID
#define VOID void
#endif
#ifndef CONST
#define CONST const
#endif
#ifndef NULL
#ifdef __cplusplus
#define NULL __null
#else
#define NULL ((void *)0)
#endif
#endif
#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

/* The annotations of drivers older than SAL. */
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#ifndef OPTIONAL
#define OPTIONAL
#endif
#define CRITICAL
#define NOTHING

/* x86-64 and arm64 have one calling convention each, so these say nothing. */
#define NTAPI
#define FASTCALL
#define NTKERNELAPI
#define NTSYSAPI
#define NTHALAPI
#define DECLSPEC_IMPORT

#define NTSYSCALLAPI
#define NTAPI_INLINE NTAPI
#define CDECL
#define RESTRICTED_POINTER
#define UNALIGNED
#define UNALIGNED64
#define POINTER_64
#define POINTER_32
#define DECLSPEC_NOTHROW
#define DECLSPEC_NOVTABLE
#define DECLSPEC_DEPRECATED_DDK
#define DECLSPEC_SELECTANY __attribute__((__weak__))

/*
 * As on Windows, without a storage class: static FORCEINLINE is right, and a member
 * function stays one. Beside Linux' headers, whose inline makes a function for
 * other files, it must be static.
 */
#if defined(__cplusplus) || defined(NTSPIN_DRIVER) || !defined(__LINUX_COMPILER_TYPES_H)
#define FORCEINLINE __inline__ __attribute__((__always_inline__, __unused__))
#else
#define FORCEINLINE static inline __attribute__((__always_inline__))
#endif
#define CFORCEINLINE FORCEINLINE
#define FORCENOINLINE __attribute__((__noinline__))
#define DECLSPEC_ALIGN(x) __attribute__((__aligned__(x)))
#define DECLSPEC_NOINLINE __attribute__((__noinline__))
#define DECLSPEC_NORETURN __attribute__((__noreturn__))
#define SYSTEM_CACHE_ALIGNMENT_SIZE 64
#define DECLSPEC_CACHEALIGN DECLSPEC_ALIGN(SYSTEM_CACHE_ALIGNMENT_SIZE)
#define POINTER_ALIGNMENT DECLSPEC_ALIGN(8)
#define MEMORY_ALLOCATION_ALIGNMENT 16
#define ANYSIZE_ARRAY 1
#define ANY_SIZE 1
#define MAX_NATURAL_ALIGNMENT 8
#define DUMMYSTRUCTNAME
#define DUMMYSTRUCTNAME2
#define DUMMYUNIONNAME
#define DUMMYUNIONNAME2

#include "wdm/words.h"

typedef void *PVOID;
typedef void *PVOID64;
typedef PVOID HANDLE;
typedef PVOID *PHANDLE;

typedef char CHAR;
typedef char *PCHAR;
typedef char CCHAR;
typedef char *PCCHAR;
typedef char *PSTR;
typedef const char *PCSTR;
typedef unsigned char UCHAR;
typedef unsigned char *PUCHAR;
typedef UCHAR BOOLEAN;
typedef BOOLEAN *PBOOLEAN;

typedef short SHORT;
typedef short *PSHORT;
typedef short CSHORT;
typedef CSHORT *PCSHORT;
typedef unsigned short USHORT;
typedef unsigned short *PUSHORT;

typedef int INT;
typedef int *PINT;
typedef int LONG;
typedef int *PLONG;
typedef unsigned int ULONG;
typedef unsigned int *PULONG;
typedef LONG HRESULT;
typedef ULONG LOGICAL;
typedef ULONG *PLOGICAL;
typedef ULONG CLONG;
typedef ULONG *PCLONG;

typedef long long LONGLONG;
typedef long long *PLONGLONG;
typedef unsigned long long ULONGLONG;
typedef unsigned long long *PULONGLONG;
#ifdef __cplusplus
typedef wchar_t WCHAR;
#else
typedef __WCHAR_TYPE__ WCHAR;
#endif
typedef WCHAR *PWCHAR;
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;
typedef const WCHAR *PCWCHAR;
typedef const WCHAR *PCWCH;
typedef const CHAR *PCCH;
typedef WCHAR *PWCH;
typedef WCHAR *LPWSTR;
typedef WCHAR *PZZWSTR;
typedef WCHAR *PNZWCH;
typedef const WCHAR *LPCWSTR;
typedef CHAR *PCH;
typedef CHAR *LPSTR;
typedef CHAR *PSZ;
typedef const CHAR *PCSZ;
typedef const CHAR *LPCSTR;
typedef const CHAR *LPCH;
typedef const UCHAR *PCUCHAR;
typedef const USHORT *PCUSHORT;
typedef const ULONG *PCULONG;
typedef const VOID *PCVOID;
typedef double DOUBLE;

/* Characters of whichever kind the driver's project says; TEXT is a name that Linux has, too. */
#ifdef NTSPIN_DRIVER
#ifdef UNICODE
typedef WCHAR TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef const WCHAR *PCTSTR, *LPCTSTR;
#define __TEXT(quote) L##quote
#else
typedef CHAR TCHAR, *PTCHAR, *PTSTR, *LPTSTR;
typedef const CHAR *PCTSTR, *LPCTSTR;
#define __TEXT(quote) quote
#endif
#define TEXT(quote) __TEXT(quote)
#endif

C_ASSERT(sizeof(CHAR) == 1 && sizeof(SHORT) == 2);
C_ASSERT(sizeof(LONG) == 4 && sizeof(ULONG) == 4);
C_ASSERT(sizeof(LONGLONG) == 8 && sizeof(ULONG_PTR) == 8);
C_ASSERT(sizeof(PVOID) == 8);

typedef _Return_type_success_(return >= 0) LONG NTSTATUS;
typedef NTSTATUS *PNTSTATUS;

#define NT_SUCCESS(status) (((NTSTATUS)(status)) >= 0)
#define NT_INFORMATION(status) ((((ULONG)(status)) >> 30) == 1)
#define NT_WARNING(status) ((((ULONG)(status)) >> 30) == 2)
#define NT_ERROR(status) ((((ULONG)(status)) >> 30) == 3)

/* Unnamed members are older than C++'s standard. genksyms reads nothing before a member's type. */
#ifdef __GENKSYMS__
#define NTSPIN_EXTENSION
#else
#define NTSPIN_EXTENSION __extension__
#endif

typedef union _LARGE_INTEGER {
	NTSPIN_EXTENSION struct {
		ULONG LowPart;
		LONG HighPart;
	};
	struct {
		ULONG LowPart;
		LONG HighPart;
	} u;
	LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
	NTSPIN_EXTENSION struct {
		ULONG LowPart;
		ULONG HighPart;
	};
	struct {
		ULONG LowPart;
		ULONG HighPart;
	} u;
	ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

typedef struct _LIST_ENTRY {
	struct _LIST_ENTRY *Flink;
	struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

/* As programs of that many bits have them. */
typedef struct LIST_ENTRY32 {
	ULONG Flink;
	ULONG Blink;
} LIST_ENTRY32, *PLIST_ENTRY32;

typedef struct LIST_ENTRY64 {
	ULONGLONG Flink;
	ULONGLONG Blink;
} LIST_ENTRY64, *PLIST_ENTRY64;

typedef struct _STRING32 {
	USHORT Length;
	USHORT MaximumLength;
	ULONG Buffer;
} STRING32, *PSTRING32, UNICODE_STRING32, *PUNICODE_STRING32, ANSI_STRING32, *PANSI_STRING32;

typedef struct _STRING64 {
	USHORT Length;
	USHORT MaximumLength;
	ULONGLONG Buffer;
} STRING64, *PSTRING64, UNICODE_STRING64, *PUNICODE_STRING64, ANSI_STRING64, *PANSI_STRING64;

typedef struct _SINGLE_LIST_ENTRY {
	struct _SINGLE_LIST_ENTRY *Next;
} SINGLE_LIST_ENTRY, *PSINGLE_LIST_ENTRY;

/* A node of a tree; the lowest bits of its parent say how it is balanced. */
typedef struct _RTL_BALANCED_NODE {
	NTSPIN_EXTENSION union {
		struct _RTL_BALANCED_NODE *Children[2];
		NTSPIN_EXTENSION struct {
			struct _RTL_BALANCED_NODE *Left;
			struct _RTL_BALANCED_NODE *Right;
		};
	};
	NTSPIN_EXTENSION union {
		UCHAR Red : 1;
		UCHAR Balance : 2;
		ULONG_PTR ParentValue;
	};
} RTL_BALANCED_NODE, *PRTL_BALANCED_NODE;

typedef LARGE_INTEGER PHYSICAL_ADDRESS, *PPHYSICAL_ADDRESS;

C_ASSERT(sizeof(LARGE_INTEGER) == 8);
C_ASSERT(FIELD_OFFSET(LARGE_INTEGER, u.HighPart) == 4);
C_ASSERT(sizeof(ULARGE_INTEGER) == 8);
C_ASSERT(sizeof(LIST_ENTRY) == 16);
C_ASSERT(FIELD_OFFSET(LIST_ENTRY, Flink) == 0);
C_ASSERT(FIELD_OFFSET(LIST_ENTRY, Blink) == 8);
C_ASSERT(sizeof(SINGLE_LIST_ENTRY) == 8);
C_ASSERT(sizeof(RTL_BALANCED_NODE) == 24);

#include "wdm/string.h"

#endif
