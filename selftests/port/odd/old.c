// SPDX-License-Identifier: GPL-2.0
/* old.c - what the project leaves out. */
#include <windows.h>
