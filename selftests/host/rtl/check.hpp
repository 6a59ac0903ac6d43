// SPDX-License-Identifier: GPL-2.0
/*
 * check.hpp - cases that register themselves, and what their claims are about.
 */
#ifndef NTSPIN_HOST_CHECK_HPP
#define NTSPIN_HOST_CHECK_HPP

#include "../claims.hpp"
#include "wdm.h"

struct test_case {
	const char *name;
	void (*run)();
};

inline std::vector<test_case> cases;

inline bool add_case(const char *name, void (*run)())
{
	cases.push_back({name, run});
	return true;
}

#define CASE(name)                                                                  \
	static void name();                                                         \
	[[maybe_unused]] static const bool name##_is_added = add_case(#name, name); \
	static void name()

/* Each row of a table, with its number for those claims that are not so. */
#define ROWS(what, table) (row = 0; const auto &what : table)

/* A literal as a counted string; its nulls count. */
template <unsigned int Size> UNICODE_STRING counted(const WCHAR (&text)[Size])
{
	return {(Size - 1) * sizeof(WCHAR), Size * sizeof(WCHAR), const_cast<WCHAR *>(text)};
}

template <unsigned int Size> STRING counted(const CHAR (&text)[Size])
{
	return {Size - 1, Size, const_cast<CHAR *>(text)};
}

template <class Char> bool same(const Char *a, const Char *b)
{
	for (; *a && *a == *b; a++)
		b++;
	return *a == *b;
}

#endif
