/* SPDX-License-Identifier: GPL-2.0 */
/*
 * avl_table.h - generic tables: what a driver has sorted, and finds again, as balanced trees.
 *
 * A table takes no lock, nor do these routines: the driver's is held around each. Its own routines
 * compare, allocate and free; what they allocate begins with RTL_BALANCED_LINKS, and a pointer that
 * is returned points behind that. An element stays where it is until it is deleted.
 *
 * Tables as splay trees (RtlInsertElementGenericTable) are not provided: with RTL_USE_AVL_TABLES
 * defined, as Windows' headers have it, those names are these routines.
 */
#ifndef NTSPIN_WDM_AVL_TABLE_H
#define NTSPIN_WDM_AVL_TABLE_H

#include "tables.h"

EXTERN_C_START

/**
 * RtlInitializeGenericTableAvl() - begin with an empty table
 * @Table: the driver's storage
 * @CompareRoutine: says how its first one stands to its second
 * @AllocateRoutine: gets so many bytes, or NULL
 * @FreeRoutine: frees what that got
 * @TableContext: the driver's, in Table->TableContext
 *
 * Context: Any IRQL at which the driver's own routines and memory may be used, as of all of these.
 *   Linux: any context.
 * Return: nothing.
 * Errors: none.
 * Windows: ntddk.h, RtlInitializeGenericTableAvl function.
 */
VOID NTAPI RtlInitializeGenericTableAvl(_Out_ PRTL_AVL_TABLE Table,
					_In_ PRTL_AVL_COMPARE_ROUTINE CompareRoutine,
					_In_opt_ PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine,
					_In_opt_ PRTL_AVL_FREE_ROUTINE FreeRoutine,
					_In_opt_ PVOID TableContext);

/**
 * RtlInsertElementGenericTableAvl() - copy an element into the table, unless its equal is there
 * @Table: the table
 * @Buffer: the element
 * @BufferSize: its bytes
 * @NewElement: gets whether it was copied; or NULL
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: the one in the table, the new one or the equal; NULL where nothing could be allocated, or
 *   an element is so large that its allocation cannot be counted.
 * Errors: none.
 * Windows: ntddk.h, RtlInsertElementGenericTableAvl function.
 */
PVOID NTAPI RtlInsertElementGenericTableAvl(_In_ PRTL_AVL_TABLE Table, _In_ PVOID Buffer,
					    _In_ CLONG BufferSize, _Out_opt_ PBOOLEAN NewElement);

/**
 * RtlInsertElementGenericTableFullAvl() - the same, where it is known by a look-up where it belongs
 * @Table: the table, unchanged since the look-up
 * @Buffer: as for RtlInsertElementGenericTableAvl()
 * @BufferSize: the same
 * @NewElement: the same
 * @NodeOrParent: what RtlLookupElementGenericTableFullAvl() has said
 * @SearchResult: the same
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: as RtlInsertElementGenericTableAvl().
 * Errors: none.
 * Windows: ntddk.h, RtlInsertElementGenericTableFullAvl function.
 */
PVOID NTAPI RtlInsertElementGenericTableFullAvl(_In_ PRTL_AVL_TABLE Table, _In_ PVOID Buffer,
						_In_ CLONG BufferSize,
						_Out_opt_ PBOOLEAN NewElement,
						_In_opt_ PVOID NodeOrParent,
						_In_ TABLE_SEARCH_RESULT SearchResult);

/**
 * RtlLookupElementGenericTableAvl() - find an element
 * @Table: the table
 * @Buffer: what it is equal to
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: it; NULL where there is none.
 * Errors: none.
 * Windows: ntddk.h, RtlLookupElementGenericTableAvl function.
 */
PVOID NTAPI RtlLookupElementGenericTableAvl(_In_ PRTL_AVL_TABLE Table, _In_ PVOID Buffer);

/**
 * RtlLookupElementGenericTableFullAvl() - find an element, or where it belongs
 * @Table: the table
 * @Buffer: what it is equal to
 * @NodeOrParent: gets the links of it, or of what it belongs below; unchanged in an empty table
 * @SearchResult: gets which of them
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: as RtlLookupElementGenericTableAvl().
 * Errors: none.
 * Windows: ntddk.h, RtlLookupElementGenericTableFullAvl function.
 */
PVOID NTAPI RtlLookupElementGenericTableFullAvl(_In_ PRTL_AVL_TABLE Table, _In_ PVOID Buffer,
						_Out_ PVOID *NodeOrParent,
						_Out_ TABLE_SEARCH_RESULT *SearchResult);

