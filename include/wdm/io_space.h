/* SPDX-License-Identifier: GPL-2.0 */
/*
 * io_space.h - registers of a device, mapped; memory whose pages lie behind each other.
 *
 * What is mapped or allocated when the module of its driver goes is reported, and stays.
 */
#ifndef NTSPIN_WDM_IO_SPACE_H
#define NTSPIN_WDM_IO_SPACE_H

#include "irql.h"
#include "mdl.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmMapIoSpace() - map registers, or memory, by their physical address
 * @PhysicalAddress: where they begin
 * @NumberOfBytes: how many, not 0
 * @CacheType: MmNonCached, MmCached or MmWriteCombined
 *
 * What Linux has as memory of its own is mapped as that is, cached, whatever is asked for; the
 * driver has it from an MDL, or from MmAllocateContiguousMemory().
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: the address; NULL where it cannot be mapped.
 * Errors: At DISPATCH_LEVEL or above: reported, and NULL.
 * Differs from Windows: Not at DISPATCH_LEVEL. In user space, and on a Linux without I/O memory,
 *   always NULL. The registers are the Linux driver's if it has claimed them: the Linux side looks
 *   where a device has them, and claims them, by pci_iomap() and its kin.
 * Windows: wdm.h, MmMapIoSpace function.
 */
PVOID NTAPI MmMapIoSpace(_In_ PHYSICAL_ADDRESS PhysicalAddress, _In_ SIZE_T NumberOfBytes,
			 _In_ MEMORY_CACHING_TYPE CacheType);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmMapIoSpaceEx() - the same, by what the mapping allows
 * @PhysicalAddress: as for MmMapIoSpace()
 * @NumberOfBytes: as for MmMapIoSpace()
 * @Protect: one of PAGE_READONLY, PAGE_READWRITE and the PAGE_EXECUTE kinds; with PAGE_NOCACHE or
 *   PAGE_WRITECOMBINE, or neither
 *
 * Context: as MmMapIoSpace().
 * Return: as MmMapIoSpace(); NULL also of another @Protect.
 * Errors: as MmMapIoSpace().
 * Differs from Windows: as MmMapIoSpace(). It can be read and written, and not executed, whatever
 *   is asked for.
 * Windows: wdm.h, MmMapIoSpaceEx function.
 */
PVOID NTAPI MmMapIoSpaceEx(_In_ PHYSICAL_ADDRESS PhysicalAddress, _In_ SIZE_T NumberOfBytes,
			   _In_ ULONG Protect);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmUnmapIoSpace() - undo MmMapIoSpace() or MmMapIoSpaceEx()
 * @BaseAddress: what that has returned
 * @NumberOfBytes: as it was mapped
 *
 * Context: IRQL <= APC_LEVEL. Linux: where one may sleep.
 * Return: nothing.
 * Errors: What was not mapped, or of another size; DISPATCH_LEVEL or above: reported, and it stays
 *   as it is.
 * Differs from Windows: Not at DISPATCH_LEVEL.
 * Windows: wdm.h, MmUnmapIoSpace function.
 */
VOID NTAPI MmUnmapIoSpace(_In_ PVOID BaseAddress, _In_ SIZE_T NumberOfBytes);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmAllocateContiguousMemory() - memory whose pages lie behind each other, also by their frames
 * @NumberOfBytes: how much, not 0
 * @HighestAcceptableAddress: of the last byte, the physical address at most
 *
 * It begins at a page, and is not cleared.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI; on PREEMPT_RT where one may
 *   sleep, elsewhere it is NULL.
 * Return: its address; NULL where there is none.
 * Errors: Above DISPATCH_LEVEL: reported by the verifier, and done.
 * Differs from Windows: No more than Linux' page allocator has in one piece, 4 MB as a rule. A
 *   device's DMA goes by dma_map_*() of the Linux side. In user space the addresses are made up,
 *   and not looked at.
 * Windows: wdm.h, MmAllocateContiguousMemory function.
 */
PVOID NTAPI MmAllocateContiguousMemory(_In_ SIZE_T NumberOfBytes,
				       _In_ PHYSICAL_ADDRESS HighestAcceptableAddress);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmAllocateContiguousMemorySpecifyCache() - the same, and more of where it lies
 * @NumberOfBytes: how much, not 0
 * @LowestAcceptableAddress: of the first byte, the physical address at least
 * @HighestAcceptableAddress: of the last byte, at most
 * @BoundaryAddressMultiple: a power of two, no multiple of which is in it but at its start; or 0
 * @CacheType: unused
 *
 * Context: as MmAllocateContiguousMemory().
 * Return: as MmAllocateContiguousMemory(). Of a LowestAcceptableAddress that Linux does not happen
 *   to be above it is NULL.
 * Errors: as MmAllocateContiguousMemory().
 * Differs from Windows: as MmAllocateContiguousMemory(). It is cached: on x86-64 devices see what
 *   caches have; a device that does not on arm64 is for dma_alloc_coherent() of the Linux side.
 * Windows: wdm.h, MmAllocateContiguousMemorySpecifyCache function.
 */
PVOID NTAPI MmAllocateContiguousMemorySpecifyCache(
	_In_ SIZE_T NumberOfBytes, _In_ PHYSICAL_ADDRESS LowestAcceptableAddress,
	_In_ PHYSICAL_ADDRESS HighestAcceptableAddress,
	_In_opt_ PHYSICAL_ADDRESS BoundaryAddressMultiple, _In_ MEMORY_CACHING_TYPE CacheType);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmFreeContiguousMemory() - free it
 * @BaseAddress: from one of the two above
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI; on PREEMPT_RT where one may
 *   sleep.
 * Return: nothing.
 * Errors: What is no such memory, or no more: reported, and nothing is done. Above DISPATCH_LEVEL:
 *   reported by the verifier, and done.
 * Windows: wdm.h, MmFreeContiguousMemory function.
 */
VOID NTAPI MmFreeContiguousMemory(_In_ PVOID BaseAddress);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmFreeContiguousMemorySpecifyCache() - the same, where the caller knows its size
 * @BaseAddress: from one of the two above
 * @NumberOfBytes: as it was allocated
 * @CacheType: unused
 *
 * Context: as MmFreeContiguousMemory().
 * Return: nothing.
 * Errors: as MmFreeContiguousMemory(); so of another size.
 * Windows: wdm.h, MmFreeContiguousMemorySpecifyCache function.
 */
VOID NTAPI MmFreeContiguousMemorySpecifyCache(_In_ PVOID BaseAddress, _In_ SIZE_T NumberOfBytes,
					      _In_ MEMORY_CACHING_TYPE CacheType);

EXTERN_C_END

#endif
