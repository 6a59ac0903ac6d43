// SPDX-License-Identifier: GPL-2.0
/* guards.c - each way past a __finally, marked "leaves", and what only looks like one. */
#include <wdm.h>

VOID OddGuards(PKSPIN_LOCK Lock, ULONG Count);

VOID OddGuards(PKSPIN_LOCK Lock, ULONG Count)
{
	KIRQL OldIrql;

	while (Count--) {
		KeAcquireSpinLock(Lock, &OldIrql);
		__try {
			if (Count == 3)
				break; /* leaves */
			if (Count == 4)
				continue; /* leaves */
			if (Count == 5)
				goto Done; /* leaves */
			if (Count == 6)
				goto Inside;
			do {
				if (Count == 8)
					continue;
				else {
					break;
				}
			} while (Count);
			for (;;)
				if (Count == 9)
					break;
				else
					continue;
			switch (Count) {
			case 10:
				break;
			case 11:
				continue; /* leaves */
			}
			__leave;
Inside:
			return; /* leaves */
		} __finally {
			KeReleaseSpinLock(Lock, OldIrql);
		}
	}
Done:
	return;
}
