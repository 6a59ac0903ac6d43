/* SPDX-License-Identifier: GPL-2.0 */
/*
 * specstrings.h - the name under which drivers include the annotations of sal.h.
 */
#ifndef NTSPIN_SPECSTRINGS_H
#define NTSPIN_SPECSTRINGS_H

#include "sal.h"

#endif
