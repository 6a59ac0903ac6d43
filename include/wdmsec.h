/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wdmsec.h - what names the security of a device object: wdm.h. Its routines are not provided.
 */
#ifndef NTSPIN_WDMSEC_H
#define NTSPIN_WDMSEC_H

#include "wdm.h"

#endif
