// SPDX-License-Identifier: GPL-2.0
/* tool.c - a program that an older kit builds. */
#include <windows.h>
