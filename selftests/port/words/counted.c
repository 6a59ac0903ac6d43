// SPDX-License-Identifier: GPL-2.0
/* counted.c - a number with its size. */
#include <ntddk.h>

ULONGLONG Counted = 10000ui64;
