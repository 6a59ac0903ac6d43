/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dontuse.h - on Windows it has calls of old string functions warned of; here nothing is.
 */
#ifndef NTSPIN_DONTUSE_H
#define NTSPIN_DONTUSE_H

#endif
