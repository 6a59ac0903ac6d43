// SPDX-License-Identifier: GPL-2.0
/*
 * export_rtl.c - exports the routines of module/rtl, and the clocks, as main.c does the others.
 */
#include <linux/export.h>

#include "wdm.h"

/* Macros have the names of these. */
#undef RtlCopyMemory
#undef RtlMoveMemory
#undef RtlFillMemory
#undef RtlZeroMemory
EXPORT_SYMBOL_GPL(RtlCopyMemory);
EXPORT_SYMBOL_GPL(RtlMoveMemory);
EXPORT_SYMBOL_GPL(RtlFillMemory);
EXPORT_SYMBOL_GPL(RtlZeroMemory);
EXPORT_SYMBOL_GPL(RtlCompareMemory);
EXPORT_SYMBOL_GPL(RtlCompareMemoryUlong);

EXPORT_SYMBOL_GPL(RtlInitUnicodeString);
EXPORT_SYMBOL_GPL(RtlInitUnicodeStringEx);
EXPORT_SYMBOL_GPL(RtlInitString);
EXPORT_SYMBOL_GPL(RtlInitAnsiString);
EXPORT_SYMBOL_GPL(RtlInitUTF8String);
EXPORT_SYMBOL_GPL(RtlCopyUnicodeString);
EXPORT_SYMBOL_GPL(RtlCopyString);
EXPORT_SYMBOL_GPL(RtlUpperString);
EXPORT_SYMBOL_GPL(RtlAppendUnicodeStringToString);
EXPORT_SYMBOL_GPL(RtlAppendUnicodeToString);
EXPORT_SYMBOL_GPL(RtlCompareUnicodeString);
EXPORT_SYMBOL_GPL(RtlCompareUnicodeStrings);
EXPORT_SYMBOL_GPL(RtlEqualUnicodeString);
EXPORT_SYMBOL_GPL(RtlPrefixUnicodeString);
EXPORT_SYMBOL_GPL(RtlCompareString);
EXPORT_SYMBOL_GPL(RtlEqualString);
EXPORT_SYMBOL_GPL(RtlPrefixString);
EXPORT_SYMBOL_GPL(RtlHashUnicodeString);

EXPORT_SYMBOL_GPL(RtlUpcaseUnicodeChar);
EXPORT_SYMBOL_GPL(RtlDowncaseUnicodeChar);
EXPORT_SYMBOL_GPL(RtlUpperChar);
EXPORT_SYMBOL_GPL(RtlUnicodeStringToInteger);
EXPORT_SYMBOL_GPL(RtlCharToInteger);
EXPORT_SYMBOL_GPL(RtlIntegerToUnicodeString);
EXPORT_SYMBOL_GPL(RtlInt64ToUnicodeString);
EXPORT_SYMBOL_GPL(RtlGUIDFromString);
EXPORT_SYMBOL_GPL(RtlUnicodeToUTF8N);
EXPORT_SYMBOL_GPL(RtlUTF8ToUnicodeN);

EXPORT_SYMBOL_GPL(RtlAnsiStringToUnicodeString);
EXPORT_SYMBOL_GPL(RtlUTF8StringToUnicodeString);
EXPORT_SYMBOL_GPL(RtlUnicodeStringToAnsiString);
EXPORT_SYMBOL_GPL(RtlUnicodeStringToUTF8String);
EXPORT_SYMBOL_GPL(RtlUpcaseUnicodeString);
EXPORT_SYMBOL_GPL(RtlDowncaseUnicodeString);
EXPORT_SYMBOL_GPL(RtlCreateUnicodeString);
EXPORT_SYMBOL_GPL(RtlStringFromGUID);
EXPORT_SYMBOL_GPL(RtlFreeUnicodeString);
EXPORT_SYMBOL_GPL(RtlFreeAnsiString);
EXPORT_SYMBOL_GPL(RtlFreeUTF8String);
EXPORT_SYMBOL_GPL(RtlxAnsiStringToUnicodeSize);
EXPORT_SYMBOL_GPL(RtlxUnicodeStringToAnsiSize);

