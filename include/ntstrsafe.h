/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntstrsafe.h - strings copied, appended and measured within a buffer of a known size.
 *
 * Cch counts characters, Cb bytes; both count the terminating null of a buffer.
 *
 *	RtlStringCchCopyW(Destination, Size, Source)		the whole source
 *	RtlStringCchCopyNW(Destination, Size, Source, Limit)	so much of it at most
 *	RtlStringCchCatW, RtlStringCchCatNW			behind what is there
 *	RtlStringCchLengthW(String, Limit, Length)
 *
 * What Windows prints by these names, and what has Ex at its end, is not provided.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; STATUS_BUFFER_OVERFLOW where the destination was too
 *   small: it has what fits, and ends with a null; STATUS_INVALID_PARAMETER where
 *   the size is 0 or above NTSTRSAFE_MAX_CCH, where no null stands where one must,
 *   or where what is measured is NULL.
 * Errors: none.
 * Windows: ntstrsafe.h.
 */
#ifndef NTSPIN_NTSTRSAFE_H
#define NTSPIN_NTSTRSAFE_H

#include "ntdef.h"
#include "ntstatus.h"

EXTERN_C_START

#define NTSTRSAFE_MAX_CCH 2147483647
#define NTSTRSAFE_MAX_LENGTH (NTSTRSAFE_MAX_CCH - 1)
#define NTSTRSAFE_UNICODE_STRING_MAX_CCH (0xffff / sizeof(WCHAR))
#define NTSTRSAFEDDI FORCEINLINE NTSTATUS

typedef CHAR *NTSTRSAFE_PSTR;
typedef const CHAR *NTSTRSAFE_PCSTR;
typedef WCHAR *NTSTRSAFE_PWSTR;
typedef const WCHAR *NTSTRSAFE_PCWSTR;
typedef const WCHAR *NTSTRSAFE_PCUNICODE_STRING_BUFFER;

