// SPDX-License-Identifier: GPL-2.0
/* debug.c - what another configuration leaves out. */
#include <wdm.h>
