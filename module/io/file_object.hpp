/* SPDX-License-Identifier: GPL-2.0 */
/*
 * file_object.hpp - file objects that are open, and the table of all of them.
 *
 * Promised: what a driver hands in is looked at only once it has been found in the table. One leaves
 * it with its last reference, and whoever drops that closes it.
 */
#ifndef NTSPIN_IO_FILE_OBJECT_HPP
#define NTSPIN_IO_FILE_OBJECT_HPP

#include "../verifier/instrumented.hpp"
#include "device_object.hpp"
#include "wdm/file.h"

namespace ntspin
{

/* A driver has the address of the first member, which is the file's, too. */
struct file {
	FILE_OBJECT object;
	file *next;	  /* under the table's lock, as is what follows */
	ULONG references; /* 1 to begin with */
	WORK_QUEUE_ITEM closing;
};

void enter_file(file &file) noexcept;

/* False where it is no file. @left: how many references there are then. */
bool reference_file(const void *object, LONG_PTR &left) noexcept;

/* no_reference is never answered: the last one takes the file out. */
let_go dereference_file(const void *object, LONG_PTR &left) noexcept;

/* False where it is no file. The last reference closes it: its device is told, here or by a worker. */
bool release_file(void *object, LONG_PTR &left, const call &how) noexcept;

} /* namespace ntspin */

#endif
