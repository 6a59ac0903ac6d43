// SPDX-License-Identifier: GPL-2.0
/*
 * file_table.cpp - the table of file objects, and references to them.
 *
 * One lock for all of it, taken with interrupts off: whoever asks may be at any level. Nothing is
 * allocated, freed or reported under it.
 */
#include "../lock/section.hpp"
#include "file_object.hpp"

namespace ntspin
{

namespace
{

constinit KSPIN_LOCK table_lock = 0;
constinit file *files = nullptr;

/* Where it stands; under the lock. */
file **find(const void *object) noexcept
{
	file **at = &files;

	while (*at && &(*at)->object != object)
		at = &(*at)->next;
	return at;
}

} /* namespace */

void enter_file(file &file) noexcept
{
	const section held(table_lock);

	file.references = 1;
	file.next = files;
	files = &file;
}

bool reference_file(const void *object, LONG_PTR &left) noexcept
{
	const section held(table_lock);
	file *const found = *find(object);

	if (!found)
		return false;
	left = ++found->references;
	return true;
}

let_go dereference_file(const void *object, LONG_PTR &left) noexcept
{
	const section held(table_lock);
	file **const at = find(object);
	file *const found = *at;

	if (!found)
		return let_go::no_device;
	left = --found->references;
	if (left)
		return let_go::done;
	*at = found->next;
	return let_go::last;
}

} /* namespace ntspin */
