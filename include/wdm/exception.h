/* SPDX-License-Identifier: GPL-2.0 */
/*
 * exception.h - the records of structured exceptions.
 */
#ifndef NTSPIN_WDM_EXCEPTION_H
#define NTSPIN_WDM_EXCEPTION_H

#include "context.h"

EXTERN_C_START

#define EXCEPTION_MAXIMUM_PARAMETERS 15
#define EXCEPTION_NONCONTINUABLE 0x1

/* Nothing raises one here; a filter's source names them all the same. */
typedef struct _EXCEPTION_RECORD {
	NTSTATUS ExceptionCode;
	ULONG ExceptionFlags;
	struct _EXCEPTION_RECORD *ExceptionRecord;
	PVOID ExceptionAddress;
	ULONG NumberParameters;
	ULONG_PTR ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];
} EXCEPTION_RECORD, *PEXCEPTION_RECORD;

typedef struct _EXCEPTION_POINTERS {
	PEXCEPTION_RECORD ExceptionRecord;
	PCONTEXT ContextRecord;
} EXCEPTION_POINTERS, *PEXCEPTION_POINTERS;

C_ASSERT(sizeof(EXCEPTION_RECORD) == 0x98);

EXTERN_C_END

#endif
