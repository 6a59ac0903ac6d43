// SPDX-License-Identifier: GPL-2.0
/*
 * slist.c - a read that finds no memory is no fault.
 */
#include <linux/compiler.h>
#include <linux/uaccess.h>

#include "../seam/slist.h"

BOOLEAN ntspin_read_or_fault(const ULONG_PTR *from, ULONG_PTR *value)
{
	__get_kernel_nofault(value, from, unsigned long, failed);
	return true;
failed:
	return false;
}
