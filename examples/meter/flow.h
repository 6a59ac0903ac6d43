/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flow.h - what was seen of each source of packets.
 */
#pragma once

#include <wdm.h>

typedef struct _FLOW_TOTALS {
	ULONG64 Packets;
	ULONG64 Bytes;
	ULONG Sources;
	ULONG Violations;	/* none, if the lock is one */
} FLOW_TOTALS, *PFLOW_TOTALS;

EXTERN_C_START

VOID FlowInitialize(VOID);

_IRQL_requires_max_(DISPATCH_LEVEL)
VOID FlowCount(_In_ ULONG Source, _In_ ULONG Bytes);

_IRQL_requires_max_(DISPATCH_LEVEL)
VOID FlowTotals(_Out_ PFLOW_TOTALS Totals);

EXTERN_C_END
