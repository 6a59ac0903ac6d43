// SPDX-License-Identifier: GPL-2.0
/* filter.c - a part of Windows' network stack. */
#include <ndis.h>

NDIS_HANDLE Filter;

VOID Indicate(PVOID Lists)
{
	KeInsertQueueApc(NULL, NULL, NULL, 0);
	NdisFIndicateReceiveNetBufferLists(Filter, Lists, 0, 1, 0);
}
