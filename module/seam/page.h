/* SPDX-License-Identifier: GPL-2.0 */
/*
 * page.h - the seam's part that MDLs need: which page frame an address lies in.
 */
#ifndef NTSPIN_SEAM_PAGE_H
#define NTSPIN_SEAM_PAGE_H

#include "seam.h"

EXTERN_C_START

/* In bits, of a page and a page frame alike, whatever the host's have. */
#define NTSPIN_PAGE_BITS 12

/**
 * ntspin_page_frame - which page frame an address of the kernel's lies in
 * @address: any address at all
 * @number: gets the number of the frame
 *
 * Called in any context but an NMI. It does not touch what lies there.
 *
 * Return: FALSE where nothing of the kernel's is mapped; in user space, of the program's.
 */
BOOLEAN ntspin_page_frame(const void *address, ULONG_PTR *number);

EXTERN_C_END

#endif
