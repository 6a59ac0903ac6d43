/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watch.h - the doors that are used while somebody watches, all of them, and those of seam.h.
 */
#ifndef NTSPIN_WATCH_H
#define NTSPIN_WATCH_H

#include "acquisition.h"
#include "flags.h"
#include "misuse.h"
#include "seam.h"
#include "tables.h"
#include "task.h"

#endif
