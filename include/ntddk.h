/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntddk.h - what a driver that includes <ntddk.h> finds here: all of wdm.h, and what tells of processes.
 */
#ifndef NTSPIN_NTDDK_H
#define NTSPIN_NTDDK_H

#define _NTDDK_

#include "wdm.h"

#ifdef NTSPIN_DRIVER
#include "wdm/process.h"
#endif

#endif
