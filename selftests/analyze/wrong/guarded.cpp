// SPDX-License-Identifier: GPL-2.0
/* A member that a lock guards is read without it. */
#include <wdm.h>

class counter {
public:
	ULONG value() const
	{
		return count_; /* here */
	}

	void increment()
	{
		KIRQL old_irql;

		KeAcquireSpinLock(&lock_, &old_irql);
		count_++;
		KeReleaseSpinLock(&lock_, old_irql);
	}

private:
	KSPIN_LOCK lock_;
	_Guarded_by_(lock_) ULONG count_;
};

ULONG wrong(counter &c)
{
	c.increment();
	return c.value();
}
