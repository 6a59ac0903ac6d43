/* SPDX-License-Identifier: GPL-2.0 */
/*
 * minwindef.h - another name of windef.h.
 */
#include "windef.h"
