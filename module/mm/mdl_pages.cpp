// SPDX-License-Identifier: GPL-2.0
/*
 * mdl_pages.cpp - the Windows routines that have an MDL describe the pages of its buffer, lock them
 * and map them.
 *
 * The kernel's memory is resident and mapped: what is left to do is to find the page frames, and to
 * keep account in the flags of what was asked for.
 */
#include "mdl.hpp"
#include "mdl_calls.hpp"

#define CALLER __builtin_return_address(0)

namespace
{

/* The flags of an address in system space, whichever routine has made it. */
constexpr int of_mapping = MDL_MAPPED_TO_SYSTEM_VA | MDL_PARTIAL_HAS_BEEN_MAPPED |
			   MDL_PARENT_MAPPED_SYSTEM_VA;

/* At the address that it has. */
void *map(MDL &mdl) noexcept
{
	mdl.MappedSystemVa = buffer_of(mdl);
	set(mdl,
	    MDL_MAPPED_TO_SYSTEM_VA | (has(mdl, MDL_PARTIAL) ? MDL_PARTIAL_HAS_BEEN_MAPPED : 0));
	return mdl.MappedSystemVa;
}

void *map_once(MDL *mdl, KPROCESSOR_MODE mode, const call &how) noexcept
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_MAPPED_HIGH, mdl, how);
	if (!is_mdl(mdl, how))
		return nullptr;
	if (mode != KernelMode) {
		report(NTSPIN_MDL_FOR_PROGRAM, mdl, how);
		return nullptr;
	}
	if (!has(*mdl, described)) {
		report(NTSPIN_MDL_WITHOUT_PAGES, mdl, how);
		return nullptr;
	}
	if (!has(*mdl, mapped)) [[likely]]
		return map(*mdl);
	report(NTSPIN_MDL_MAPPED_TWICE, mdl, how);
	return mdl->MappedSystemVa;
}

/* By a routine that maps, and not by its source. */
bool is_mapped_at(const MDL &mdl, const void *address) noexcept
{
	return has(mdl, MDL_MAPPED_TO_SYSTEM_VA) && !has(mdl, MDL_PARENT_MAPPED_SYSTEM_VA) &&
	       mdl.MappedSystemVa == address;
}

} /* namespace */

namespace ntspin
{

bool lock_pages(MDL &mdl, KPROCESSOR_MODE mode, LOCK_OPERATION operation, const call &how) noexcept
{
	if (mode != KernelMode || !find_pages(mdl)) {
		report(NTSPIN_MDL_NOT_OURS, &mdl, how);
		return false;
	}
	clear(mdl, MDL_WRITE_OPERATION);
	set(mdl, MDL_PAGES_LOCKED | (operation == IoReadAccess ? 0 : MDL_WRITE_OPERATION));
	mdl.Process = nullptr;
	return true;
}

} /* namespace ntspin */

extern "C" {

VOID NTAPI MmBuildMdlForNonPagedPool(PMDL MemoryDescriptorList)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_HIGH, MemoryDescriptorList, how);
	if (!is_mdl(MemoryDescriptorList, how))
		return;
	if (own_pages(*MemoryDescriptorList))
		return report(NTSPIN_MDL_HAS_PAGES, MemoryDescriptorList, how);
	if (!find_pages(*MemoryDescriptorList))
		return report(NTSPIN_MDL_NOT_OURS, MemoryDescriptorList, how);
	clear(*MemoryDescriptorList, described | of_mapping);
	set(*MemoryDescriptorList, MDL_SOURCE_IS_NONPAGED_POOL);
	MemoryDescriptorList->Process = nullptr;
	MemoryDescriptorList->MappedSystemVa = buffer_of(*MemoryDescriptorList);
}

VOID NTAPI MmProbeAndLockPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
			       LOCK_OPERATION Operation)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_LOCKED_HIGH, MemoryDescriptorList,
				    how);
	if (!is_mdl(MemoryDescriptorList, how))
		return;
	if (has(*MemoryDescriptorList, described | MDL_MAPPED_TO_SYSTEM_VA))
		return report(NTSPIN_MDL_HAS_PAGES, MemoryDescriptorList, how);
	ntspin::lock_pages(*MemoryDescriptorList, AccessMode, Operation, how);
}

VOID NTAPI MmUnlockPages(PMDL MemoryDescriptorList)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_UNLOCKED_HIGH, MemoryDescriptorList,
				    how);
	if (!is_mdl(MemoryDescriptorList, how))
		return;
	if (has(*MemoryDescriptorList, MDL_PARTIAL))
		return report(NTSPIN_MDL_PART_UNLOCKED, MemoryDescriptorList, how);
	if (has(*MemoryDescriptorList, MDL_SOURCE_IS_NONPAGED_POOL))
		return report(NTSPIN_MDL_POOL_UNLOCKED, MemoryDescriptorList, how);
	if (!has(*MemoryDescriptorList, MDL_PAGES_LOCKED))
		return report(NTSPIN_MDL_NOT_LOCKED, MemoryDescriptorList, how);
	if (own_pages(*MemoryDescriptorList))
		return report(NTSPIN_MDL_ALLOCATED_UNLOCKED, MemoryDescriptorList, how);
	unmap(*MemoryDescriptorList, MDL_PAGES_LOCKED);
}

PVOID NTAPI MmGetSystemAddressForMdlSafe(PMDL Mdl, ULONG)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_HIGH, Mdl, how);
	if (!is_mdl(Mdl, how))
		return nullptr;
	if (has(*Mdl, mapped)) [[likely]]
		return Mdl->MappedSystemVa;
	if (!has(*Mdl, described)) {
		report(NTSPIN_MDL_WITHOUT_PAGES, Mdl, how);
		return nullptr;
	}
	return map(*Mdl);
}

PVOID NTAPI MmMapLockedPagesSpecifyCache(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode,
					 MEMORY_CACHING_TYPE, PVOID, ULONG, ULONG)
{
	return map_once(MemoryDescriptorList, AccessMode, {__func__, CALLER, call::any_level});
}

PVOID NTAPI MmMapLockedPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode)
{
	return map_once(MemoryDescriptorList, AccessMode, {__func__, CALLER, call::any_level});
}

VOID NTAPI MmUnmapLockedPages(PVOID BaseAddress, PMDL MemoryDescriptorList)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_UNMAPPED_HIGH, MemoryDescriptorList,
				    how);
	if (!is_mdl(MemoryDescriptorList, how))
		return;
	if (!is_mapped_at(*MemoryDescriptorList, BaseAddress))
		return report(NTSPIN_MDL_NOT_MAPPED, MemoryDescriptorList, how);
	unmap(*MemoryDescriptorList, MDL_PARTIAL_HAS_BEEN_MAPPED);
}

VOID NTAPI MmPrepareMdlForReuse(PMDL Mdl)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_HIGH, Mdl, how);
	if (is_mdl(Mdl, how) && has(*Mdl, MDL_PARTIAL_HAS_BEEN_MAPPED))
		unmap(*Mdl, MDL_PARTIAL_HAS_BEEN_MAPPED);
}

} /* extern "C" */
