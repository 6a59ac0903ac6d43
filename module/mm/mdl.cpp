// SPDX-License-Identifier: GPL-2.0
/*
 * mdl.cpp - the Windows routines that make MDLs and free them: new ones, and parts of others.
 */
#include "../ex/pool_calls.hpp"
#include "mdl.hpp"
#include "mdl_calls.hpp"
#include "wdm/irp.h"

#define CALLER __builtin_return_address(0)

namespace
{

constexpr ULONG tag = 0x206c644d; /* "Mdl " */

/* Windows' bound. */
constexpr ULONG most_bytes = 0xffffffff - page_size + 1;

void add_to(IRP &irp, MDL &mdl, bool is_secondary) noexcept
{
	MDL **end = &irp.MdlAddress;

	while (is_secondary && *end)
		end = &(*end)->Next;
	*end = &mdl;
}

/* How many bytes of a source a part has, from an offset on; 0 where it is not in the source. */
ULONG length_of_part(const MDL &source, ULONG_PTR offset, ULONG asked) noexcept
{
	if (offset >= source.ByteCount)
		return 0;

	const ULONG rest = source.ByteCount - static_cast<ULONG>(offset);

	if (asked > rest)
		return 0;
	return asked ? asked : rest;
}

bool has_room(const MDL &target, SIZE_T needed) noexcept
{
	return target.Size == NTSPIN_MDL_SIZE_MAX || static_cast<USHORT>(target.Size) >= needed;
}

/*
 * As an MDL is that was built or locked; with an address in system space, where its source has one.
 * The source is what it was before the target was described: they may be the same.
 */
void take_part(MDL &target, const MDL &source, const PFN_NUMBER *numbers, ULONG_PTR offset) noexcept
{
	const SIZE_T first = (source.ByteOffset + offset) / page_size;
	const SIZE_T count = pages_of(buffer_of(target), target.ByteCount);
	int flags = MDL_PARTIAL | (target.MdlFlags & MDL_ALLOCATED_FIXED_SIZE);

	flags |= source.MdlFlags & (mapped | MDL_WRITE_OPERATION | MDL_IO_SPACE);
	target.MappedSystemVa = nullptr;
	if (has(source, mapped)) {
		flags |= MDL_PARENT_MAPPED_SYSTEM_VA;
		target.MappedSystemVa = static_cast<char *>(source.MappedSystemVa) + offset;
	}
	target.MdlFlags = static_cast<CSHORT>(flags);
	target.Process = source.Process;
	__builtin_memmove(MmGetMdlPfnArray(&target), numbers + first, count * sizeof(PFN_NUMBER));
}

} /* namespace */

namespace ntspin
{

MDL *allocate_mdl(void *address, ULONG length, const call &how) noexcept
{
	const SIZE_T size = size_of_mdl(address, length);

	if (length > most_bytes)
		return nullptr;

	const auto mdl = static_cast<MDL *>(allocate_pool(NonPagedPoolNx, size, tag, how));

	if (!mdl)
		return nullptr;
	*mdl = {};
	mdl->Size = NTSPIN_MDL_SIZE(size);
	describe(*mdl, address, length);
	return mdl;
}

/* Locked or not: to lock pages counts nothing here. */
void free_mdls(MDL *first, const call &how) noexcept
{
	while (MDL *const mdl = first) {
		first = mdl->Next;
		free_pool(mdl, tag, how);
	}
}

} /* namespace ntspin */

extern "C" {

SIZE_T NTAPI MmSizeOfMdl(PVOID Base, SIZE_T Length)
{
	return size_of_mdl(Base, Length);
}

PMDL NTAPI IoAllocateMdl(PVOID VirtualAddress, ULONG Length, BOOLEAN SecondaryBuffer, BOOLEAN,
			 PIRP Irp)
{
	MDL *const mdl =
		ntspin::allocate_mdl(VirtualAddress, Length, {__func__, CALLER, call::any_level});

	if (!mdl)
		return nullptr;
	if (Irp)
		add_to(*Irp, *mdl, SecondaryBuffer);
	return mdl;
}

VOID NTAPI IoFreeMdl(PMDL Mdl)
{
	const call how = {__func__, CALLER, call::any_level};

	if (!is_mdl(Mdl, how))
		return;
	if (has(*Mdl, MDL_PAGES_LOCKED))
		report(NTSPIN_MDL_FREED_LOCKED, Mdl, how);
	ntspin::free_pool(Mdl, tag, how);
}

VOID NTAPI IoBuildPartialMdl(PMDL SourceMdl, PMDL TargetMdl, PVOID VirtualAddress, ULONG Length)
{
	const call how = {__func__, CALLER, call::any_level};

	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_MDL_HIGH, TargetMdl, how);
	if (!is_mdl(SourceMdl, how) || !is_mdl(TargetMdl, how))
		return;
	if (!has(*SourceMdl, described))
		return report(NTSPIN_MDL_WITHOUT_PAGES, SourceMdl, how);
	if (has(*TargetMdl, MDL_PAGES_LOCKED))
		return report(NTSPIN_MDL_HAS_PAGES, TargetMdl, how);

	const ULONG_PTR offset = reinterpret_cast<ULONG_PTR>(VirtualAddress) -
				 reinterpret_cast<ULONG_PTR>(buffer_of(*SourceMdl));
	const ULONG length = length_of_part(*SourceMdl, offset, Length);

	if (!length || !has_room(*TargetMdl, size_of_mdl(VirtualAddress, length)))
		return report(NTSPIN_MDL_RANGE, TargetMdl, how);

	const MDL source = *SourceMdl;

	describe(*TargetMdl, VirtualAddress, length);
	take_part(*TargetMdl, source, MmGetMdlPfnArray(SourceMdl), offset);
}

} /* extern "C" */
