/* SPDX-License-Identifier: GPL-2.0 */
/*
 * grains.hpp - how many objects of a kind lie in which part of memory.
 *
 * Asked whenever memory is freed, so that the objects are searched only where one may lie in
 * there. Memory is counted in grains; grains that are far from each other share a count.
 */
#ifndef NTSPIN_VERIFIER_GRAINS_HPP
#define NTSPIN_VERIFIER_GRAINS_HPP

#include "../lock/atomic.hpp"
#include "../seam/seam.h"

namespace ntspin
{

class grains {
public:
	/* Called under a lock of the caller's, as take_out(). */
	void put_in(const void *object) noexcept
	{
		change(object, 1);
	}

	void take_out(const void *object) noexcept
	{
		change(object, ~0U);
	}

	/*
	 * Relaxed: a free of memory comes, by its driver's own order, after what was put in there.
	 * What others do meanwhile lies elsewhere.
	 */
	bool may_have(const void *start, SIZE_T size) const noexcept
	{
		const ULONG_PTR first = grain_of(start),
				last = (address_of(start) + size - 1) / bytes;

		for (ULONG_PTR grain = first; grain <= last && grain - first < count; grain++)
			if (atomic_ref(counts_[grain % count]).load(memory_order_relaxed))
				return true;
		return false;
	}

private:
	static constexpr ULONG_PTR bytes = 256;
	static constexpr ULONG_PTR count = 1024;

	static ULONG_PTR address_of(const void *object) noexcept
	{
		return reinterpret_cast<ULONG_PTR>(object);
	}

	static ULONG_PTR grain_of(const void *object) noexcept
	{
		return address_of(object) / bytes;
	}

	void change(const void *object, ULONG by) noexcept
	{
		ULONG &of = counts_[grain_of(object) % count];

		atomic_ref(of).store(of + by, memory_order_relaxed);
	}

	ULONG counts_[count] = {};
};

} /* namespace ntspin */

#endif
