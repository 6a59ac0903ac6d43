// SPDX-License-Identifier: GPL-2.0
/* spaced.c - in a folder whose name make does not take. */
#include <wdm.h>
