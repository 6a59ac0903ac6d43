/* SPDX-License-Identifier: GPL-2.0 */
/*
 * remove_lock.h - remove locks: a device is used by many requests, until it is removed, which waits
 * for them and lets nobody else begin.
 *
 * Where DBG is set a lock is larger, and keeps the tag of each acquire: a release by another tag,
 * an acquire beyond HighWatermark, and one that is held for more than MaxLockedMinutes are
 * reported. Where there is no memory for a tag, that acquire is not looked at.
 */
#ifndef NTSPIN_WDM_REMOVE_LOCK_H
#define NTSPIN_WDM_REMOVE_LOCK_H

#include "dispatcher.h"
#include "irql.h"
#include "spin_lock.h"

EXTERN_C_START

/* Opaque to drivers, which embed it: Windows' sizes. */
typedef struct _IO_REMOVE_LOCK_COMMON_BLOCK {
	BOOLEAN Removed;
	BOOLEAN Reserved[3];
	volatile LONG IoCount;
	KEVENT RemoveEvent;
} IO_REMOVE_LOCK_COMMON_BLOCK;

typedef struct _IO_REMOVE_LOCK_TRACKING_BLOCK *PIO_REMOVE_LOCK_TRACKING_BLOCK;

typedef struct _IO_REMOVE_LOCK_DBG_BLOCK {
	LONG Signature;
	ULONG HighWatermark;
	LONGLONG MaxLockedTicks;
	LONG AllocateTag;
	LIST_ENTRY LockList;
	KSPIN_LOCK Spin;
	volatile LONG LowMemoryCount;
	ULONG Reserved1[4];
	PVOID Reserved2;
	PIO_REMOVE_LOCK_TRACKING_BLOCK Blocks;
} IO_REMOVE_LOCK_DBG_BLOCK;

typedef struct _IO_REMOVE_LOCK {
	IO_REMOVE_LOCK_COMMON_BLOCK Common;
#if defined(DBG) && DBG
	IO_REMOVE_LOCK_DBG_BLOCK Dbg;
#endif
} IO_REMOVE_LOCK, *PIO_REMOVE_LOCK;

C_ASSERT(sizeof(IO_REMOVE_LOCK_COMMON_BLOCK) == 0x20);
C_ASSERT(sizeof(IO_REMOVE_LOCK_DBG_BLOCK) == 0x58);
#if defined(DBG) && DBG
C_ASSERT(sizeof(IO_REMOVE_LOCK) == 0x78);
#else
C_ASSERT(sizeof(IO_REMOVE_LOCK) == 0x20);
#endif

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * IoInitializeRemoveLockEx() - make storage a lock that nobody has acquired
 * @Lock: the driver's resident storage
 * @AllocateTag: of the memory that tags are kept in
 * @MaxLockedMinutes: how long an acquire may last; 0: forever
 * @HighWatermark: how many there may be at a time; 0: any number
 * @RemlockSize: sizeof(IO_REMOVE_LOCK)
 *
 * Drivers call IoInitializeRemoveLock(), which adds the size.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context.
 * Return: nothing.
 * Errors: Another size: reported, and nothing is done.
 * Windows: wdm.h, IoInitializeRemoveLock macro.
 */
VOID NTAPI IoInitializeRemoveLockEx(_Out_ PIO_REMOVE_LOCK Lock, _In_ ULONG AllocateTag,
				    _In_ ULONG MaxLockedMinutes, _In_ ULONG HighWatermark,
				    _In_ ULONG RemlockSize);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoAcquireRemoveLockEx() - begin to use the device
 * @RemoveLock: an initialised lock
 * @Tag: what for, as the address of a request; may be NULL
 * @File: where the driver calls it
 * @Line: the same
 * @RemlockSize: sizeof(IO_REMOVE_LOCK)
 *
 * Drivers call IoAcquireRemoveLock(), which adds the last three.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS, and the device stays until IoReleaseRemoveLock(); STATUS_DELETE_PENDING
 *   once it is being removed: then nothing is to be released.
 * Errors: Another size: reported, and STATUS_INVALID_PARAMETER. Where DBG is set, more acquires at
 *   a time than HighWatermark: reported.
 * Windows: wdm.h, IoAcquireRemoveLock macro.
 */
NTSTATUS NTAPI IoAcquireRemoveLockEx(_Inout_ PIO_REMOVE_LOCK RemoveLock, _In_opt_ PVOID Tag,
				     _In_ PCSTR File, _In_ ULONG Line, _In_ ULONG RemlockSize);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoReleaseRemoveLockEx() - end a use of the device
 * @RemoveLock: a lock that IoAcquireRemoveLock() was successful with
 * @Tag: the tag of that call
 * @RemlockSize: sizeof(IO_REMOVE_LOCK)
 *
 * Drivers call IoReleaseRemoveLock(), which adds the size. The last one, once the device is being
 * removed, wakes who waits for that.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: More releases than acquires, another size: reported, and nothing is done. Where DBG is
 *   set, a tag that no acquire has, and an acquire that lasted for more than MaxLockedMinutes:
 *   reported.
 * Windows: wdm.h, IoReleaseRemoveLock macro.
 */
VOID NTAPI IoReleaseRemoveLockEx(_Inout_ PIO_REMOVE_LOCK RemoveLock, _In_opt_ PVOID Tag,
				 _In_ ULONG RemlockSize);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * IoReleaseRemoveLockAndWaitEx() - end a use of the device, remove it, and wait for the other uses
 * @RemoveLock: as for IoReleaseRemoveLockEx()
 * @Tag: the same
 * @RemlockSize: the same
 *
 * Drivers call IoReleaseRemoveLockAndWait(), which adds the size. From then on nobody begins a use.
 * What was written before each release is seen.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: where one may sleep.
 * Return: nothing.
 * Errors: as IoReleaseRemoveLockEx(). Removed already: reported, and nothing is done. At
 *   DISPATCH_LEVEL or above: reported; nobody is waited for.
 * Windows: wdm.h, IoReleaseRemoveLockAndWait macro.
 */
VOID NTAPI IoReleaseRemoveLockAndWaitEx(_Inout_ PIO_REMOVE_LOCK RemoveLock, _In_opt_ PVOID Tag,
					_In_ ULONG RemlockSize);

#define IoInitializeRemoveLock(Lock, Tag, Maxmin, HighWater) \
	IoInitializeRemoveLockEx(Lock, Tag, Maxmin, HighWater, sizeof(IO_REMOVE_LOCK))
#if defined(DBG) && DBG
#define IoAcquireRemoveLock(RemoveLock, Tag) \
	IoAcquireRemoveLockEx(RemoveLock, Tag, __FILE__, __LINE__, sizeof(IO_REMOVE_LOCK))
#else
#define IoAcquireRemoveLock(RemoveLock, Tag) \
	IoAcquireRemoveLockEx(RemoveLock, Tag, "", 1, sizeof(IO_REMOVE_LOCK))
#endif
#define IoReleaseRemoveLock(RemoveLock, Tag) \
	IoReleaseRemoveLockEx(RemoveLock, Tag, sizeof(IO_REMOVE_LOCK))
#define IoReleaseRemoveLockAndWait(RemoveLock, Tag) \
	IoReleaseRemoveLockAndWaitEx(RemoveLock, Tag, sizeof(IO_REMOVE_LOCK))

EXTERN_C_END

#endif
