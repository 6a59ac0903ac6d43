/* SPDX-License-Identifier: GPL-2.0 */
/*
 * debug.h - what drivers assert and print, and where code may be paged.
 */
#ifndef NTSPIN_WDM_DEBUG_H
#define NTSPIN_WDM_DEBUG_H

#include "../ntdef.h"

/*
 * They check nothing on Linux: the verifier looks at what they would. Drivers leave
 * out the semicolon behind them, too.
 */
#define PAGED_CODE()
#define PAGED_CODE_LOCKED()
#define NONPAGED_CODE()

#ifdef NTSPIN_DRIVER
/* As in a free build: what is asserted is not evaluated, but is an expression. */
#define NTSPIN_NOT_EVALUATED(expression) ((VOID)sizeof(!(expression)))
#define ASSERT(expression) NTSPIN_NOT_EVALUATED(expression)
#define ASSERTMSG(text, expression) NTSPIN_NOT_EVALUATED(expression)
#define RTL_SOFT_ASSERT(expression) NTSPIN_NOT_EVALUATED(expression)
#define RTL_SOFT_ASSERTMSG(text, expression) NTSPIN_NOT_EVALUATED(expression)
#define RTL_VERIFY(expression) ((expression) ? TRUE : FALSE)
#define RTL_VERIFYMSG(text, expression) ((expression) ? TRUE : FALSE)
#define RTL_SOFT_VERIFY(expression) ((expression) ? TRUE : FALSE)
#define NT_ASSERT(expression) NTSPIN_NOT_EVALUATED(expression)
#define NT_ASSERTMSG(text, expression) NTSPIN_NOT_EVALUATED(expression)
#define NT_ASSERTMSGW(text, expression) NTSPIN_NOT_EVALUATED(expression)
#define NT_ASSERT_ASSUME(expression) NTSPIN_NOT_EVALUATED(expression)
#define NT_VERIFY(expression) ((expression) ? TRUE : FALSE)
#define NT_VERIFYMSG(text, expression) ((expression) ? TRUE : FALSE)
#define NT_FRE_ASSERT(expression) NTSPIN_NOT_EVALUATED(expression)
#define NT_ANALYSIS_ASSUME(expression) NTSPIN_NOT_EVALUATED(expression)

/* DbgPrint() is not provided: nothing is printed, whatever DBG says. */
#define KdPrint(arguments) ((VOID)0)
#define KdPrintEx(arguments) ((VOID)0)
#define KdBreakPoint() ((VOID)0)

#define DPFLTR_ERROR_LEVEL 0
#define DPFLTR_WARNING_LEVEL 1
#define DPFLTR_TRACE_LEVEL 2
#define DPFLTR_INFO_LEVEL 3
#define DPFLTR_MASK 0x80000000

typedef enum _DPFLTR_TYPE {
	DPFLTR_SYSTEM_ID = 0,
	DPFLTR_NTOSPNP_ID = 5,
	DPFLTR_DEFAULT_ID = 101,
	DPFLTR_IHVDRIVER_ID = 77,
	DPFLTR_IHVVIDEO_ID = 78,
	DPFLTR_IHVAUDIO_ID = 79,
	DPFLTR_IHVNETWORK_ID = 80,
	DPFLTR_IHVSTREAMING_ID = 81,
	DPFLTR_IHVBUS_ID = 82
} DPFLTR_TYPE;
#endif

#endif
