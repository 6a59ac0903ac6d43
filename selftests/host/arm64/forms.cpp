// SPDX-License-Identifier: GPL-2.0
/*
 * forms.cpp - each InterlockedCompareExchange as a function, for interlocked.py to read.
 */
#include "wdm.h"

#define FORM(Name, Type)                                                          \
	extern "C" Type form_##Name(Type volatile *to, Type value, Type expected) \
	{                                                                         \
		return Interlocked##Name(to, value, expected);                    \
	}

#define FORMS(Name, Size, Type)         \
	FORM(Name##Size, Type)          \
	FORM(Name##Acquire##Size, Type) \
	FORM(Name##Release##Size, Type) \
	FORM(Name##NoFence##Size, Type)

FORMS(CompareExchange, , LONG)
FORMS(CompareExchange, 16, SHORT)
FORMS(CompareExchange, 64, LONG64)
FORMS(CompareExchangePointer, , PVOID)
