// SPDX-License-Identifier: GPL-2.0
/*
 * resource_list.cpp - the list of resources, and what becomes of those that were not deleted.
 *
 * A hash of lists by the resource's grain of memory, so that a free of memory looks at few. No
 * memory is allocated or freed under the lock, since a free comes here.
 */
#include "resource_list.hpp"
#include "../lock/section.hpp"
#include "../seam/remains.h"
#include "../verifier/memory_range.hpp"
#include "resource_owners.hpp"

namespace
{

struct record {
	record *next;
	ERESOURCE *resource;
	OWNER_ENTRY *table;
	const void *site; /* where it was initialised */
};

constexpr ULONG_PTR grain = 256;
constexpr ULONG_PTR slots = 256;
constexpr ULONG align = 16;

constinit KSPIN_LOCK list_lock = 0;
constinit record *heads[slots] = {};

ULONG_PTR grain_of(const void *object) noexcept
{
	return reinterpret_cast<ULONG_PTR>(object) / grain;
}

/* Under the lock, as what follows: where the first record stands that is meant, or NULL. */
template <typename predicate> record **find_in(ULONG_PTR slot, predicate is_it) noexcept
{
	for (record **link = &heads[slot]; *link; link = &(*link)->next)
		if (is_it(**link))
			return link;
	return nullptr;
}

ULONG_PTR slot_of(const ERESOURCE *resource) noexcept
{
	return grain_of(resource) % slots;
}

auto is_of(const ERESOURCE *resource) noexcept
{
	return [=](const record &record) { return record.resource == resource; };
}

record **find(const ERESOURCE *resource) noexcept
{
	return find_in(slot_of(resource), is_of(resource));
}

/* Relaxed where somebody only looks whether there is any: see ntspin_resource_drop(). */
void set(record *&link, record *to) noexcept
{
	ntspin::atomic_ref(link).store(to, ntspin::memory_order_relaxed);
}

record *take_out(record **link) noexcept
{
	record *const taken = *link;

	set(*link, taken->next);
	return taken;
}

template <typename predicate> record *take_if(ULONG_PTR slot, predicate is_it) noexcept
{
	const section held(list_lock);
	record **const link = find_in(slot, is_it);

	return link ? take_out(link) : nullptr;
}

void free_record(record *record) noexcept
{
	if (record)
		ntspin_memory_put(record, sizeof(*record), align);
}

void free_all(record *record) noexcept
{
	free_owners(record->table);
	free_record(record);
}

/* Returns what is to be freed: the table of what lay there before. */
OWNER_ENTRY *put_in(ERESOURCE *resource, const void *site, record *&spare) noexcept
{
	const section held(list_lock);

	if (record **const link = find(resource)) {
		OWNER_ENTRY *const old = (*link)->table;

		(*link)->table = nullptr;
		(*link)->site = site;
		return old;
	}
	if (spare) {
		record *&head = heads[slot_of(resource)];

		*spare = {head, resource, nullptr, site};
		set(head, spare);
		spare = nullptr;
	}
	return nullptr;
}

const void *part_of_any(const void *, const void *site, const void *)
{
	return site;
}

record *take_left(ULONG_PTR slot,
		  const void *(*part)(const void *resource, const void *site, const void *arg),
		  const void *arg, const void *&shown) noexcept
{
	return take_if(slot, [&](const record &record) {
		shown = part(record.resource, record.site, arg);
		return shown != nullptr;
	});
}

} /* namespace */

namespace ntspin
{

void list_resource(ERESOURCE *resource, const void *site) noexcept
{
	auto *spare = static_cast<record *>(ntspin_memory_get(sizeof(record), align, FALSE));

	free_owners(put_in(resource, site, spare));
	free_record(spare);
}

void list_owners(ERESOURCE *resource, OWNER_ENTRY *table) noexcept
{
	const section held(list_lock);

	if (record **const link = find(resource))
		(*link)->table = table;
}

void unlist_resource(ERESOURCE *resource) noexcept
{
	free_record(take_if(slot_of(resource), is_of(resource)));
}

} /* namespace ntspin */

extern "C" {

/* Looked at first with no lock: a free of memory sees what was initialised in it before. */
const void *ntspin_resource_drop(const void *start, SIZE_T size)
{
	const ntspin::memory_range memory = ntspin::range_of(start, size);
	const ULONG_PTR last = (memory.end - 1) / grain;

	for (ULONG_PTR at = grain_of(start), i = 0; at <= last && i < slots; at++, i++) {
		if (!ntspin::atomic_ref(heads[at % slots]).load(ntspin::memory_order_relaxed))
			continue;

		if (record *const taken = take_if(at % slots, [=](const record &record) {
			    return memory.has(record.resource);
		    })) {
			const void *const resource = taken->resource;

			free_all(taken);
			return resource;
		}
	}
	return nullptr;
}

void ntspin_resources_forget(const void *(*part)(const void *resource, const void *site,
						 const void *arg),
			     const void *arg)
{
	const void *shown;

	for (ULONG_PTR slot = 0; slot < slots; slot++)
		while (record *const left = take_left(slot, part, arg, shown)) {
			ntspin_report(NTSPIN_RESOURCE_LEFT, nullptr, 0, left->resource, shown);
			free_all(left);
		}
}

void ntspin_resources_move_sites(const void *(*now)(const void *site, const void *arg),
				 const void *arg)
{
	for (record *&head : heads) {
		const section held(list_lock);

		for (record *record = head; record; record = record->next)
			record->site = now(record->site, arg);
	}
}

void ntspin_resources_drain(void)
{
	const void *shown;

	for (ULONG_PTR slot = 0; slot < slots; slot++)
		while (record *const left = take_left(slot, part_of_any, nullptr, shown))
			free_all(left);
}

} /* extern "C" */
