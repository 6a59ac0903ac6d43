// SPDX-License-Identifier: GPL-2.0
/*
 * number.cpp - bits counted and found, and a generator of numbers.
 */
#include "wdm/rtl_number.h"

extern "C" {

CCHAR NTAPI RtlFindMostSignificantBit(ULONGLONG Set)
{
	return static_cast<CCHAR>(Set ? 63 - __builtin_clzll(Set) : -1);
}

CCHAR NTAPI RtlFindLeastSignificantBit(ULONGLONG Set)
{
	return static_cast<CCHAR>(Set ? __builtin_ctzll(Set) : -1);
}

ULONG NTAPI RtlNumberOfSetBitsUlongPtr(ULONG_PTR Target)
{
	ULONG count = 0;

	/* No built-in: without the instruction it calls a library that the kernel does not link. */
	for (; Target; Target &= Target - 1)
		count++;
	return count;
}

ULONG NTAPI RtlRandomEx(PULONG Seed)
{
	constexpr ULONG most = MAXLONG;
	ULONG mixed;

	/*
	 * Seeds are an additive walk through all of 32 bits, by the golden ratio, so that none is a
	 * trap; a finalizer of hashes spreads each over the number.
	 */
	*Seed += 0x9e3779b9;
	mixed = *Seed;
	mixed = (mixed ^ mixed >> 16) * 0x85ebca6b;
	mixed = (mixed ^ mixed >> 13) * 0xc2b2ae35;
	mixed ^= mixed >> 16;
	return mixed % most;
}

ULONG NTAPI RtlRandom(PULONG Seed)
{
	return RtlRandomEx(Seed);
}

} /* extern "C" */
