// SPDX-License-Identifier: GPL-2.0
/*
 * thread_seam.cpp - which thread this is, where none is a driver's: those are ps/'s.
 */
#include "../../../module/seam/block.h"

extern "C" {

PKTHREAD NTAPI KeGetCurrentThread(VOID)
{
	return ntspin_this_thread();
}

} /* extern "C" */
