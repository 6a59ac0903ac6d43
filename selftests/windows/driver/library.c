// SPDX-License-Identifier: GPL-2.0
/*
 * library.c - C's headers, and the safe strings and integers.
 */
#include <wdm.h>

/* wdm.h alone brings these. */
static size_t size;
static wchar_t wide;
static va_list list;
static uintptr_t address;

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <excpt.h>
#include <intrin.h>
#include <limits.h>
#include <bugcodes.h>
#include <ntifs.h>
#include <ntintsafe.h>
#include <ntstrsafe.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <initguid.h>
#include <guiddef.h>
#include "driver.h"

/* {7d1e2b3c-0001-0002-0304-05060708090a} */
DEFINE_GUID(GUID_OF_THIS, 0x7d1e2b3c, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

static const UNICODE_STRING constant = RTL_CONSTANT_STRING(L"constant");
DECLARE_CONST_UNICODE_STRING(declared, L"declared");

C_ASSERT(sizeof(wchar_t) == 2 && sizeof(size_t) == 8 && sizeof(uintptr_t) == 8);
C_ASSERT(sizeof(int64_t) == 8 && sizeof(uint8_t) == 1 && UINT16_MAX == 0xffff);
C_ASSERT(INT_MAX == 2147483647 && CHAR_BIT == 8 && CHAR_MIN == -128);
C_ASSERT(sizeof(GUID) == 16 && sizeof(UINT8) == 1 && sizeof(UINT64) == 8 && sizeof(INT16) == 2);
C_ASSERT(sizeof(DWORD) == 4 && sizeof(BYTE) == 1);
#ifndef __MINGW32__
C_ASSERT(DWORD_MAX == MAXULONG && SIZE_T_MAX == MAXSIZE_T && SHORT_MIN == -32768);
#endif
C_ASSERT(ARRAYSIZE("four") == 5 && RTL_NUMBER_OF(L"four") == 5);
C_ASSERT(MAXULONG == 0xffffffff && MAXUSHORT == 0xffff && MAXLONG == 0x7fffffff);
C_ASSERT(PAGE_SIZE == 4096 && PAGE_SHIFT == 12 && BYTES_TO_PAGES(4097) == 2);
C_ASSERT(ULONG_MAX == MAXULONG && LONG_MAX == MAXLONG && LONG_MIN == (LONG)MINLONG);
C_ASSERT(KernelMode == 0 && UserMode == 1);
C_ASSERT(KMODE_EXCEPTION_NOT_HANDLED == 0x1e && MANUALLY_INITIATED_CRASH == 0xe2);
#ifndef __MINGW32__ /* which has neither */
typedef struct {
	CHAR before;
	LOOKASIDE_ALIGN LOOKASIDE_LIST_EX list;
} ALIGNED;
C_ASSERT(FIELD_OFFSET(ALIGNED, list) == SYSTEM_CACHE_ALIGNMENT_SIZE);
C_ASSERT(CRYPTO_LIBRARY_INTERNAL_ERROR == 0x171);
C_ASSERT(FAST_FAIL_INVALID_REFERENCE_COUNT == 14 && FAST_FAIL_CORRUPT_LIST_ENTRY == 3);
C_ASSERT(STATUS_ALREADY_INITIALIZED < 0 && STATUS_ALREADY_COMPLETE == 0xff);
C_ASSERT(USHORT_MAX == MAXUSHORT && SIZE_T_MAX == ~(SIZE_T)0);

/* Never called. */
VOID fail_fast(PULONG word);
VOID fail_fast(PULONG word)
{
	PrefetchForWrite(word);
	PreFetchCacheLine(PF_TEMPORAL_LEVEL_1, word);
	if (ReadForWriteAccess(word))
		RtlFailFast(FAST_FAIL_INVALID_ARG);
	__fastfail(FAST_FAIL_HEAP_METADATA_CORRUPTION);
}
#endif
C_ASSERT(sizeof(UNICODE_STRING) == 16 && sizeof(ANSI_STRING) == 16);

static int sum(int count, ...)
{
	va_list arguments;
	int total = 0;

	va_start(arguments, count);
	while (count--)
		total += va_arg(arguments, int);
	va_end(arguments);
	return total;
}

static const char *run_bounded(void)
{
#ifndef __MINGW32__ /* which declares them for programs alone */
	char narrow[6];
	WCHAR text[4];
	ULONG number = 1;

	if (strcpy_s(narrow, sizeof(narrow), "four") || strcmp(narrow, "four") ||
	    strcat_s(narrow, sizeof(narrow), "5") || strcmp(narrow, "four5"))
		return "strcpy_s: what fits is copied, and strcat_s goes on behind it";
	if (strcat_s(narrow, sizeof(narrow), "6") != ERANGE || narrow[0])
		return "strcat_s: what does not fit leaves an empty text";
	if (strncpy_s(narrow, sizeof(narrow), "sixteen", _TRUNCATE) != STRUNCATE ||
	    strcmp(narrow, "sixte"))
		return "strncpy_s: what is to be cut is";
	if (wcsncpy_s(text, 4, L"abcdef", 3) || wcscmp(text, L"abc") ||
	    wcscpy_s(text, 4, NULL) != EINVAL || text[0])
		return "wcsncpy_s: as many as are asked for; of nothing, nothing";
	if (memcpy_s(&number, 2, text, 4) != ERANGE || number)
		return "memcpy_s: what does not fit leaves zeroes";
	if (_memicmp("AbC", "aBcd", 3) || _memicmp("a", "b", 1) >= 0)
		return "_memicmp: letters of either case are equal";
#ifdef __cplusplus
	if (wcscpy_s(text, L"abc") || wcscmp(text, L"abc"))
		return "wcscpy_s: an array has a size";
#endif
#endif
	return NULL;
}

static const char *run_prints(void)
{
	char narrow[8];
	WCHAR text[8];

	if (_snprintf(narrow, sizeof(narrow), "%d-%s", 12, "ab") != 5 || strcmp(narrow, "12-ab"))
		return "_snprintf: what fits is printed, and its length told";
	if (_snprintf(narrow, sizeof(narrow), "%s", "eight888") != -1 || strcmp(narrow, "eight88"))
		return "_snprintf: what does not fit is cut, and ends with a null";
	if (_snwprintf(text, 8, L"%x %ws", 0xa, L"b") != 3 || wcscmp(text, L"a b"))
		return "_snwprintf: wide text, and hexadecimal";
	assert(narrow[0] == 'e');
	return NULL;
}

static const char *run_numbers(void)
{
	char text[] = " -0x1fz";
	char *end;

	if (strtol(text, &end, 0) != -31 || *end != 'z' || strtoul("017", NULL, 0) != 15 ||
	    atoi("+42 ") != 42 || strtol("-12", NULL, 10) != -12)
		return "strtol: blanks, a sign, a base, and how far";
	if (strtol("none", &end, 10) || *end != 'n' || strtoul("12", &end, 2) != 1 || *end != '2')
		return "strtol: no number, and digits that the base has not";
	if (strtol("2147483648", NULL, 10) != 0x7fffffff ||
	    strtoul("100000000", NULL, 16) != 0xffffffff ||
	    strtol("-2147483649", NULL, 10) != -0x7fffffff - 1)
		return "strtol: no more than 32 bits";
	if (_strtoi64("-8000000000", NULL, 10) != -8000000000 ||
	    _strtoui64("0x", &end, 16) || *end != 'x' ||
	    _strtoui64("ffffffffffffffffff", NULL, 16) != MAXULONGLONG)
		return "_strtoui64: 64 bits";
	return NULL;
}

static const char *run_versions(void)
{
	RTL_OSVERSIONINFOEXW version;
	ULONG major = 0;

	RtlFillMemory(&version, sizeof(version), 0xff);
	version.dwOSVersionInfoSize = sizeof(RTL_OSVERSIONINFOW);
	RtlGetVersion((PRTL_OSVERSIONINFOW)&version);
	if (version.dwMajorVersion != 10 || version.szCSDVersion[0] || version.wProductType != 0xff)
		return "RtlGetVersion: Windows 10, and no more than there is room for";
	version.dwOSVersionInfoSize = sizeof(version);
	RtlGetVersion((PRTL_OSVERSIONINFOW)&version);
	if (version.wProductType != VER_NT_WORKSTATION || version.wServicePackMajor)
		return "RtlGetVersion: a workstation without a service pack";
	if (!RtlIsNtDdiVersionAvailable(NTDDI_WIN7) || RtlIsNtDdiVersionAvailable(0x0B000000))
		return "RtlIsNtDdiVersionAvailable: older ones are, newer ones are not";
	if (PsGetVersion(&major, NULL, NULL, NULL) || major != 10)
		return "PsGetVersion: no checked build, and what is asked for alone";
	return NULL;
}

#ifdef _AMD64_
static const char *run_cpuid(void)
{
	int vendor[4], features[4];

	__cpuid(vendor, 0);
	__cpuidex(features, 1, 0);
	if (vendor[0] < 1 || !vendor[1] || !(features[3] & 1 << 26))
		return "__cpuid: a vendor, and SSE2, which every such machine has";
	return NULL;
}
#endif

static const char *run_attributes(void)
{
	OBJECT_ATTRIBUTES attributes;
	LUID luid = RtlConvertLongToLuid(-2);

	/* Its braces need no semicolon. */
	InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL)
	if (attributes.Length != sizeof(attributes) || attributes.Attributes != OBJ_KERNEL_HANDLE)
		return "InitializeObjectAttributes: its length, and what was given";
	if (luid.LowPart != 0xfffffffe || luid.HighPart != -1)
		return "RtlConvertLongToLuid: the sign goes on";
	return NULL;
}

