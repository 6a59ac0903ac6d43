/* SPDX-License-Identifier: GPL-2.0 */
/*
 * specstrings.h - the name under which drivers include the annotations of sal.h.
 */
#ifndef NTSPIN_SPECSTRINGS_H
#define NTSPIN_SPECSTRINGS_H

#include "sal.h"
#include "wdm/sal_2005.h"

#ifdef NTSPIN_DRIVER
#include "wdm/sal_1.h"
#endif

#endif
