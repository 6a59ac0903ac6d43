/* SPDX-License-Identifier: GPL-2.0 */
/*
 * debug.h - what drivers assert and print, and where code may be paged.
 */
#ifndef NTSPIN_WDM_DEBUG_H
#define NTSPIN_WDM_DEBUG_H

#include "../ntdef.h"
#include "../ntstatus.h"

/*
 * They check nothing on Linux: the verifier looks at what they would. Drivers leave
 * out the semicolon behind them, too.
 */
#define PAGED_CODE()
#define PAGED_CODE_LOCKED()
#define NONPAGED_CODE()

/* Windows' kernel debugger is none of Linux'. */
#define KD_DEBUGGER_ENABLED FALSE
#define KD_DEBUGGER_NOT_PRESENT TRUE

/* How urgent a text is, as Windows numbers it: errors, warnings, trace, information. */
#define DPFLTR_ERROR_LEVEL 0
#define DPFLTR_WARNING_LEVEL 1
#define DPFLTR_TRACE_LEVEL 2
#define DPFLTR_INFO_LEVEL 3

EXTERN_C_START

/**
 * DbgPrint() - print a text into the kernel's log
 * @Format: what ntstrsafe.h says of formats, narrow
 *
 * At most 511 bytes of it. A text that does not end with a line is gone on with by the next one of
 * the same thread. An address of the kernel's that %p prints is Linux' hash of it, which says which
 * is which and gives none away.
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL for wide text.)
 * Return: STATUS_SUCCESS.
 * Errors: none.
 * Differs from Windows: Nothing is filtered but by the log's own level: KERN_INFO.
 * Windows: wdm.h, DbgPrint function.
 */
ULONG DbgPrint(_In_ PCSTR Format, ...);

/**
 * DbgPrintEx() - the same, as urgent as Level says
 * @ComponentId: whose text it is; it does not count here
 * @Level: DPFLTR_ERROR_LEVEL (KERN_ERR), DPFLTR_WARNING_LEVEL (KERN_WARNING),
 *	DPFLTR_TRACE_LEVEL (KERN_DEBUG); any other: KERN_INFO
 * @Format: as for DbgPrint()
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL for wide text.)
 * Return: STATUS_SUCCESS.
 * Errors: none.
 * Differs from Windows: as DbgPrint().
 * Windows: wdm.h, DbgPrintEx function.
 */
ULONG DbgPrintEx(_In_ ULONG ComponentId, _In_ ULONG Level, _In_ PCSTR Format, ...);

/**
 * vDbgPrintEx() - the same, of a va_list; vDbgPrintExWithPrefix(): with a prefix before it
 * @ComponentId: as for DbgPrintEx()
 * @Level: as for DbgPrintEx()
 * @Format: as for DbgPrint()
 * @List: the arguments
 *
 * Context: Any IRQL. Linux: any context. (On Windows PASSIVE_LEVEL for wide text.)
 * Return: STATUS_SUCCESS.
 * Errors: none.
 * Differs from Windows: as DbgPrint().
 * Windows: wdm.h, vDbgPrintEx function; wdm.h, vDbgPrintExWithPrefix function.
 */
ULONG NTAPI vDbgPrintEx(_In_ ULONG ComponentId, _In_ ULONG Level, _In_ PCCH Format,
			_In_ __builtin_va_list List);
ULONG NTAPI vDbgPrintExWithPrefix(_In_ PCCH Prefix, _In_ ULONG ComponentId, _In_ ULONG Level,
				  _In_ PCCH Format, _In_ __builtin_va_list List);

/**
 * KeBugCheckEx() - stop the machine; KeBugCheck(): with parameters of 0
 * @BugCheckCode: why
 * @BugCheckParameter1: said with it
 * @BugCheckParameter2: said with it
 * @BugCheckParameter3: said with it
 * @BugCheckParameter4: said with it
 *
 * Linux: a panic, whose text has the code, the parameters and the caller.
 *
 * Context: Any IRQL. Linux: any context.
 * Return: never.
 * Errors: none.
 * Windows: wdm.h, KeBugCheckEx function; ntddk.h, KeBugCheck function.
 */
DECLSPEC_NORETURN VOID NTAPI KeBugCheckEx(_In_ ULONG BugCheckCode,
					  _In_ ULONG_PTR BugCheckParameter1,
					  _In_ ULONG_PTR BugCheckParameter2,
					  _In_ ULONG_PTR BugCheckParameter3,
					  _In_ ULONG_PTR BugCheckParameter4);
DECLSPEC_NORETURN VOID NTAPI KeBugCheck(_In_ ULONG BugCheckCode);

/* For the macros below: reports once for each call site, returns FALSE. Message may be NULL. */
BOOLEAN NTAPI NtspinAssertFailed(_In_ PCSTR Expression, _In_ PCSTR File, _In_ ULONG Line,
				 _In_opt_ PCSTR Message);

