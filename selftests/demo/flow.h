/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flow.h - what the flow table offers to the rest of its driver.
 *
 * Every routine may be called on any number of processors at once, between the
 * return of DriverEntry and the call of FlowUnload.
 */
#ifndef FLOW_H
#define FLOW_H

#include <wdm.h>

/* Whose packets belong together. */
typedef struct _FLOW_KEY {
	ULONG Source;
	ULONG Destination;
	USHORT SourcePort;
	USHORT DestinationPort;
} FLOW_KEY, *PFLOW_KEY;
typedef const FLOW_KEY *PCFLOW_KEY;

typedef struct _FLOW_TOTALS {
	ULONG Flows;		/* in the table */
	ULONG Violations;	/* broken invariants seen so far: none, if the lock is one */
	ULONGLONG Packets;	/* recorded in all */
	ULONGLONG Bytes;
	ULONGLONG Unlisted;	/* of these, packets whose flow found no room */
} FLOW_TOTALS, *PFLOW_TOTALS;

#ifdef __cplusplus
extern "C" {
#endif

DRIVER_INITIALIZE DriverEntry;
DRIVER_UNLOAD FlowUnload;

/* Record one packet. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID FlowRecord(_In_ PCFLOW_KEY Key, _In_ ULONG Bytes);

/* The same, for a caller that is at DISPATCH_LEVEL already, such as a DPC. */
_IRQL_requires_min_(DISPATCH_LEVEL)
VOID FlowRecordAtDpc(_In_ PCFLOW_KEY Key, _In_ ULONG Bytes);

/* Record Count packets of Bytes each, raising the IRQL only once. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID FlowRecordBatch(_In_reads_(Count) PCFLOW_KEY Keys, _In_ ULONG Count, _In_ ULONG Bytes);

/* Read all totals as of one moment, and check that the table agrees with them. */
_IRQL_requires_max_(DISPATCH_LEVEL)
VOID FlowTotals(_Out_ PFLOW_TOTALS Totals);

#ifdef __cplusplus
}
#endif

#endif
