// SPDX-License-Identifier: GPL-2.0
/* A class that holds a lock as long as it lives, and says so. */
#include <wdm.h>

class scope {
public:
	_Acquires_lock_(lock) explicit scope(KSPIN_LOCK &lock) : lock_(lock)
	{
		KeAcquireSpinLock(&lock_, &old_irql_);
	}

	_Releases_lock_(lock_) ~scope()
	{
		KeReleaseSpinLock(&lock_, old_irql_);
	}

private:
	KSPIN_LOCK &lock_;
	KIRQL old_irql_;
};

struct extension {
	KSPIN_LOCK lock;
	_Guarded_by_(lock) ULONG count;
};

_Requires_lock_held_(e.lock) static void count_one(extension &e)
{
	e.count++;
}

bool right(extension &e, ULONG limit)
{
	scope held(e.lock);

	if (e.count >= limit)
		return false;
	count_one(e);
	return true;
}