EXTERN_C_END

#ifdef NTSPIN_DRIVER
#if defined(DBG) && DBG
/* An assertion that fails is reported once for each call site, and the driver continues. */
#define NTSPIN_ASSERT(expression, text) \
	((expression) ? TRUE : NtspinAssertFailed(#expression, __FILE__, __LINE__, text))
#define NTSPIN_VERIFY(expression, text) NTSPIN_ASSERT(expression, text)
#define ASSERT(expression) ((VOID)NTSPIN_ASSERT(expression, NULL))
#define ASSERTMSG(text, expression) ((VOID)NTSPIN_ASSERT(expression, text))
#define KdPrint(arguments) DbgPrint arguments
#define KdPrintEx(arguments) DbgPrintEx arguments
#define vKdPrintEx(arguments) vDbgPrintEx arguments
#define vKdPrintExWithPrefix(arguments) vDbgPrintExWithPrefix arguments
#else
/* As in a free build: what is asserted is not evaluated, but is an expression. */
#define NTSPIN_ASSERT(expression, text) ((VOID)sizeof(!(expression)))
#define NTSPIN_VERIFY(expression, text) ((expression) ? TRUE : FALSE)
#define ASSERT(expression) NTSPIN_ASSERT(expression, NULL)
#define ASSERTMSG(text, expression) NTSPIN_ASSERT(expression, text)
#define KdPrint(arguments) ((VOID)0)
#define KdPrintEx(arguments) ((VOID)0)
#define vKdPrintEx(arguments) ((VOID)0)
#define vKdPrintExWithPrefix(arguments) ((VOID)0)
#endif
#define RTL_SOFT_ASSERT(expression) NTSPIN_ASSERT(expression, NULL)
#define RTL_SOFT_ASSERTMSG(text, expression) NTSPIN_ASSERT(expression, text)
#define RTL_VERIFY(expression) NTSPIN_VERIFY(expression, NULL)
#define RTL_VERIFYMSG(text, expression) NTSPIN_VERIFY(expression, text)
#define RTL_SOFT_VERIFY(expression) NTSPIN_VERIFY(expression, NULL)
#define NT_ASSERT(expression) NTSPIN_ASSERT(expression, NULL)
#define NT_ASSERTMSG(text, expression) NTSPIN_ASSERT(expression, text)
/* Its text is wide, and the expression says enough. */
#define NT_ASSERTMSGW(text, expression) NTSPIN_ASSERT(expression, NULL)
#define NT_ASSERT_ASSUME(expression) NTSPIN_ASSERT(expression, NULL)
#define NT_VERIFY(expression) NTSPIN_VERIFY(expression, NULL)
#define NT_VERIFYMSG(text, expression) NTSPIN_VERIFY(expression, text)
#define NT_FRE_ASSERT(expression) \
	((expression) ? TRUE : NtspinAssertFailed(#expression, __FILE__, __LINE__, NULL))
#define NT_ANALYSIS_ASSUME(expression) ((VOID)sizeof(!(expression)))
#define KdBreakPoint() ((VOID)0)
/* There is no debugger to stop in: it is said, as what is asserted, and all goes on. */
#define DbgRaiseAssertionFailure() \
	((VOID)NtspinAssertFailed("DbgRaiseAssertionFailure()", __FILE__, __LINE__, NULL))
#define DbgBreakPoint() ((VOID)NtspinAssertFailed("DbgBreakPoint()", __FILE__, __LINE__, NULL))
#define DbgBreakPointWithStatus(status) ((VOID)(status), DbgBreakPoint())

#define DPFLTR_MASK 0x80000000

/**
 * DbgSetDebugFilterState() - is a component's text to be printed?
 * @ComponentId: whose
 * @Level: how urgent
 * @State: TRUE: it is
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context.
 * Return: STATUS_SUCCESS for TRUE: nothing is filtered here; STATUS_NOT_SUPPORTED for FALSE.
 * Windows: wdm.h, DbgSetDebugFilterState function.
 */
FORCEINLINE NTSTATUS NTAPI DbgSetDebugFilterState(ULONG ComponentId, ULONG Level, BOOLEAN State)
{
	(VOID)ComponentId;
	(VOID)Level;
	return State ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

/**
 * DbgQueryDebugFilterState() - is it printed?
 * @ComponentId: whose
 * @Level: how urgent
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context.
 * Return: TRUE.
 * Windows: wdm.h, DbgQueryDebugFilterState function.
 */
FORCEINLINE NTSTATUS NTAPI DbgQueryDebugFilterState(ULONG ComponentId, ULONG Level)
{
	(VOID)ComponentId;
	(VOID)Level;
	return TRUE;
}

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
