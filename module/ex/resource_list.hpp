/* SPDX-License-Identifier: GPL-2.0 */
/*
 * resource_list.hpp - all resources that were initialised and not deleted, beside their memory.
 *
 * Promised: neither the list nor a driver that goes touches a resource: one that was never deleted
 * may lie in memory that is another's by now. What the host gave for its owners is known here, too.
 * Where there is no memory for the list a resource is not in it, and works nevertheless.
 */
#ifndef NTSPIN_EX_RESOURCE_LIST_HPP
#define NTSPIN_EX_RESOURCE_LIST_HPP

#include "../seam/seam.h"

namespace ntspin
{

/* One that is in the list already was initialised twice, or lay where this one lies. */
void list_resource(ERESOURCE *resource, const void *site) noexcept;
/* Under the resource's lock: its owners have another table. */
void list_owners(ERESOURCE *resource, OWNER_ENTRY *table) noexcept;
/* It is deleted, and its table is the caller's. */
void unlist_resource(ERESOURCE *resource) noexcept;

} /* namespace ntspin */

#endif
