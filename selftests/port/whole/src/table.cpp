// SPDX-License-Identifier: GPL-2.0
/* table.cpp - a class with a member that is inlined always. */
#include "WHOLE.H"

class CTable {
public:
	FORCEINLINE ULONG Count()
	{
		return InterlockedIncrement(&m_Count);
	}

private:
	LONG m_Count;
};

static CTable Table;

ULONG WholeCount(VOID)
{
	return Table.Count();
}
