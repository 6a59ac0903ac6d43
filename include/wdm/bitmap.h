/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bitmap.h - bitmaps in the driver's storage: bits, and runs of them.
 *
 * The driver sees to it that one changes a bitmap at a time. All of these may be called at any
 * IRQL, from any context of Linux, but where the bitmap itself lies in memory that may not be
 * touched there. Bits that a call names beyond the end of the bitmap are left alone, and are
 * neither set nor clear; on Windows memory behind the bitmap is changed.
 */
#ifndef NTSPIN_WDM_BITMAP_H
#define NTSPIN_WDM_BITMAP_H

#include "../driverspecs.h"
#include "../ntdef.h"

EXTERN_C_START

typedef struct _RTL_BITMAP {
	ULONG SizeOfBitMap;	/* in bits */
	PULONG Buffer;
} RTL_BITMAP, *PRTL_BITMAP;

typedef struct _RTL_BITMAP_RUN {
	ULONG StartingIndex;
	ULONG NumberOfBits;
} RTL_BITMAP_RUN, *PRTL_BITMAP_RUN;

C_ASSERT(sizeof(RTL_BITMAP) == 16);
C_ASSERT(FIELD_OFFSET(RTL_BITMAP, Buffer) == 8);
C_ASSERT(sizeof(RTL_BITMAP_RUN) == 8);

/**
 * RtlInitializeBitMap() - describe a bitmap, which stays as it is
 * @BitMapHeader: gets the description
 * @BitMapBuffer: the bits, in whole ULONGs
 * @SizeOfBitMap: how many bits count
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, RtlInitializeBitMap function.
 */
VOID NTAPI RtlInitializeBitMap(_Out_ PRTL_BITMAP BitMapHeader,
			       _In_ __drv_aliasesMem PULONG BitMapBuffer,
			       _In_ ULONG SizeOfBitMap);

/**
 * RtlSetBit() - set a bit
 * @BitMapHeader: an initialised bitmap, as for all that follow
 * @BitNumber: which, from 0
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, RtlSetBit function; so RtlClearBit.
 */
VOID NTAPI RtlSetBit(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG BitNumber);
VOID NTAPI RtlClearBit(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG BitNumber);

/**
 * RtlTestBit() - is a bit set?
 * @BitMapHeader: the bitmap
 * @BitNumber: which
 *
 * Context: Any IRQL. Linux: any context.
 * Return: TRUE if it is; else FALSE.
 * Errors: none.
 * Windows: wdm.h, RtlTestBit function.
 */
BOOLEAN NTAPI RtlTestBit(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG BitNumber);

/**
 * RtlCheckBit() - the same, in line, with no look at the bitmap's size
 * @BitMapHeader: the bitmap
 * @BitPosition: which, of those that the bitmap has
 *
 * Context: Any IRQL. Linux: any context.
 * Return: 1 if it is set; else 0.
 * Errors: none.
 * Windows: wdm.h, RtlCheckBit macro.
 */
FORCEINLINE BOOLEAN NTAPI RtlCheckBit(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG BitPosition)
{
	return (BOOLEAN)(BitMapHeader->Buffer[BitPosition / 32] >> BitPosition % 32 & 1);
}

/**
 * RtlSetBits() - set some bits in a row
 * @BitMapHeader: the bitmap
 * @StartingIndex: the first
 * @NumberToSet: how many; 0: nothing is done
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, RtlSetBits function; so RtlClearBits.
 */
VOID NTAPI RtlSetBits(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG StartingIndex,
		      _In_ ULONG NumberToSet);
VOID NTAPI RtlClearBits(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG StartingIndex,
			_In_ ULONG NumberToClear);

/**
 * RtlSetAllBits() - set all bits, the rest of the last ULONG too
 * @BitMapHeader: the bitmap
 *
 * Context: Any IRQL. Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, RtlSetAllBits function; so RtlClearAllBits.
 */
VOID NTAPI RtlSetAllBits(_In_ PRTL_BITMAP BitMapHeader);
VOID NTAPI RtlClearAllBits(_In_ PRTL_BITMAP BitMapHeader);

/**
 * RtlAreBitsSet() - are some bits in a row set?
 * @BitMapHeader: the bitmap
 * @StartingIndex: the first
 * @Length: how many
 *
 * Context: Any IRQL. Linux: any context.
 * Return: TRUE if all are; FALSE also where Length is 0, or where they are not all in the bitmap.
 * Errors: none.
 * Windows: wdm.h, RtlAreBitsSet function; so RtlAreBitsClear.
 */
BOOLEAN NTAPI RtlAreBitsSet(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG StartingIndex,
			    _In_ ULONG Length);
BOOLEAN NTAPI RtlAreBitsClear(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG StartingIndex,
			      _In_ ULONG Length);

