/* SPDX-License-Identifier: GPL-2.0 */
/*
 * processor_change.h - what ke/ does for the host that tells drivers of processors.
 */
#ifndef NTSPIN_SEAM_PROCESSOR_CHANGE_H
#define NTSPIN_SEAM_PROCESSOR_CHANGE_H

#include "wdm.h"

EXTERN_C_START

/**
 * ntspin_processor_callback - call a driver's callback, and say what it leaves behind
 * @routine: the callback
 * @context: handed to it
 * @change: what has happened
 *
 * Return: what it has made of a success.
 */
NTSTATUS ntspin_processor_callback(PPROCESSOR_CALLBACK_FUNCTION routine, PVOID context,
				   PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change);

EXTERN_C_END

#endif
