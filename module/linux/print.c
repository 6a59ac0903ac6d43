// SPDX-License-Identifier: GPL-2.0
/*
 * print.c - what a driver prints, in the kernel's log; and a bug check, which is a panic.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/kern_levels.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>

#include "../seam/print.h"
#include "host.h"

/* An assertion at a call site: no fault that report.c has words for. */
#define ASSERTION NTSPIN_FAULTS

void ntspin_print(ULONG level, const char *text)
{
	/*
	 * Continues a line that had no end yet. printk keeps the records of one context together.
	 */
	if (level == DPFLTR_ERROR_LEVEL)
		pr_cont(KERN_ERR "%s", text);
	else if (level == DPFLTR_WARNING_LEVEL)
		pr_cont(KERN_WARNING "%s", text);
	else if (level == DPFLTR_TRACE_LEVEL)
		pr_cont(KERN_DEBUG "%s", text);
	else
		pr_cont(KERN_INFO "%s", text);
}

ULONG_PTR ntspin_pointer_shown(ULONG_PTR pointer)
{
	char hashed[24];
	unsigned long number;

	/* Those of a process, and numbers that were made pointers, give nothing away. */
	if ((LONG_PTR)pointer >= 0)
		return pointer;
	snprintf(hashed, sizeof(hashed), "%p", (void *)pointer);
	return kstrtoul(hashed, 16, &number) ? 0 : number;
}

BOOLEAN ntspin_assertion_is_new(const void *caller)
{
	return ntspin_report_is_due(ASSERTION, caller, 0);
}

/* Here, so that objtool sees both end in the panic. */
VOID NTAPI KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1,
			ULONG_PTR BugCheckParameter2, ULONG_PTR BugCheckParameter3,
			ULONG_PTR BugCheckParameter4)
{
	panic("ntspin: bug check 0x%X (0x%lX, 0x%lX, 0x%lX, 0x%lX) (%pS)", BugCheckCode,
	      BugCheckParameter1, BugCheckParameter2, BugCheckParameter3, BugCheckParameter4,
	      __builtin_return_address(0));
}

VOID NTAPI KeBugCheck(ULONG BugCheckCode)
{
	panic("ntspin: bug check 0x%X (0x0, 0x0, 0x0, 0x0) (%pS)", BugCheckCode,
	      __builtin_return_address(0));
}
