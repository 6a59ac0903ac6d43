/* SPDX-License-Identifier: GPL-2.0 */
/*
 * verifier.h - the doors that are used while an observer is on, and those of seam.h.
 */
#ifndef NTSPIN_SEAM_VERIFIER_H
#define NTSPIN_SEAM_VERIFIER_H

#include "acquisition.h"
#include "flags.h"
#include "misuse.h"
#include "seam.h"
#include "tables.h"
#include "task.h"

#endif