EXPORT_SYMBOL_GPL(RtlFindMostSignificantBit);
EXPORT_SYMBOL_GPL(RtlFindLeastSignificantBit);
EXPORT_SYMBOL_GPL(RtlNumberOfSetBitsUlongPtr);
EXPORT_SYMBOL_GPL(RtlRandom);
EXPORT_SYMBOL_GPL(RtlRandomEx);
EXPORT_SYMBOL_GPL(RtlTimeToTimeFields);
EXPORT_SYMBOL_GPL(RtlTimeFieldsToTime);

EXPORT_SYMBOL_GPL(DbgPrint);
EXPORT_SYMBOL_GPL(DbgPrintEx);
EXPORT_SYMBOL_GPL(vDbgPrintEx);
EXPORT_SYMBOL_GPL(vDbgPrintExWithPrefix);
EXPORT_SYMBOL_GPL(NtspinAssertFailed);
EXPORT_SYMBOL_GPL(KeBugCheck);
EXPORT_SYMBOL_GPL(KeBugCheckEx);

EXPORT_SYMBOL_GPL(KeQueryInterruptTime);
EXPORT_SYMBOL_GPL(KeQueryInterruptTimePrecise);
EXPORT_SYMBOL_GPL(KeQueryUnbiasedInterruptTime);
EXPORT_SYMBOL_GPL(KeQueryUnbiasedInterruptTimePrecise);
EXPORT_SYMBOL_GPL(KeQuerySystemTime);
EXPORT_SYMBOL_GPL(KeQuerySystemTimePrecise);
EXPORT_SYMBOL_GPL(KeQueryTimeIncrement);
EXPORT_SYMBOL_GPL(KeQueryTickCount);
EXPORT_SYMBOL_GPL(KeQueryPerformanceCounter);
EXPORT_SYMBOL_GPL(KeStallExecutionProcessor);

EXPORT_SYMBOL_GPL(RtlInitializeGenericTableAvl);
EXPORT_SYMBOL_GPL(RtlInsertElementGenericTableAvl);
EXPORT_SYMBOL_GPL(RtlInsertElementGenericTableFullAvl);
EXPORT_SYMBOL_GPL(RtlLookupElementGenericTableAvl);
EXPORT_SYMBOL_GPL(RtlLookupElementGenericTableFullAvl);
EXPORT_SYMBOL_GPL(RtlDeleteElementGenericTableAvl);
EXPORT_SYMBOL_GPL(RtlEnumerateGenericTableAvl);
EXPORT_SYMBOL_GPL(RtlEnumerateGenericTableWithoutSplayingAvl);
EXPORT_SYMBOL_GPL(RtlGetElementGenericTableAvl);
EXPORT_SYMBOL_GPL(RtlNumberGenericTableElementsAvl);
EXPORT_SYMBOL_GPL(RtlIsGenericTableEmptyAvl);

EXPORT_SYMBOL_GPL(RtlInitializeBitMap);
EXPORT_SYMBOL_GPL(RtlSetBit);
EXPORT_SYMBOL_GPL(RtlClearBit);
EXPORT_SYMBOL_GPL(RtlTestBit);
EXPORT_SYMBOL_GPL(RtlSetBits);
EXPORT_SYMBOL_GPL(RtlClearBits);
EXPORT_SYMBOL_GPL(RtlSetAllBits);
EXPORT_SYMBOL_GPL(RtlClearAllBits);
EXPORT_SYMBOL_GPL(RtlAreBitsSet);
EXPORT_SYMBOL_GPL(RtlAreBitsClear);
EXPORT_SYMBOL_GPL(RtlNumberOfSetBits);
EXPORT_SYMBOL_GPL(RtlNumberOfClearBits);
EXPORT_SYMBOL_GPL(RtlFindSetBits);
EXPORT_SYMBOL_GPL(RtlFindClearBits);
EXPORT_SYMBOL_GPL(RtlFindSetBitsAndClear);
EXPORT_SYMBOL_GPL(RtlFindClearBitsAndSet);
EXPORT_SYMBOL_GPL(RtlFindNextForwardRunClear);
EXPORT_SYMBOL_GPL(RtlFindFirstRunClear);
EXPORT_SYMBOL_GPL(RtlFindLastBackwardRunClear);
EXPORT_SYMBOL_GPL(RtlFindLongestRunClear);
EXPORT_SYMBOL_GPL(RtlFindClearRuns);
