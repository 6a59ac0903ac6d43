/* SPDX-License-Identifier: GPL-2.0 */
/*
 * page.h - the seam's part that Mm... needs: which page frame an address lies in, what is mapped,
 * and routines by their names.
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

/**
 * ntspin_io_map - map what lies at a physical address
 * @physical: where it begins
 * @size: how much, not 0
 * @type: how it is cached; what is the host's own memory is cached as that is
 *
 * Called where the host can sleep.
 *
 * Return: the address; NULL where it cannot be.
 */
PVOID ntspin_io_map(ULONGLONG physical, SIZE_T size, MEMORY_CACHING_TYPE type);

/* ntspin_io_unmap - undo that; the same */
void ntspin_io_unmap(PVOID address);

/**
 * ntspin_contiguous_get - memory that lies in one piece, in whole pages
 * @size: how much, not 0
 * @lowest: of its first byte, the physical address at least
 * @highest: of its last byte, at most
 * @boundary: a power of two whose multiples are not inside; or 0
 *
 * Called in any context but an NMI. ntspin_memory_put() takes it back, aligned to a page.
 *
 * Return: the memory; NULL where there is none.
 */
PVOID ntspin_contiguous_get(SIZE_T size, ULONGLONG lowest, ULONGLONG highest, ULONGLONG boundary);

/* What mm/ does for the host: */

/**
 * ntspin_io_space_forget - a driver goes: report what it has mapped and allocated of these
 * @part: what shows that something is the driver's: the site that it was made at, or NULL. Called
 *	  with interrupts off
 * @arg: handed to it
 *
 * It stays, since a device may use it; and nothing of it is known from then on.
 */
void ntspin_io_space_forget(const void *(*part)(const void *object, const void *site,
						const void *arg),
			    const void *arg);

/* ntspin_io_space_move_sites - as ntspin_resources_move_sites(), of what is mapped and allocated */
void ntspin_io_space_move_sites(const void *(*now)(const void *site, const void *arg),
				const void *arg);

/* ntspin_routine_named - what is exported by a name, in ASCII, of Windows' routines; or NULL */
PVOID ntspin_routine_named(const char *name);

EXTERN_C_END

#endif
