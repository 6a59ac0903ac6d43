// SPDX-License-Identifier: GPL-2.0
/* guarded.c - blocks that are guarded on Windows. */
#include <whole.h>

NTSTATUS WholeGuarded(PKSPIN_LOCK Lock, ULONG Count)
{
	NTSTATUS Status = STATUS_SUCCESS;
	KIRQL OldIrql;

	KeAcquireSpinLock(Lock, &OldIrql);
	__try {
		for (;;) {
			if (Count-- == 0)
				__leave;
			if (Count == 7)
				return STATUS_UNSUCCESSFUL;
		}
	} __finally {
		KeReleaseSpinLock(Lock, OldIrql);
	}
	__try {
		Status = STATUS_PENDING;
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		Status = GetExceptionCode();
	}
	return Status;
}
