/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_sites.hpp - how much each call site in a driver has allocated by each tag.
 *
 * A call site and a tag are looked up in a few slots, from one that their hash names. Slots are
 * filled while others look, and emptied by the host once the code is gone, so that two may come to
 * have the same content: each then counts its own blocks, for a block knows its slot.
 *
 * A part of pool.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_POOL_SITES_HPP
#define NTSPIN_POOL_SITES_HPP

#include "../lock/atomic.hpp"
#include "../seam/pool.h"

namespace
{

using ntspin::memory_order_acquire;
using ntspin::memory_order_release;

using pool_site = ntspin_pool_site;

constexpr ULONG slots_looked_at = 32;

/* Relaxed: counts are read when all is done, or as they are. */
void add(ULONGLONG &count, ULONGLONG by) noexcept
{
	__atomic_fetch_add(&count, by, __ATOMIC_RELAXED);
}

void subtract(ULONGLONG &count, ULONGLONG by) noexcept
{
	__atomic_fetch_sub(&count, by, __ATOMIC_RELAXED);
}

/* How far into the table: all that a header has room for. */
USHORT place_of(const pool_site &site) noexcept
{
	return static_cast<USHORT>(reinterpret_cast<const UCHAR *>(&site) -
				   reinterpret_cast<const UCHAR *>(ntspin_pool_sites));
}

/* Of a garbled place, too, it is a slot of the table. */
pool_site &site_at(USHORT place) noexcept
{
	return ntspin_pool_sites[place / sizeof(pool_site)];
}

static_assert(sizeof(ntspin_pool_sites) == 0x10000);

bool is_of(const pool_site &site, const void *caller, ULONG tag) noexcept
{
	return site.caller == caller && site.tag == tag;
}

/* Free, or gone and nothing left: whose it was before does not matter then. */
bool claim(pool_site &site, ULONG state) noexcept
{
	if (state == NTSPIN_SITE_CLAIMED || state == NTSPIN_SITE_KNOWN || site.name)
		return false;
	if (state == NTSPIN_SITE_GONE && __atomic_load_n(&site.allocated, __ATOMIC_RELAXED) !=
						 __atomic_load_n(&site.freed, __ATOMIC_RELAXED))
		return false;
	/* Relaxed: nothing is read of what was there before. */
	return atomic_ref(site.state)
		.compare_exchange_strong(state, NTSPIN_SITE_CLAIMED, memory_order_relaxed,
					 memory_order_relaxed);
}

ULONG first_slot(const void *caller, ULONG tag) noexcept
{
	const ULONG mixed = static_cast<ULONG>(reinterpret_cast<ULONG_PTR>(caller)) + tag;

	return mixed * 0x9e3779b1 >> 22;
}

static_assert(NTSPIN_POOL_SITES == 1 << 10);

pool_site &site_of(const void *caller, ULONG tag) noexcept
{
	for (ULONG i = 0, slot = first_slot(caller, tag); i < slots_looked_at; i++, slot++) {
		pool_site &site = ntspin_pool_sites[slot % NTSPIN_POOL_SITES];
		/* Acquire: pairs with the release below. */
		const ULONG state = atomic_ref(site.state).load(memory_order_acquire);

		if (state == NTSPIN_SITE_KNOWN && is_of(site, caller, tag))
			return site;
		if (&site == ntspin_pool_sites || !claim(site, state))
			continue;
		site.tag = tag;
		site.allocated = site.freed = site.bytes = site.failed = 0;
		/* Release: who finds the caller finds all of it, and so does who finds it known. */
		atomic_ref(site.caller).store(caller, memory_order_release);
		atomic_ref(site.state).store(NTSPIN_SITE_KNOWN, memory_order_release);
		return site;
	}
	return ntspin_pool_sites[0];
}

/* Where it nearly always is, or null. A slot has a caller only once it has the rest. */
[[gnu::always_inline]] inline pool_site *known_site(const void *caller, ULONG tag) noexcept
{
	pool_site &site = ntspin_pool_sites[first_slot(caller, tag)];

	/* Acquire: pairs with the release in site_of(). */
	if (atomic_ref(site.caller).load(memory_order_acquire) != caller || site.tag != tag)
		return nullptr;
	return &site;
}

} /* namespace */

#endif
