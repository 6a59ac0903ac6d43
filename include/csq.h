/* SPDX-License-Identifier: GPL-2.0 */
/*
 * csq.h - cancel-safe queues, which had a header of their own before Windows XP.
 */
#ifndef NTSPIN_CSQ_H
#define NTSPIN_CSQ_H

#include "wdm.h"

#endif
