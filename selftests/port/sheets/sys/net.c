// SPDX-License-Identifier: GPL-2.0
/* net.c - a framework's header brings Windows' types; what is missed then is its own. */
#include <ndis.h>

KSPIN_LOCK Lock;
DWORD Count;
NDIS_HANDLE Handle;
