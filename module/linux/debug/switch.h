/* SPDX-License-Identifier: GPL-2.0 */
/*
 * switch.h - who watches, for the files that switch it, and for those that look at the tables.
 */
#ifndef NTSPIN_LINUX_SWITCH_H
#define NTSPIN_LINUX_SWITCH_H

#include "../host.h"

/* Whether anybody has watched yet, so that there is something to be looked at. */
bool ntspin_tables_exist(void);

/* Whether anybody does now. */
bool ntspin_is_watched(void);

/* While this is held nobody begins to watch, or ceases: the tables stay what they are. */
void ntspin_watch_stay(void);
void ntspin_watch_go_on(void);

/* Switch one of NTSPIN_WATCH on or off. While the switch is closed nothing happens. */
int ntspin_switch(LONG who, bool wanted);
bool ntspin_switch_is_open(void);

/* One more, or one less, of our own tracepoints is on. */
int ntspin_trace_begins(void);
void ntspin_trace_ends(void);

/* The module is up, and goes; the tables are the caller's to free once no probe is left. */
int ntspin_switch_open(void);
void *ntspin_switch_close(void);

#endif
