// SPDX-License-Identifier: GPL-2.0
/*
 * flow.cpp - a table of sources, as a class with its lock in it.
 */
#include ".\Flow.h"

class CFlowTable {
public:
	void Initialize()
	{
		KeInitializeSpinLock(&m_Lock);
	}

	void Count(ULONG Source, ULONG Bytes)
	{
		CLock Lock(m_Lock);
		FLOW &Flow = m_Flows[Source % FLOWS];

		CheckAlone();
		m_Sources += Flow.Packets == 0;
		Flow.Packets++;
		Flow.Bytes += Bytes;
		m_Packets++;
		m_Bytes += Bytes;
		m_Inside = FALSE;
	}

	void Totals(FLOW_TOTALS &Totals)
	{
		CLock Lock(m_Lock);
		ULONG64 Packets = 0;

		CheckAlone();
		for (const FLOW &Flow : m_Flows)
			Packets += Flow.Packets;
		m_Violations += Packets != m_Packets;
		Totals.Packets = m_Packets;
		Totals.Bytes = m_Bytes;
		Totals.Sources = m_Sources;
		Totals.Violations = m_Violations;
		m_Inside = FALSE;
	}

private:
	class CLock {
	public:
		explicit CLock(KSPIN_LOCK &Lock)
		{
			KeAcquireInStackQueuedSpinLock(&Lock, &m_Handle);
		}
		~CLock()
		{
			KeReleaseInStackQueuedSpinLock(&m_Handle);
		}

		CLock(const CLock &) = delete;
		CLock &operator=(const CLock &) = delete;

	private:
		KLOCK_QUEUE_HANDLE m_Handle;
	};

	struct FLOW {
		ULONG64 Packets;
		ULONG64 Bytes;
	};

	enum { FLOWS = 16 };

	FORCEINLINE void CheckAlone()
	{
		m_Violations += m_Inside;
		m_Inside = TRUE;
	}

	KSPIN_LOCK m_Lock;
	volatile BOOLEAN m_Inside;
	ULONG m_Violations;
	ULONG m_Sources;
	ULONG64 m_Packets;
	ULONG64 m_Bytes;
	FLOW m_Flows[FLOWS];
};

static CFlowTable g_Flows;

VOID FlowInitialize(VOID)
{
	g_Flows.Initialize();
}

VOID FlowCount(ULONG Source, ULONG Bytes)
{
	g_Flows.Count(Source, Bytes);
}

VOID FlowTotals(PFLOW_TOTALS Totals)
{
	g_Flows.Totals(*Totals);
}
