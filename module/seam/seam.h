/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seam.h - the doors between the Windows side (C++) and its host, all of them.
 *
 * The host is the kernel (linux/), or a program in which threads stand for
 * CPUs. Nothing else is shared: no C++ file includes a header of the host's,
 * and no file of the host's knows how the lock works.
 *
 * Every function there may be called in any context, and none sleeps.
 */
#ifndef NTSPIN_SEAM_H
#define NTSPIN_SEAM_H

#include "dpc.h"
#include "fault.h"
#include "level.h"
#include "timer.h"
#include "wait.h"

#endif