static const char *run_strings(void)
{
	WCHAR text[8];
	char narrow[4];
	SIZE_T length = 7;
	UNICODE_STRING counted;

	if (RtlStringCchCopyW(text, 8, L"seven77") != STATUS_SUCCESS || wcscmp(text, L"seven77"))
		return "RtlStringCchCopyW: what fits is copied";
	if (RtlStringCchCopyW(text, 8, L"eight888") != STATUS_BUFFER_OVERFLOW ||
	    wcscmp(text, L"eight88"))
		return "RtlStringCchCopyW: what does not fit is cut, and ends with a null";
	if (RtlStringCbCopyNW(text, sizeof(text), L"abcdef", 4) || wcscmp(text, L"ab"))
		return "RtlStringCbCopyNW: the limit is in bytes";
	if (RtlStringCchCatW(text, 5, L"cd") || wcscmp(text, L"abcd"))
		return "RtlStringCchCatW: what fits is appended";
	if (RtlStringCchCatW(text, 6, L"ef") != STATUS_BUFFER_OVERFLOW || wcscmp(text, L"abcde"))
		return "RtlStringCchCatW: what does not fit is cut";
	if (RtlStringCchCatW(text, 5, L"f") != STATUS_INVALID_PARAMETER)
		return "RtlStringCchCatW: a destination must end within its size";
	if (RtlStringCbCopyA(narrow, 0, "") != STATUS_INVALID_PARAMETER)
		return "RtlStringCbCopyA: a size of 0 holds nothing";
	if (RtlStringCbCopyA(narrow, sizeof(narrow), "abc") || strcmp(narrow, "abc"))
		return "RtlStringCbCopyA: the null is counted";
	if (RtlStringCbLengthW(text, sizeof(text), &length) || length != 10)
		return "RtlStringCbLengthW: in bytes, without the null";
	if (RtlStringCchLengthA(narrow, 3, &length) != STATUS_INVALID_PARAMETER || length)
		return "RtlStringCchLengthA: a null must stand within the limit";
#ifndef __MINGW32__
	if (RtlUnicodeStringInit(&counted, L"abc") || counted.Length != 6 ||
	    counted.MaximumLength != 8)
		return "RtlUnicodeStringInit: lengths in bytes";
#else
	UNREFERENCED_PARAMETER(counted);
#endif
	if (constant.Length != 16 || constant.MaximumLength != 18 || declared.Length != 16)
		return "RTL_CONSTANT_STRING: lengths in bytes";
	return 0;
}

