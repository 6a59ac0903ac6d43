/* SPDX-License-Identifier: GPL-2.0 */
/*
 * switch.h - switching observers on and off, and keeping the tables meanwhile.
 */
#ifndef NTSPIN_LINUX_SWITCH_H
#define NTSPIN_LINUX_SWITCH_H

#include "../host.h"

/* Whether any observer has been on yet: the tables are allocated then, and stay. */
bool ntspin_tables_exist(void);

/* Whether any observer is on. */
bool ntspin_is_instrumented(void);

/* Between these no observer is switched, so the tables are neither cleared nor freed. */
void ntspin_switch_hold(void);
void ntspin_switch_release(void);

/* Switch one of NTSPIN_OBSERVERS on or off. Does nothing while the switch is closed. */
int ntspin_switch(LONG who, bool wanted);
bool ntspin_switch_is_open(void);

/* One more, or one less, of ntspin's tracepoints is on. */
int ntspin_trace_begins(void);
void ntspin_trace_ends(void);

/* At module init and exit. The caller frees the tables that close returns, after the last probe. */
int ntspin_switch_open(void);
void *ntspin_switch_close(void);

#endif
