/* SPDX-License-Identifier: GPL-2.0 */
/*
 * user.h - for a test around a driver's sources in user space: what libntspin has beside wdm.h.
 *
 * Any thread of the program may call the driver, and is at PASSIVE_LEVEL until it raises itself.
 * The verifier is on from the start: ntspin/verifier.h switches it. docs/user-space.md says what
 * is promised.
 */
#ifndef NTSPIN_USER_H
#define NTSPIN_USER_H

#include "../wdm.h"

EXTERN_C_START

#include "verifier.h"

/**
 * struct ntspin_user_report - a misuse, as it is told
 * @text: the line that would be in the kernel's log, without an end of line
 * @fault: its name in module/seam/faults.def
 * @routine: the routine that was called, or NULL
 * @code: the code that Windows stops with, or NULL
 * @caller: where the routine was called, or NULL
 *
 * Valid during the call alone.
 */
struct ntspin_user_report {
	const char *text;
	const char *fault;
	const char *routine;
	const char *code;
	const void *caller;
};

typedef void (*ntspin_user_hook)(const struct ntspin_user_report *report, void *context);

/**
 * ntspin_user_on_misuse - have misuse told to a routine of the test's
 * @hook: called for each misuse, by the thread that made it; then the driver continues, as in
 *	the kernel. NULL, as at the start: the text goes to stderr, and abort() ends the program,
 *	unless ntspin_verifier_set(1) has it continue.
 * @context: handed to it
 *
 * The hook is called at any level, under locks perhaps: it calls no routine of wdm.h.
 */
void ntspin_user_on_misuse(ntspin_user_hook hook, void *context);

/**
 * ntspin_user_processors - how many processors there are; 4 at the start
 * @count: 1 to 64
 *
 * Before any other routine is called.
 *
 * Return: 0; -EINVAL for another number.
 */
int ntspin_user_processors(unsigned int count);

/**
 * ntspin_user_load - call a driver's DriverEntry
 * @entry: the routine
 * @driver: gets its object, where the routine succeeds
 *
 * What a routine that fails leaves behind is reported as by ntspin_user_unload(); while another
 * driver is loaded, devices alone.
 *
 * Context: PASSIVE_LEVEL.
 * Return: what the routine returned.
 */
NTSTATUS ntspin_user_load(PDRIVER_INITIALIZE entry, PDRIVER_OBJECT *driver);

/**
 * ntspin_user_unload - call its DriverUnload, if it has set one, and look for what it has left
 * @driver: its object, which is gone then
 *
 * DPCs that are queued run first. A thread that still runs, a work item, a timer that is set, and
 * pool that is not freed are reported as when a module goes; whose they are is not asked, so with
 * several drivers this is for the last one.
 *
 * Context: PASSIVE_LEVEL.
 */
void ntspin_user_unload(PDRIVER_OBJECT driver);

EXTERN_C_END

#endif
