// SPDX-License-Identifier: GPL-2.0
/* one.c - a header of its own folder, in the wrong case. */
#include <wdm.h>
#include "Common.h"
