// SPDX-License-Identifier: GPL-2.0
/* probe.c - of a project whose sheet is elsewhere: a driver's, as it includes a driver's header. */
#include <wdm.h>
