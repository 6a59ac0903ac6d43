// SPDX-License-Identifier: GPL-2.0
/*
 * seam.cpp - of seam/ what pool and processors need beside module/user.
 */
#include "../../../module/seam/pool.h"
#include "../host_seam.hpp"

extern "C" {

void ntspin_memory_ends(const void *, SIZE_T, const void *)
{
}

ULONG NTAPI KeQueryMaximumProcessorCountEx(USHORT)
{
	return host::processors;
}

} /* extern "C" */
