// SPDX-License-Identifier: GPL-2.0
/* app.cpp - a program that comes with the driver, which is not to be ported. */
#include <windows.h>
