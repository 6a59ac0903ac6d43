/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory_range.hpp - a part of memory, and whether an object begins in it.
 */
#ifndef NTSPIN_VERIFIER_MEMORY_RANGE_HPP
#define NTSPIN_VERIFIER_MEMORY_RANGE_HPP

#include "../seam/seam.h"

namespace ntspin
{

/* From the first address to before the end. */
struct memory_range {
	ULONG_PTR first;
	ULONG_PTR end;

	bool has(ULONG_PTR address) const noexcept
	{
		return address >= first && address < end;
	}

	bool has(const void *object) const noexcept
	{
		return has(reinterpret_cast<ULONG_PTR>(object));
	}
};

inline memory_range range_of(const void *start, SIZE_T size) noexcept
{
	const ULONG_PTR first = reinterpret_cast<ULONG_PTR>(start);

	return {first, first + size};
}

} /* namespace ntspin */

#endif