/**
 * RtlNumberOfSetBits() - how many bits are set
 * @BitMapHeader: the bitmap
 *
 * Context: Any IRQL. Linux: any context.
 * Return: that.
 * Errors: none.
 * Windows: wdm.h, RtlNumberOfSetBits function; so RtlNumberOfClearBits.
 */
ULONG NTAPI RtlNumberOfSetBits(_In_ PRTL_BITMAP BitMapHeader);
ULONG NTAPI RtlNumberOfClearBits(_In_ PRTL_BITMAP BitMapHeader);

/**
 * RtlFindClearBits() - find clear bits in a row
 * @BitMapHeader: the bitmap
 * @NumberToFind: how many at least
 * @HintIndex: where to begin; from the end it goes on at 0. Beyond the bitmap: 0
 *
 * Context: Any IRQL. Linux: any context.
 * Return: where they begin; 0xFFFFFFFF where there are none. Of NumberToFind 0: HintIndex, rounded
 *   down to a byte.
 * Errors: none.
 * Windows: wdm.h, RtlFindClearBits function; so RtlFindSetBits.
 */
ULONG NTAPI RtlFindClearBits(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG NumberToFind,
			     _In_ ULONG HintIndex);
ULONG NTAPI RtlFindSetBits(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG NumberToFind,
			   _In_ ULONG HintIndex);

/**
 * RtlFindClearBitsAndSet() - find clear bits in a row, and set as many as were asked for
 * @BitMapHeader: the bitmap
 * @NumberToFind: as for RtlFindClearBits()
 * @HintIndex: as for RtlFindClearBits()
 *
 * Context: Any IRQL. Linux: any context.
 * Return: as RtlFindClearBits().
 * Errors: none.
 * Windows: wdm.h, RtlFindClearBitsAndSet function; so RtlFindSetBitsAndClear.
 */
ULONG NTAPI RtlFindClearBitsAndSet(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG NumberToFind,
				   _In_ ULONG HintIndex);
ULONG NTAPI RtlFindSetBitsAndClear(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG NumberToFind,
				   _In_ ULONG HintIndex);

/**
 * RtlFindNextForwardRunClear() - the next clear bits in a row
 * @BitMapHeader: the bitmap
 * @FromIndex: from here on, this one included
 * @StartingRunIndex: gets where they begin
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many there are; 0: none, and the index means nothing.
 * Errors: none.
 * Windows: wdm.h, RtlFindNextForwardRunClear function.
 */
ULONG NTAPI RtlFindNextForwardRunClear(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG FromIndex,
				       _Out_ PULONG StartingRunIndex);

/**
 * RtlFindLastBackwardRunClear() - the last clear bits in a row up to one
 * @BitMapHeader: the bitmap
 * @FromIndex: from here backwards, this one included: what is behind it does not count
 * @StartingRunIndex: gets where they begin
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many there are; 0: none, and the index means nothing.
 * Errors: none.
 * Windows: wdm.h, RtlFindLastBackwardRunClear function.
 */
ULONG NTAPI RtlFindLastBackwardRunClear(_In_ PRTL_BITMAP BitMapHeader, _In_ ULONG FromIndex,
					_Out_ PULONG StartingRunIndex);

/**
 * RtlFindFirstRunClear() - the first clear bits in a row
 * @BitMapHeader: the bitmap
 * @StartingIndex: gets where they begin
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many there are; 0: none, and the index means nothing.
 * Errors: none.
 * Windows: wdm.h, RtlFindFirstRunClear function.
 */
ULONG NTAPI RtlFindFirstRunClear(_In_ PRTL_BITMAP BitMapHeader, _Out_ PULONG StartingIndex);

/**
 * RtlFindLongestRunClear() - the most clear bits in a row; of the same length the first
 * @BitMapHeader: the bitmap
 * @StartingIndex: gets where they begin
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many there are; 0: none.
 * Errors: none.
 * Windows: wdm.h, RtlFindLongestRunClear function.
 */
ULONG NTAPI RtlFindLongestRunClear(_In_ PRTL_BITMAP BitMapHeader, _Out_ PULONG StartingIndex);

/**
 * RtlFindClearRuns() - several runs of clear bits
 * @BitMapHeader: the bitmap
 * @RunArray: gets them
 * @SizeOfRunArray: how many it has room for
 * @LocateLongestRuns: TRUE: the longest of all, longest first; FALSE: the first ones, in order
 *
 * Context: Any IRQL. Linux: any context.
 * Return: how many were found.
 * Errors: none.
 * Windows: wdm.h, RtlFindClearRuns function.
 */
ULONG NTAPI RtlFindClearRuns(_In_ PRTL_BITMAP BitMapHeader, _Out_ PRTL_BITMAP_RUN RunArray,
			     _In_ ULONG SizeOfRunArray, _In_ BOOLEAN LocateLongestRuns);

EXTERN_C_END

#endif
