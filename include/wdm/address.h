/* SPDX-License-Identifier: GPL-2.0 */
/*
 * address.h - what an address of the kernel's stands for, and that of a routine.
 */
#ifndef NTSPIN_WDM_ADDRESS_H
#define NTSPIN_WDM_ADDRESS_H

#include "irql.h"

EXTERN_C_START

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmIsAddressValid() - is something of the kernel's mapped at an address?
 * @VirtualAddress: any address
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: TRUE where memory of the kernel's or of a module's is, which may be gone by the return
 *   unless the driver keeps it; FALSE for a program's addresses, and where nothing is.
 * Errors: Above DISPATCH_LEVEL: reported by the verifier, and done.
 * Differs from Windows: What may be read and not be written is valid, too.
 * Windows: ntddk.h, MmIsAddressValid function.
 */
BOOLEAN NTAPI MmIsAddressValid(_In_ PVOID VirtualAddress);

/**
 * MmGetPhysicalAddress() - where memory of the kernel's lies
 * @BaseAddress: the driver's, which stays allocated
 *
 * Context: Any IRQL. Linux: any context but an NMI.
 * Return: its address as the CPU has it, for the byte at @BaseAddress alone: pages that lie behind
 *   each other here need not there. 0 where nothing is mapped.
 * Errors: none.
 * Differs from Windows: A device's DMA goes by dma_map_*() of the Linux side, whose addresses may be
 *   others. In user space the numbers are made up.
 * Windows: ntddk.h, MmGetPhysicalAddress function.
 */
PHYSICAL_ADDRESS NTAPI MmGetPhysicalAddress(_In_ PVOID BaseAddress);

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * MmGetSystemRoutineAddress() - a routine by its name, where it may not be there
 * @SystemRoutineName: the name, case counts
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: any context but an NMI.
 * Return: the routine's address, of one that ntspin exports; NULL of any other name, and of what is
 *   inline or a macro here.
 * Errors: Above PASSIVE_LEVEL: reported by the verifier, and done.
 * Differs from Windows: There are Windows' routines of all versions, as far as they are here at
 *   all. In user space those alone that the program has, and has in its dynamic symbols.
 * Windows: wdm.h, MmGetSystemRoutineAddress function.
 */
PVOID NTAPI MmGetSystemRoutineAddress(_In_ PUNICODE_STRING SystemRoutineName);

EXTERN_C_END

#endif
