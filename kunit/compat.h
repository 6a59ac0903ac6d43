/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat.h - what changed its name between the kernels that the tests run on.
 */
#ifndef NTSPIN_COMPAT_H
#define NTSPIN_COMPAT_H

#include "../module/linux/compat.h"

#endif
