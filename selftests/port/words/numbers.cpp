// SPDX-License-Identifier: GPL-2.0
/* numbers.cpp - a number with its size, to C++. */
#include <ntddk.h>

ULONGLONG Numbered = 10000ui64;
