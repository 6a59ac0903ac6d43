// SPDX-License-Identifier: GPL-2.0
/* Each guard of ntspin's, over what wants its lock. */
#include <ntspin/guards.hpp>

struct extension {
	KSPIN_LOCK lock;
	EX_SPIN_LOCK table;
	_Guarded_by_(lock) ULONG count;
	_Guarded_by_(table) ULONG entries;
};

_Requires_lock_held_(e.lock) static void count_one(extension &e)
{
	e.count++;
}

void right(extension &e)
{
	{
		ntspin::queued_spin_lock_guard guard(e.lock);
		count_one(e);
	}
	{
		ntspin::spin_lock_guard guard(e.lock);
		count_one(e);
	}
	{
		ntspin::irql_raise_guard raised(DISPATCH_LEVEL);
		{
			ntspin::queued_spin_lock_at_dpc_guard guard(e.lock);
			count_one(e);
		}
		ntspin::spin_lock_at_dpc_guard guard(e.lock);
		count_one(e);
	}
	ntspin::ex_spin_lock_exclusive_guard guard(e.table);
	e.entries++;
}

ULONG right_to_read(extension &e)
{
	ntspin::ex_spin_lock_shared_guard guard(e.table);

	return e.entries;
}
