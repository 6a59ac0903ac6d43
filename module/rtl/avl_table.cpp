// SPDX-License-Identifier: GPL-2.0
/*
 * avl_table.cpp - the Windows routines for generic tables as balanced trees: avl_tree.hpp.
 */
#include "avl_tree.hpp"

namespace
{

/* The node that is equal, or the one that a new one belongs below; NULL in an empty table. */
node *search(table &in, PVOID wanted, TABLE_SEARCH_RESULT &result) noexcept
{
	node *at = root_of(in);

	result = TableEmptyTree;
	while (at) {
		const RTL_GENERIC_COMPARE_RESULTS order =
			in.CompareRoutine(&in, wanted, data_of(at));

		if (order == GenericEqual) {
			result = TableFoundNode;
			return at;
		}

		const side next = order == GenericLessThan ? left : right;

		result = next == left ? TableInsertAsLeft : TableInsertAsRight;
		if (!child(*at, next))
			return at;
		at = child(*at, next);
	}
	return nullptr;
}

} /* namespace */

extern "C" {

VOID NTAPI RtlInitializeGenericTableAvl(PRTL_AVL_TABLE Table,
					PRTL_AVL_COMPARE_ROUTINE CompareRoutine,
					PRTL_AVL_ALLOCATE_ROUTINE AllocateRoutine,
					PRTL_AVL_FREE_ROUTINE FreeRoutine, PVOID TableContext)
{
	*Table = {};
	Table->BalancedRoot.Parent = &Table->BalancedRoot;
	Table->CompareRoutine = CompareRoutine;
	Table->AllocateRoutine = AllocateRoutine;
	Table->FreeRoutine = FreeRoutine;
	Table->TableContext = TableContext;
}

PVOID NTAPI RtlInsertElementGenericTableFullAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
						CLONG BufferSize, PBOOLEAN NewElement,
						PVOID NodeOrParent,
						TABLE_SEARCH_RESULT SearchResult)
{
	node *const parent = SearchResult == TableEmptyTree ? &Table->BalancedRoot :
							      static_cast<node *>(NodeOrParent);

	if (NewElement)
		*NewElement = SearchResult != TableFoundNode;
	if (SearchResult == TableFoundNode)
		return data_of(parent);

	/* What the routine is asked for is counted by 32 bits: no more fits than that. */
	constexpr CLONG most = ~CLONG{0} - sizeof(node);
	const auto made = static_cast<node *>(
		BufferSize <= most ? Table->AllocateRoutine(Table, sizeof(node) + BufferSize) :
				     nullptr);

	if (!made) {
		if (NewElement)
			*NewElement = FALSE;
		return nullptr;
	}
	*made = {};
	__builtin_memcpy(data_of(made), Buffer, BufferSize);
	put(*parent, SearchResult == TableInsertAsLeft ? left : right, made);
	Table->NumberGenericTableElements++;
	has_grown(*Table, made);
	return data_of(made);
}

PVOID NTAPI RtlInsertElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer, CLONG BufferSize,
					    PBOOLEAN NewElement)
{
	TABLE_SEARCH_RESULT result;
	node *const at = search(*Table, Buffer, result);

	return RtlInsertElementGenericTableFullAvl(Table, Buffer, BufferSize, NewElement, at,
						   result);
}

PVOID NTAPI RtlLookupElementGenericTableFullAvl(PRTL_AVL_TABLE Table, PVOID Buffer,
						PVOID *NodeOrParent,
						TABLE_SEARCH_RESULT *SearchResult)
{
	node *const at = search(*Table, Buffer, *SearchResult);

	if (at)
		*NodeOrParent = at;
	return *SearchResult == TableFoundNode ? data_of(at) : nullptr;
}

PVOID NTAPI RtlLookupElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
	TABLE_SEARCH_RESULT result;
	node *const at = search(*Table, Buffer, result);

	return result == TableFoundNode ? data_of(at) : nullptr;
}

BOOLEAN NTAPI RtlDeleteElementGenericTableAvl(PRTL_AVL_TABLE Table, PVOID Buffer)
{
	TABLE_SEARCH_RESULT result;
	node *const at = search(*Table, Buffer, result);

	if (result != TableFoundNode)
		return FALSE;
	/* An enumeration goes on with what was behind it. */
	if (Table->RestartKey == at)
		Table->RestartKey = neighbour(*Table, *at, left);
	take_out(*Table, *at);
	Table->NumberGenericTableElements--;
	Table->DeleteCount++;
	Table->FreeRoutine(Table, at);
	return TRUE;
}

PVOID NTAPI RtlEnumerateGenericTableWithoutSplayingAvl(PRTL_AVL_TABLE Table, PVOID *RestartKey)
{
	node *const was = static_cast<node *>(*RestartKey);
	node *const next = was ? neighbour(*Table, *was, right) : outermost(root_of(*Table), left);

	if (next)
		*RestartKey = next;
	return data_of(next);
}

PVOID NTAPI RtlEnumerateGenericTableAvl(PRTL_AVL_TABLE Table, BOOLEAN Restart)
{
	PVOID at = Restart ? nullptr : Table->RestartKey;
	const PVOID data = RtlEnumerateGenericTableWithoutSplayingAvl(Table, &at);

	Table->RestartKey = static_cast<node *>(at);
	return data;
}

PVOID NTAPI RtlGetElementGenericTableAvl(PRTL_AVL_TABLE Table, ULONG I)
{
	node *at = outermost(root_of(*Table), left);

	for (; at && I; I--)
		at = neighbour(*Table, *at, right);
	return data_of(at);
}

ULONG NTAPI RtlNumberGenericTableElementsAvl(PRTL_AVL_TABLE Table)
{
	return Table->NumberGenericTableElements;
}

BOOLEAN NTAPI RtlIsGenericTableEmptyAvl(PRTL_AVL_TABLE Table)
{
	return !Table->NumberGenericTableElements;
}

} /* extern "C" */
