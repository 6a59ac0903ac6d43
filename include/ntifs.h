/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntifs.h - what a driver that includes <ntifs.h> finds here: all of wdm.h, and what file systems embed.
 */
#ifndef NTSPIN_NTIFS_H
#define NTSPIN_NTIFS_H

#define _NTIFS_
#define _NTIFS_INCLUDED_

#include "ntddk.h"

#ifdef NTSPIN_DRIVER
#include "wdm/file_system.h"
#endif

#endif
