// SPDX-License-Identifier: GPL-2.0
/* two.c - a header of its own folder, of the same name as another. */
#include <wdm.h>
#include "Common.h"