static const char *run_integers(void)
{
	ULONG narrow = 0;
	USHORT small = 0;
	SIZE_T whole = 0;
	LONG sign = 0;

	if (RtlULongAdd(0xfffffffe, 1, &narrow) || narrow != 0xffffffff)
		return "RtlULongAdd: what fits";
	if (RtlULongAdd(0xffffffff, 1, &narrow) != STATUS_INTEGER_OVERFLOW || narrow != MAXULONG)
		return "RtlULongAdd: what does not fit";
	if (RtlSizeTSub(1, 2, &whole) != STATUS_INTEGER_OVERFLOW)
		return "RtlSizeTSub: below 0";
	if (RtlSizeTMult(1ULL << 40, 1ULL << 24, &whole) != STATUS_INTEGER_OVERFLOW)
		return "RtlSizeTMult: a product of 65 bits";
	if (RtlLongMult(-65536, 32768, &sign) || sign != (LONG)MINLONG)
		return "RtlLongMult: the lowest number";
	if (RtlSizeTToULong(1ULL << 32, &narrow) != STATUS_INTEGER_OVERFLOW)
		return "RtlSizeTToULong: a number of 33 bits";
	if (RtlLongToULong(-1, &narrow) != STATUS_INTEGER_OVERFLOW)
		return "RtlLongToULong: a negative number";
	if (RtlULongToUShort(65535, &small) || small != 65535)
		return "RtlULongToUShort: what fits";
#ifndef __MINGW32__ /* which has one name for each */
	if (RtlULong64ToULong(1ULL << 32, &narrow) != STATUS_INTEGER_OVERFLOW ||
	    RtlDWordLongToDWord(7, &narrow) || narrow != 7)
		return "RtlULong64ToULong is RtlULongLongToULong";
	if (RtlUInt32ToUInt16(65536, &small) != STATUS_INTEGER_OVERFLOW ||
	    RtlInt32ToWord(65535, &small) || small != 65535)
		return "RtlUInt32ToUInt16 is RtlUIntToUShort";
	if (RtlInt32ToSIZET(-1, &whole) != STATUS_INTEGER_OVERFLOW ||
	    RtlDWord64Sub(2, 3, (ULONG64 *)&whole) != STATUS_INTEGER_OVERFLOW)
		return "RtlInt32ToSIZET and RtlDWord64Sub: below 0";
#endif
	return 0;
}

