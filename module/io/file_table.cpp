// SPDX-License-Identifier: GPL-2.0
/*
 * file_table.cpp - the table of file objects, and references to them.
 *
 * One lock for all of it. Nothing is allocated, freed or reported under it.
 */
#include "file_object.hpp"
#include "../lock/locked_list.hpp"

namespace ntspin
{

namespace
{

constinit locked_list<file> files = {};

auto is(const void *object) noexcept
{
	return [object](const file &other) { return &other.object == object; };
}

} /* namespace */

void enter_file(file &file) noexcept
{
	const section held(files.lock);

	file.references = 1;
	file.next = files.first;
	files.first = &file;
}

bool reference_file(const void *object, LONG_PTR &left) noexcept
{
	const section held(files.lock);
	file *const found = *files.find(is(object));

	if (!found)
		return false;
	left = ++found->references;
	return true;
}

let_go dereference_file(const void *object, LONG_PTR &left) noexcept
{
	const section held(files.lock);
	file **const at = files.find(is(object));
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