/* The routines of one kind of character; Letter ends their names. */
#define NTSPIN_STRSAFE(Letter, Type)							\
	FORCEINLINE NTSTATUS NtspinLength##Letter(const Type *String, SIZE_T Limit,	\
						  SIZE_T *Length)			\
	{										\
		for (*Length = 0; *Length < Limit; ++*Length)				\
			if (!String[*Length])						\
				return STATUS_SUCCESS;					\
		*Length = 0;								\
		return STATUS_INVALID_PARAMETER;					\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCchLength##Letter(_In_ const Type *String,	\
		_In_ SIZE_T Limit, _Out_opt_ SIZE_T *Length)				\
	{										\
		SIZE_T Found = 0;							\
		NTSTATUS Status = STATUS_INVALID_PARAMETER;				\
											\
		if (String && Limit <= NTSTRSAFE_MAX_CCH)				\
			Status = NtspinLength##Letter(String, Limit, &Found);		\
		if (Length)								\
			*Length = Found;						\
		return Status;								\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCchCopyN##Letter(_Out_ Type *Destination,		\
		_In_ SIZE_T Size, _In_ const Type *Source, _In_ SIZE_T Limit)		\
	{										\
		SIZE_T At = 0;								\
											\
		if (!Size || Size > NTSTRSAFE_MAX_CCH)					\
			return STATUS_INVALID_PARAMETER;				\
		if (Limit > NTSTRSAFE_MAX_LENGTH) {					\
			*Destination = 0;						\
			return STATUS_INVALID_PARAMETER;				\
		}									\
		for (; At < Limit && Source[At]; At++) {				\
			if (At == Size - 1) {						\
				Destination[At] = 0;					\
				return STATUS_BUFFER_OVERFLOW;				\
			}								\
			Destination[At] = Source[At];					\
		}									\
		Destination[At] = 0;							\
		return STATUS_SUCCESS;							\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCchCopy##Letter(_Out_ Type *Destination,		\
		_In_ SIZE_T Size, _In_ const Type *Source)				\
	{										\
		return RtlStringCchCopyN##Letter(Destination, Size, Source,		\
						 NTSTRSAFE_MAX_LENGTH);			\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCchCatN##Letter(_Inout_ Type *Destination,	\
		_In_ SIZE_T Size, _In_ const Type *Source, _In_ SIZE_T Limit)		\
	{										\
		SIZE_T Length;								\
											\
		if (!Size || Size > NTSTRSAFE_MAX_CCH || Limit > NTSTRSAFE_MAX_LENGTH)	\
			return STATUS_INVALID_PARAMETER;				\
		if (NtspinLength##Letter(Destination, Size, &Length))			\
			return STATUS_INVALID_PARAMETER;				\
		return RtlStringCchCopyN##Letter(Destination + Length, Size - Length,	\
						 Source, Limit);			\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCchCat##Letter(_Inout_ Type *Destination,		\
		_In_ SIZE_T Size, _In_ const Type *Source)				\
	{										\
		return RtlStringCchCatN##Letter(Destination, Size, Source,		\
						NTSTRSAFE_MAX_LENGTH);			\
	}										\
											\
	/* The same, counted in bytes. */						\
	FORCEINLINE NTSTATUS RtlStringCbLength##Letter(_In_ const Type *String,		\
		_In_ SIZE_T Limit, _Out_opt_ SIZE_T *Length)				\
	{										\
		SIZE_T Found;								\
		NTSTATUS Status = RtlStringCchLength##Letter(String, Limit / sizeof(Type), \
							     &Found);			\
											\
		if (Length)								\
			*Length = Found * sizeof(Type);					\
		return Status;								\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCbCopyN##Letter(_Out_ Type *Destination,		\
		_In_ SIZE_T Size, _In_ const Type *Source, _In_ SIZE_T Limit)		\
	{										\
		return RtlStringCchCopyN##Letter(Destination, Size / sizeof(Type), Source, \
						 Limit / sizeof(Type));			\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCbCopy##Letter(_Out_ Type *Destination,		\
		_In_ SIZE_T Size, _In_ const Type *Source)				\
	{										\
		return RtlStringCchCopy##Letter(Destination, Size / sizeof(Type), Source); \
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCbCatN##Letter(_Inout_ Type *Destination,		\
		_In_ SIZE_T Size, _In_ const Type *Source, _In_ SIZE_T Limit)		\
	{										\
		return RtlStringCchCatN##Letter(Destination, Size / sizeof(Type), Source, \
						Limit / sizeof(Type));			\
	}										\
											\
	FORCEINLINE NTSTATUS RtlStringCbCat##Letter(_Inout_ Type *Destination,		\
		_In_ SIZE_T Size, _In_ const Type *Source)				\
	{										\
		return RtlStringCchCat##Letter(Destination, Size / sizeof(Type), Source); \
	}

NTSPIN_STRSAFE(A, CHAR)
NTSPIN_STRSAFE(W, WCHAR)
#undef NTSPIN_STRSAFE

/**
 * RtlUnicodeStringInit() - make a counted string of one that ends with a null
 * @DestinationString: gets it; the characters stay where they are
 * @SourceString: the characters, or NULL for an empty string
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL.)
 * Return: STATUS_SUCCESS; or STATUS_INVALID_PARAMETER where it is too long.
 * Errors: none.
 * Windows: ntstrsafe.h, RtlUnicodeStringInit function.
 */
FORCEINLINE NTSTATUS RtlUnicodeStringInit(_Out_ PUNICODE_STRING DestinationString,
					  _In_opt_ NTSTRSAFE_PCWSTR SourceString)
{
	SIZE_T Length = 0;

	DestinationString->Length = 0;
	DestinationString->MaximumLength = 0;
	DestinationString->Buffer = NULL;
	if (!SourceString)
		return STATUS_SUCCESS;
	if (RtlStringCchLengthW(SourceString, NTSTRSAFE_UNICODE_STRING_MAX_CCH, &Length))
		return STATUS_INVALID_PARAMETER;
	DestinationString->Length = (USHORT)(Length * sizeof(WCHAR));
	DestinationString->MaximumLength = (USHORT)((Length + 1) * sizeof(WCHAR));
	DestinationString->Buffer = (PWCHAR)SourceString;
	return STATUS_SUCCESS;
}

EXTERN_C_END

#endif