static const char *run_more_prints(void)
{
	char narrow[8];

	if (sprintf_s(narrow, sizeof(narrow), "%d-%s", 12, "ab") != 5 || strcmp(narrow, "12-ab"))
		return "sprintf_s: what fits is printed, and its length told";
	if (sprintf_s(narrow, sizeof(narrow), "%s", "eight888") != -1 || narrow[0])
		return "sprintf_s: what does not fit leaves an empty text";
	if (_snprintf_s(narrow, sizeof(narrow), _TRUNCATE, "%s", "eight888") != -1 ||
	    strcmp(narrow, "eight88"))
		return "_snprintf_s: what is to be cut is, at the buffer's end";
	if (_snprintf_s(narrow, sizeof(narrow), 3, "%s", "eight888") != -1 || strcmp(narrow, "eig"))
		return "_snprintf_s: what is to be cut is, at so many characters";
	return 0;
}

static const char *run_cases(void)
{
	WCHAR wide_text[4] = {'a', 'B', 'c', 0};
	char text[4] = "aB1";

	if (wcscmp(_wcsupr(wide_text), L"ABC") || wcscmp(_wcslwr(wide_text), L"abc"))
		return "_wcsupr, _wcslwr: each letter";
	if (strcmp(_strupr(text), "AB1") || strcmp(_strlwr(text), "ab1"))
		return "_strupr, _strlwr: each letter";
#ifndef __MINGW32__
	text[3] = '!';
	if (_strlwr_s(text, sizeof(text)) != EINVAL || text[0])
		return "_strlwr_s: what has no end becomes an empty text";
	if (_wcslwr_s(wide_text, 4))
		return "_wcslwr_s: what ends is changed";
#endif
	return 0;
}

