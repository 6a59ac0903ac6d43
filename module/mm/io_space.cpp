// SPDX-License-Identifier: GPL-2.0
/*
 * io_space.cpp - the Windows routines for I/O space that is mapped, and contiguous memory.
 *
 * Of each there is a record: so what is undone twice, or as something else, is known, and what is
 * left when a driver goes.
 */
#include "../lock/locked_list.hpp"
#include "../seam/page.h"
#include "../seam/pool.h"
#include "../verifier/instrumented.hpp"
#include "wdm/io_space.h"

#define CALLER __builtin_return_address(0)

namespace
{

using ntspin::call;

constexpr ULONG align = 16;
constexpr SIZE_T page_size = 1UL << NTSPIN_PAGE_BITS;

enum class kind { io_space, contiguous };

struct record {
	record *next;
	PVOID address;
	SIZE_T size;
	kind what;
	const void *site;
};

constinit locked_list<record> records = {};

/* Behind what has been made, which is undone where there is no room for its record. */
bool enter(PVOID address, SIZE_T size, kind what, const call &how) noexcept
{
	const auto made = static_cast<record *>(ntspin_memory_get(sizeof(record), align, FALSE));

	if (!made)
		return false;
	*made = {nullptr, address, size, what, how.caller};
	records.enter(*made);
	return true;
}

void free(record *gone) noexcept
{
	ntspin_memory_put(gone, sizeof(*gone), align);
}

/* A size of 0 is any. Returns the one that it has; 0 where there is none, which is said. */
SIZE_T leave(PVOID address, SIZE_T size, kind what, const call &how) noexcept
{
	record *const found = records.take([&](const record &other) {
		return other.address == address && other.what == what &&
		       (!size || other.size == size);
	});

	if (!found) [[unlikely]] {
		ntspin_report(NTSPIN_NO_IO_SPACE, how.routine, 0, address, how.caller);
		return 0;
	}
	size = found->size;
	free(found);
	return size;
}

bool may_sleep(const void *address, const call &how) noexcept
{
	if (ntspin_current_irql() <= APC_LEVEL) [[likely]]
		return true;
	ntspin_report(NTSPIN_IO_SPACE_HIGH, how.routine, 0, address, how.caller);
	return false;
}

PVOID map(PHYSICAL_ADDRESS physical, SIZE_T size, MEMORY_CACHING_TYPE type,
	  const call &how) noexcept
{
	const auto from = static_cast<ULONGLONG>(physical.QuadPart);

	if (!may_sleep(nullptr, how) || !size || from + size - 1 < from)
		return nullptr;

	PVOID const address = ntspin_io_map(from, size, type);

	if (!address || enter(address, size, kind::io_space, how))
		return address;
	ntspin_io_unmap(address);
	return nullptr;
}

SIZE_T in_pages(SIZE_T size) noexcept
{
	return (size + page_size - 1) & ~(page_size - 1);
}

PVOID allocate(SIZE_T size, ULONGLONG lowest, ULONGLONG highest, ULONGLONG boundary,
	       const call &how) noexcept
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_CONTIGUOUS_HIGH, nullptr, how);
	if (!size || in_pages(size) < size || boundary & (boundary - 1))
		return nullptr;

	PVOID const address = ntspin_contiguous_get(in_pages(size), lowest, highest, boundary);

	if (!address || enter(address, size, kind::contiguous, how))
		return address;
	ntspin_memory_put(address, in_pages(size), NTSPIN_POOL_PAGE);
	return nullptr;
}

void free(PVOID address, SIZE_T size, const call &how) noexcept
{
	ntspin::check_highest_level(DISPATCH_LEVEL, NTSPIN_CONTIGUOUS_HIGH, address, how);
	size = leave(address, size, kind::contiguous, how);
	if (!size)
		return;
	/* What is held, set or queued in it: as of pool. */
	if (ntspin::is_verifying())
		ntspin_memory_ends(address, size, how.caller);
	ntspin_memory_put(address, in_pages(size), NTSPIN_POOL_PAGE);
}

