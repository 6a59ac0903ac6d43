/* SPDX-License-Identifier: GPL-2.0 */
/* known.h - where a property sheet says that headers are. */
#define KNOWN_LIMIT 5