static const char *run_large_integers(void)
{
	LARGE_INTEGER number = RtlConvertLongToLargeInteger(-3);
	ULONG rest = 0;

	if (number.QuadPart != -3 || RtlConvertUlongToLargeInteger(0x80000000).QuadPart < 0)
		return "a number becomes one of 64 bits, with its sign";
	if (RtlLargeIntegerAdd(number, RtlLargeIntegerNegate(number)).QuadPart ||
	    RtlLargeIntegerSubtract(number, number).QuadPart)
		return "a number less itself is none";
	if (RtlEnlargedIntegerMultiply(-0x40000000, 4).QuadPart != -0x100000000 ||
	    RtlEnlargedUnsignedMultiply(0x80000000, 4).QuadPart != 0x200000000 ||
	    RtlExtendedIntegerMultiply(number, 5).QuadPart != -15)
		return "a product has 64 bits";
	number.QuadPart = 0x500000007;
	if (RtlExtendedLargeIntegerDivide(number, 16, &rest).QuadPart != 0x50000000 || rest != 7)
		return "a quotient, and what remains";
	number.QuadPart = -16;
	if (RtlLargeIntegerShiftLeft(number, 4).QuadPart != -256 ||
	    RtlLargeIntegerArithmeticShift(number, 2).QuadPart != -4 ||
	    RtlLargeIntegerShiftRight(number, 60).QuadPart != 15)
		return "shifts with the sign and without";
	return 0;
}

const char *run_library(void)
{
	ULONG index = 0;
	UCHAR bytes[4] = {1, 2, 3, 4}, same[4];
	const char *failed;

	size = 0;
	wide = 0;
	address = 0;
	(void)list;
	RtlCopyMemory(same, bytes, sizeof(bytes));
	if (!RtlEqualMemory(same, bytes, sizeof(bytes)) || RtlCompareMemory(same, bytes, 4) != 4)
		return "what is copied is the same";
	same[2] = 0;
	if (RtlCompareMemory(same, bytes, 4) != 2)
		return "RtlCompareMemory counts up to the first that differs";
	RtlZeroMemory(same, sizeof(same));
	if (same[0] || same[3] || size || wide || address)
		return "RtlZeroMemory zeroes";
	if (sum(3, 1, 2, 3) != 6 || min(1, 2) != 1 || max(1, 2) != 2)
		return "arguments can be counted";
	if (!_BitScanForward(&index, 0x30) || index != 4 || !_BitScanReverse64(&index, 0x30) ||
	    index != 5 || _BitScanForward(&index, 0))
		return "the bits of a number";
	if (_byteswap_ulong(0x01020304) != 0x04030201 || _rotl(0x80000001, 1) != 3)
		return "the bytes of a number";
	if (GUID_OF_THIS.Data1 != 0x7d1e2b3c || GUID_OF_THIS.Data4[7] != 10)
		return "DEFINE_GUID defines";
	if (wcslen(L"abc") != 3 || _wcsicmp(L"aBc", L"AbC") || wcschr(L"abc", 'd') ||
	    *wcsstr(L"abc", L"bc") != 'b' || wcsncmp(L"abc", L"abd", 2) || toupper('a') != 'A')
		return "strings of wide characters";
	failed = run_strings();
	if (!failed)
		failed = run_bounded();
	if (!failed)
		failed = run_prints();
	if (!failed)
		failed = run_more_prints();
	if (!failed)
		failed = run_cases();
	if (!failed)
		failed = run_large_integers();
	if (!failed)
		failed = run_numbers();
	if (!failed)
		failed = run_versions();
	if (!failed)
		failed = run_attributes();
#ifdef _AMD64_
	if (!failed)
		failed = run_cpuid();
#endif
	return failed ? failed : run_integers();
}
