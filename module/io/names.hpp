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

/* One name; its texts lie behind it. */
struct object_name {
	object_name *next;
	UNICODE_STRING text;
	UNICODE_STRING target; /* of a link: what it stands for */
	bool is_link;
	const void *site; /* where it was made */
};

/* A copy, in the table; NULL where it is refused: @status says why. @target: of a link, else NULL. */
object_name *enter_name(const UNICODE_STRING &text, const UNICODE_STRING *target, NTSTATUS &status,
			const call &how) noexcept;

/* With a reference more; NULL where there is none of that name, or of what it stands for. */
PDEVICE_OBJECT reference_device_named(const UNICODE_STRING &text) noexcept;

/* NULL for what has no name. */
void delete_name(object_name *name, const call &how) noexcept;

/* As ntspin_devices_forget() gets them. */
using part_of_driver = const void *(*)(const void *driver, const void *site, const void *arg);

void forget_links(part_of_driver part, const void *arg) noexcept;

} /* namespace ntspin */

#endif
