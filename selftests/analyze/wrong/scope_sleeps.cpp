// SPDX-License-Identifier: GPL-2.0
/* What may sleep is called in a scope that holds a lock; behind it, too, which is right. */
#include <ntspin/guards.hpp>

_IRQL_requires_max_(PASSIVE_LEVEL) void read_settings(ULONG &count);

struct extension {
	KSPIN_LOCK lock;
	_Guarded_by_(lock) ULONG count;
};

void wrong(extension &e)
{
	ULONG now = 0;

	{
		ntspin::queued_spin_lock_guard guard(e.lock);

		e.count++;
		read_settings(now); /* here */
	}
	read_settings(now);
}
