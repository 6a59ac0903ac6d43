// SPDX-License-Identifier: GPL-2.0
/* tool.c - of a project whose sheet is elsewhere, and a program's. */
#include <stdio.h>