/* Windows' bits of a mapping: what it allows, of which it has one; and how it is cached. */
constexpr ULONG allows = 0x76;
constexpr ULONG not_cached = 0x200;
constexpr ULONG write_combined = 0x400;

MEMORY_CACHING_TYPE type_of(ULONG protect) noexcept
{
	const ULONG allowed = protect & allows;

	if (!allowed || allowed & (allowed - 1))
		return MmNotMapped;
	switch (protect & ~allows) {
	case 0:
		return MmCached;
	case not_cached:
		return MmNonCached;
	case write_combined:
		return MmWriteCombined;
	}
	return MmNotMapped;
}

} /* namespace */

extern "C" {

void ntspin_io_space_forget(const void *(*part)(const void *object, const void *site,
						const void *arg),
			    const void *arg)
{
	const void *shown = nullptr;

	while (record *const left = records.take([&](const record &other) {
		shown = part(nullptr, other.site, arg);
		return shown != nullptr;
	})) {
		ntspin_report(NTSPIN_IO_SPACE_LEFT, nullptr, 0, nullptr, shown);
		free(left);
	}
}

void ntspin_io_space_move_sites(const void *(*now)(const void *site, const void *arg),
				const void *arg)
{
	const section held(records.lock);

	records.find([=](record &each) {
		each.site = now(each.site, arg);
		return false;
	});
}

PVOID NTAPI MmMapIoSpace(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes,
			 MEMORY_CACHING_TYPE CacheType)
{
	return map(PhysicalAddress, NumberOfBytes, CacheType, {__func__, CALLER, call::any_level});
}

PVOID NTAPI MmMapIoSpaceEx(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, ULONG Protect)
{
	const MEMORY_CACHING_TYPE type = type_of(Protect);

	if (type == MmNotMapped)
		return nullptr;
	return map(PhysicalAddress, NumberOfBytes, type, {__func__, CALLER, call::any_level});
}

VOID NTAPI MmUnmapIoSpace(PVOID BaseAddress, SIZE_T NumberOfBytes)
{
	const call how = {__func__, CALLER, call::any_level};

	if (!may_sleep(BaseAddress, how)) [[unlikely]]
		return;
	if (!NumberOfBytes) [[unlikely]]
		return ntspin_report(NTSPIN_NO_IO_SPACE, how.routine, 0, BaseAddress, how.caller);
	if (leave(BaseAddress, NumberOfBytes, kind::io_space, how))
		ntspin_io_unmap(BaseAddress);
}

PVOID NTAPI MmAllocateContiguousMemory(SIZE_T NumberOfBytes,
				       PHYSICAL_ADDRESS HighestAcceptableAddress)
{
	return allocate(NumberOfBytes, 0, static_cast<ULONGLONG>(HighestAcceptableAddress.QuadPart),
			0, {__func__, CALLER, call::any_level});
}

PVOID NTAPI MmAllocateContiguousMemorySpecifyCache(SIZE_T NumberOfBytes,
						   PHYSICAL_ADDRESS LowestAcceptableAddress,
						   PHYSICAL_ADDRESS HighestAcceptableAddress,
						   PHYSICAL_ADDRESS BoundaryAddressMultiple,
						   MEMORY_CACHING_TYPE)
{
	return allocate(NumberOfBytes, static_cast<ULONGLONG>(LowestAcceptableAddress.QuadPart),
			static_cast<ULONGLONG>(HighestAcceptableAddress.QuadPart),
			static_cast<ULONGLONG>(BoundaryAddressMultiple.QuadPart),
			{__func__, CALLER, call::any_level});
}

VOID NTAPI MmFreeContiguousMemory(PVOID BaseAddress)
{
	free(BaseAddress, 0, {__func__, CALLER, call::any_level});
}

VOID NTAPI MmFreeContiguousMemorySpecifyCache(PVOID BaseAddress, SIZE_T NumberOfBytes,
					      MEMORY_CACHING_TYPE)
{
	free(BaseAddress, NumberOfBytes, {__func__, CALLER, call::any_level});
}

} /* extern "C" */
