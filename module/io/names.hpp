/* SPDX-License-Identifier: GPL-2.0 */
/*
 * names.hpp - the names of devices, and symbolic links: one table, in which each name is once.
 */
#ifndef NTSPIN_IO_NAMES_HPP
#define NTSPIN_IO_NAMES_HPP

#include "../seam/device.h"
#include "../verifier/instrumented.hpp"

namespace ntspin
{

/* One name; its text lies behind it. */
struct object_name {
	object_name *next;
	UNICODE_STRING text;
	bool is_link;
	const void *site; /* where it was made */
};

/* A copy, in the table; NULL where it is refused: @status says why. */
object_name *enter_name(const UNICODE_STRING &text, bool is_link, NTSTATUS &status,
			const call &how) noexcept;

/* NULL for what has no name. */
void delete_name(object_name *name, const call &how) noexcept;

/* As ntspin_devices_forget() gets them. */
using part_of_driver = const void *(*)(const void *driver, const void *site, const void *arg);

void forget_links(part_of_driver part, const void *arg) noexcept;

} /* namespace ntspin */

#endif
