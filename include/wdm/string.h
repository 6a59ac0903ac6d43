/* SPDX-License-Identifier: GPL-2.0 */
/*
 * string.h - counted strings, and the macros that make them of literals.
 */
#ifndef NTSPIN_WDM_STRING_H
#define NTSPIN_WDM_STRING_H

#include "../ntdef.h"

typedef struct _STRING {
	USHORT Length;
	USHORT MaximumLength;
	PCHAR Buffer;
} STRING, *PSTRING, ANSI_STRING, *PANSI_STRING, OEM_STRING, *POEM_STRING, UTF8_STRING,
	*PUTF8_STRING;
typedef const STRING *PCSTRING;
typedef PCSTRING PCANSI_STRING, PCOEM_STRING, PCUTF8_STRING;

typedef struct _UNICODE_STRING {
	USHORT Length;
	USHORT MaximumLength;
	PWCHAR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

C_ASSERT(sizeof(STRING) == 16);
C_ASSERT(sizeof(UNICODE_STRING) == 16);
C_ASSERT(FIELD_OFFSET(UNICODE_STRING, Buffer) == 8);

#define ANSI_NULL ((CHAR)0)
#define UNICODE_NULL ((WCHAR)0)
#define UNICODE_STRING_MAX_BYTES ((USHORT)65534)
#define UNICODE_STRING_MAX_CHARS 32767

#define RTL_CONSTANT_STRING(s) {sizeof(s) - sizeof((s)[0]), sizeof(s), NTSPIN_LITERAL(s)}
#ifdef __cplusplus
/* A literal is const in C++, and a string's buffer is not. */
#define NTSPIN_LITERAL(s) (__typeof__(&ntspin_unconst((s)[0])))(s)
extern "C++" {
template <class T> T &ntspin_unconst(const T &);
}
#else
#define NTSPIN_LITERAL(s) (s)
#endif

#define DECLARE_CONST_UNICODE_STRING(name, literal)					\
	static const WCHAR name##_buffer[] = literal;					\
	static const UNICODE_STRING __attribute__((__unused__))			\
	name = {						\
		sizeof(literal) - sizeof(WCHAR), sizeof(literal), (PWCH)name##_buffer}
#define DECLARE_GLOBAL_CONST_UNICODE_STRING(name, literal)				\
	static const WCHAR name##_buffer[] = literal;					\
	extern const UNICODE_STRING __attribute__((__weak__)) name;			\
	const UNICODE_STRING name = {							\
		sizeof(literal) - sizeof(WCHAR), sizeof(literal), (PWCH)name##_buffer}
#define DECLARE_UNICODE_STRING_SIZE(name, size)						\
	WCHAR name##_buffer[size];							\
	UNICODE_STRING name = {0, (size) * sizeof(WCHAR), name##_buffer}

FORCEINLINE VOID RtlInitEmptyUnicodeString(_Out_ PUNICODE_STRING String, _In_ PWCHAR Buffer,
					   _In_ USHORT Size)
{
	String->Length = 0;
	String->MaximumLength = Size;
	String->Buffer = Buffer;
}

FORCEINLINE VOID RtlInitEmptyAnsiString(_Out_ PANSI_STRING String, _In_ PCHAR Buffer,
					_In_ USHORT Size)
{
	String->Length = 0;
	String->MaximumLength = Size;
	String->Buffer = Buffer;
}

#endif