/**
 * RtlDeleteElementGenericTableAvl() - take an element out, and have it freed
 * @Table: the table
 * @Buffer: what it is equal to
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: TRUE; FALSE where there is none.
 * Errors: none.
 * Windows: ntddk.h, RtlDeleteElementGenericTableAvl function.
 */
BOOLEAN NTAPI RtlDeleteElementGenericTableAvl(_In_ PRTL_AVL_TABLE Table, _In_ PVOID Buffer);

/**
 * RtlEnumerateGenericTableWithoutSplayingAvl() - the next element in the order
 * @Table: the table
 * @RestartKey: NULL for the first one; gets where the enumeration is
 *
 * The element that was returned last must not be deleted before the next is asked for.
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: it; NULL behind the last one.
 * Errors: none.
 * Windows: ntddk.h, RtlEnumerateGenericTableWithoutSplayingAvl function.
 */
PVOID NTAPI RtlEnumerateGenericTableWithoutSplayingAvl(_In_ PRTL_AVL_TABLE Table,
							_Inout_ PVOID *RestartKey);

/**
 * RtlEnumerateGenericTableAvl() - the same, of the one enumeration that the table knows of
 * @Table: the table
 * @Restart: begin with the first one
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: as RtlEnumerateGenericTableWithoutSplayingAvl().
 * Errors: none.
 * Windows: ntddk.h, RtlEnumerateGenericTableAvl function.
 */
PVOID NTAPI RtlEnumerateGenericTableAvl(_In_ PRTL_AVL_TABLE Table, _In_ BOOLEAN Restart);

/**
 * RtlGetElementGenericTableAvl() - the element that has so many before it
 * @Table: the table
 * @I: how many
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: it; NULL where there are not so many.
 * Errors: none.
 * Differs from Windows: In the order of what is compared, and in steps from the first one; the page
 *   has it in the order of insertion, of which such a tree keeps nothing.
 * Windows: ntddk.h, RtlGetElementGenericTableAvl function.
 */
PVOID NTAPI RtlGetElementGenericTableAvl(_In_ PRTL_AVL_TABLE Table, _In_ ULONG I);

/**
 * RtlNumberGenericTableElementsAvl() - how many elements there are
 * @Table: the table
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: the number.
 * Errors: none.
 * Windows: ntddk.h, RtlNumberGenericTableElementsAvl function.
 */
ULONG NTAPI RtlNumberGenericTableElementsAvl(_In_ PRTL_AVL_TABLE Table);

/**
 * RtlIsGenericTableEmptyAvl() - is there none?
 * @Table: the table
 *
 * Context: as RtlInitializeGenericTableAvl().
 * Return: TRUE where there is none.
 * Errors: none.
 * Windows: ntddk.h, RtlIsGenericTableEmptyAvl function.
 */
BOOLEAN NTAPI RtlIsGenericTableEmptyAvl(_In_ PRTL_AVL_TABLE Table);

#ifdef RTL_USE_AVL_TABLES
#define RTL_GENERIC_TABLE RTL_AVL_TABLE
#define PRTL_GENERIC_TABLE PRTL_AVL_TABLE
#define PRTL_GENERIC_COMPARE_ROUTINE PRTL_AVL_COMPARE_ROUTINE
#define PRTL_GENERIC_ALLOCATE_ROUTINE PRTL_AVL_ALLOCATE_ROUTINE
#define PRTL_GENERIC_FREE_ROUTINE PRTL_AVL_FREE_ROUTINE
#define RtlInitializeGenericTable RtlInitializeGenericTableAvl
#define RtlInsertElementGenericTable RtlInsertElementGenericTableAvl
#define RtlInsertElementGenericTableFull RtlInsertElementGenericTableFullAvl
#define RtlLookupElementGenericTable RtlLookupElementGenericTableAvl
#define RtlLookupElementGenericTableFull RtlLookupElementGenericTableFullAvl
#define RtlDeleteElementGenericTable RtlDeleteElementGenericTableAvl
#define RtlEnumerateGenericTable RtlEnumerateGenericTableAvl
#define RtlEnumerateGenericTableWithoutSplaying RtlEnumerateGenericTableWithoutSplayingAvl
#define RtlGetElementGenericTable RtlGetElementGenericTableAvl
#define RtlNumberGenericTableElements RtlNumberGenericTableElementsAvl
#define RtlIsGenericTableEmpty RtlIsGenericTableEmptyAvl
#endif

EXTERN_C_END

#endif
