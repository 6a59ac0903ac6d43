/* SPDX-License-Identifier: GPL-2.0 */
/*
 * initguid.h - from here on, in this file, DEFINE_GUID makes what it names.
 */
#ifndef INITGUID
#define INITGUID
#endif

#include "guiddef.h"
