// SPDX-License-Identifier: GPL-2.0
/*
 * avl_test.cpp - generic tables as balanced trees: random programs beside a set of C++'s library, and
 * after each step the tree itself.
 */
#include "check.hpp"

#include <cstdlib>
#include <random>
#include <set>

#include "wdm/avl_table.h"

namespace
{

RTL_AVL_TABLE avl;
int blocks = 0;
bool is_out_of_memory = false;

RTL_GENERIC_COMPARE_RESULTS NTAPI compare(PRTL_AVL_TABLE of, PVOID first, PVOID second)
{
	const int a = *static_cast<int *>(first), b = *static_cast<int *>(second);

	CLAIM(of == &avl && of->TableContext == &blocks);
	return a < b ? GenericLessThan : a > b ? GenericGreaterThan : GenericEqual;
}

PVOID NTAPI allocate(PRTL_AVL_TABLE, ULONG size)
{
	if (is_out_of_memory)
		return nullptr;
	CLAIM(size == sizeof(RTL_BALANCED_LINKS) + sizeof(int));
	blocks++;
	return std::malloc(size);
}

VOID NTAPI let_go(PRTL_AVL_TABLE, PVOID block)
{
	blocks--;
	std::free(block);
}

/* Its height; each link has its other end, and each balance is true. */
int height_of(const RTL_BALANCED_LINKS *at, const RTL_BALANCED_LINKS *parent)
{
	if (!at)
		return 0;

	const int left = height_of(at->LeftChild, at), right = height_of(at->RightChild, at);

	CLAIM(at->Parent == parent);
	CLAIM(right - left == static_cast<signed char>(at->Balance));
	CLAIM(right - left >= -1 && right - left <= 1);
	return 1 + (left > right ? left : right);
}

void begin()
{
	RtlInitializeGenericTableAvl(&avl, compare, allocate, let_go, &blocks);
	CLAIM(RtlIsGenericTableEmptyAvl(&avl) && !RtlNumberGenericTableElementsAvl(&avl));
}

void is_same(const std::set<int> &model)
{
	PVOID key = nullptr;
	ULONG at = 0;

	height_of(avl.BalancedRoot.RightChild, &avl.BalancedRoot);
	CLAIM(!avl.BalancedRoot.LeftChild);
	CLAIM(RtlNumberGenericTableElementsAvl(&avl) == model.size());
	CLAIM(RtlIsGenericTableEmptyAvl(&avl) == model.empty());
	for (const int number : model) {
		const PVOID found = RtlEnumerateGenericTableWithoutSplayingAvl(&avl, &key);

		CLAIM(found && *static_cast<int *>(found) == number);
		CLAIM(RtlGetElementGenericTableAvl(&avl, at) == found);
		CLAIM(RtlEnumerateGenericTableAvl(&avl, !at) == found);
		at++;
	}
	CLAIM(!RtlEnumerateGenericTableWithoutSplayingAvl(&avl, &key));
	CLAIM(!RtlGetElementGenericTableAvl(&avl, at));
}

void step(std::mt19937 &random, std::set<int> &model, int range)
{
	int number = static_cast<int>(random() % range);
	BOOLEAN is_new = 7;

	if (random() % 2) {
		const PVOID got = RtlInsertElementGenericTableAvl(&avl, &number, sizeof(number),
								  random() % 2 ? &is_new : nullptr);

		CLAIM(got && *static_cast<int *>(got) == number);
		CLAIM(is_new == 7 || is_new == !model.count(number));
		model.insert(number);
	} else {
		CLAIM(RtlDeleteElementGenericTableAvl(&avl, &number) == model.erase(number));
	}
	CLAIM(!RtlLookupElementGenericTableAvl(&avl, &number) == !model.count(number));
}

} /* namespace */

CASE(a_table_is_a_set_in_order)
{
	for (row = 0; row < 60; row++) {
		std::mt19937 random(row);
		std::set<int> model;

		begin();
		for (int i = 0; i < 300; i++) {
			step(random, model, row % 3 ? 40 : 400);
			is_same(model);
		}
		for (const int number : model) {
			int gone = number;

			CLAIM(RtlDeleteElementGenericTableAvl(&avl, &gone));
		}
		CLAIM(!blocks && RtlIsGenericTableEmptyAvl(&avl));
	}
}

CASE(what_is_looked_up_in_full_is_inserted_there)
{
	int numbers[] = {5, 2, 9};
	TABLE_SEARCH_RESULT result;
	PVOID at = &numbers;
	BOOLEAN is_new;

	begin();
	CLAIM(!RtlLookupElementGenericTableFullAvl(&avl, &numbers[0], &at, &result));
	CLAIM(result == TableEmptyTree && at == &numbers);
	for (int &number : numbers) {
		RtlLookupElementGenericTableFullAvl(&avl, &number, &at, &result);
		RtlInsertElementGenericTableFullAvl(&avl, &number, sizeof(number), &is_new, at,
						    result);
		CLAIM(is_new);
		CLAIM(RtlLookupElementGenericTableFullAvl(&avl, &number, &at, &result) ==
		      static_cast<PRTL_BALANCED_LINKS>(at) + 1);
		CLAIM(result == TableFoundNode);
	}
	is_out_of_memory = true;
	numbers[0] = 7;
	CLAIM(!RtlInsertElementGenericTableAvl(&avl, &numbers[0], sizeof(int), &is_new));
	CLAIM(!is_new && RtlNumberGenericTableElementsAvl(&avl) == 3);
	is_out_of_memory = false;
	while (int *const first = static_cast<int *>(RtlGetElementGenericTableAvl(&avl, 0))) {
		int number = *first;

		RtlDeleteElementGenericTableAvl(&avl, &number);
	}
	CLAIM(!blocks);
}

/* Whatever a driver was told, say by a program. */
CASE(an_element_that_cannot_be_counted_is_none)
{
	int number = 1;

	begin();
	for (const CLONG size : {~CLONG{0}, ~CLONG{0} - 15, ~CLONG{0} - 31}) {
		BOOLEAN is_new = 7;

		CLAIM(!RtlInsertElementGenericTableAvl(&avl, &number, size, &is_new));
		CLAIM(!is_new && !blocks && RtlIsGenericTableEmptyAvl(&avl));
	}
}

/* The one that it is at goes, and it goes on. */
CASE(an_enumeration_outlives_its_element)
{
	int seen = 0;

	begin();
	for (int i = 0; i < 20; i++)
		RtlInsertElementGenericTableAvl(&avl, &i, sizeof(i), nullptr);
	for (PVOID at = RtlEnumerateGenericTableAvl(&avl, TRUE); at;
	     at = RtlEnumerateGenericTableAvl(&avl, FALSE)) {
		int number = *static_cast<int *>(at);

		CLAIM(number == seen++);
		RtlDeleteElementGenericTableAvl(&avl, &number);
	}
	CLAIM(seen == 20 && !blocks);
}
