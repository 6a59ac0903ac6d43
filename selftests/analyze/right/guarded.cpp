// SPDX-License-Identifier: GPL-2.0
/* Members that a lock guards, used under it. */
#include <wdm.h>

class counter {
public:
	_Requires_lock_held_(lock_) ULONG value() const
	{
		return count_;
	}

	ULONG increment()
	{
		KLOCK_QUEUE_HANDLE handle;

		KeAcquireInStackQueuedSpinLock(&lock_, &handle);
		count_++;
		ULONG now = value();
		KeReleaseInStackQueuedSpinLock(&handle);
		return now;
	}

private:
	KSPIN_LOCK lock_;
	_Guarded_by_(lock_) ULONG count_;
};

ULONG right(counter &c)
{
	return c.increment();
}
