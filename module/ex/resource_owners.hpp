/* SPDX-License-Identifier: GPL-2.0 */
/*
 * resource_owners.hpp - who owns a resource, and how often; all of it under the resource's lock.
 *
 * The first owner stands in the resource itself, an exclusive one always does. Others stand in a
 * table, of which the first entry has the size. It grows before a thread waits: there is an entry
 * for each owner and each waiter for shared access, so that handing over needs no memory.
 */
#ifndef NTSPIN_EX_RESOURCE_OWNERS_HPP
#define NTSPIN_EX_RESOURCE_OWNERS_HPP

#include "../seam/pool.h"

namespace
{

inline ULONG bytes_of(ULONG size) noexcept
{
	return static_cast<ULONG>(size * sizeof(OWNER_ENTRY));
}

inline ULONG align_of(ULONG size) noexcept
{
	return bytes_of(size) < NTSPIN_POOL_PAGE ? 16 : NTSPIN_POOL_PAGE;
}

inline void free_owners(OWNER_ENTRY *table) noexcept
{
	if (table)
		ntspin_memory_put(table, bytes_of(table->TableSize), align_of(table->TableSize));
}

/* Memory for a table, got and given back while the lock is free. */
class owner_table {
public:
	owner_table() = default;

	~owner_table()
	{
		free_owners(entries_);
	}

	owner_table(const owner_table &) = delete;
	owner_table &operator=(const owner_table &) = delete;

	/* What it is to be made as. */
	void want(ULONG size) noexcept
	{
		wanted_ = size < least ? least : size;
	}

	/* False where there is no memory. */
	bool make() noexcept
	{
		const ULONG size = wanted_;

		free_owners(entries_);
		entries_ = static_cast<OWNER_ENTRY *>(
			ntspin_memory_get(bytes_of(size), align_of(size), true));
		if (entries_)
			entries_->TableSize = size;
		return entries_;
	}

	ULONG size() const noexcept
	{
		return entries_ ? entries_->TableSize : 0;
	}

	/* What the resource had is this one's then. */
	void swap(POWNER_ENTRY &entries) noexcept
	{
		OWNER_ENTRY *const mine = entries_;

		entries_ = entries;
		entries = mine;
	}

private:
	static constexpr ULONG least = 4;

	OWNER_ENTRY *entries_ = nullptr;
	ULONG wanted_ = least;
};

inline ULONG table_size(const ERESOURCE &resource) noexcept
{
	return resource.OwnerTable ? resource.OwnerTable->TableSize : 0;
}

/* Whether one more may own it, or wait for shared access. */
inline bool has_room(const ERESOURCE &resource) noexcept
{
	const ULONG size = table_size(resource);

	return resource.ActiveEntries + resource.NumberOfSharedWaiters < (size ? size : 1);
}

/* A larger table takes the place of the old one, which @larger has then. */
inline void move_owners(ERESOURCE &resource, owner_table &larger) noexcept
{
	const ULONG size = table_size(resource);
	OWNER_ENTRY *const old = resource.OwnerTable;

	larger.swap(resource.OwnerTable);
	for (ULONG i = 1; i < size; i++)
		resource.OwnerTable[i] = old[i];
}

/* The entry of an owner, or NULL; for owner 0, which nobody is, a free one. */
inline OWNER_ENTRY *find_owner(ERESOURCE &resource, ERESOURCE_THREAD owner) noexcept
{
	if (resource.OwnerEntry.OwnerThread == owner)
		return &resource.OwnerEntry;
	for (ULONG i = 1; i < table_size(resource); i++)
		if (resource.OwnerTable[i].OwnerThread == owner)
			return &resource.OwnerTable[i];
	return nullptr;
}

/* There is room: see has_room(). */
inline void add_owner(ERESOURCE &resource, ERESOURCE_THREAD owner) noexcept
{
	OWNER_ENTRY *entry = find_owner(resource, owner);

	if (!entry) {
		entry = find_owner(resource, 0);
		entry->OwnerThread = owner;
		resource.ActiveEntries++;
	}
	entry->OwnerCount++;
}

inline void remove_owner(ERESOURCE &resource, OWNER_ENTRY &entry) noexcept
{
	entry.OwnerThread = 0;
	entry.OwnerCount = 0;
	resource.ActiveEntries--;
}

} /* namespace */

#endif
