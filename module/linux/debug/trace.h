/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace.h - ntspin's tracepoints: events/ntspin/ in tracefs.
 *
 * One that tells of each call is an observer while it is on: see switch.c.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ntspin

#if !defined(NTSPIN_LINUX_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define NTSPIN_LINUX_TRACE_H

#include <linux/tracepoint.h>

#include "switch.h"

TRACE_DEFINE_ENUM(NTSPIN_QUEUED);
TRACE_DEFINE_ENUM(NTSPIN_ORDINARY);
TRACE_DEFINE_ENUM(NTSPIN_SHARED);
TRACE_DEFINE_ENUM(NTSPIN_EXCLUSIVE);

DECLARE_EVENT_CLASS(ntspin_use,
	TP_PROTO(const struct ntspin_use *use),
	TP_ARGS(use),
	TP_STRUCT__entry(
		__field(const void *, lock)
		__field(const void *, site)
		__field(const void *, caller)
		__field(u64, time)
		__field(unsigned int, kind)
	),
	TP_fast_assign(
		__entry->lock = use->lock;
		__entry->site = use->site;
		__entry->caller = use->caller;
		__entry->time = use->time;
		__entry->kind = use->kind;
	),
	TP_printk("lock=%p %s of=%pS by=%pS ns=%llu", __entry->lock,
		  __print_symbolic(__entry->kind,
				   { NTSPIN_QUEUED, "queued" },
				   { NTSPIN_ORDINARY, "ordinary" },
				   { NTSPIN_SHARED, "shared" },
				   { NTSPIN_EXCLUSIVE, "exclusive" }),
		  __entry->site, __entry->caller, __entry->time)
);

/* A lock is held from now on; ns: since it was asked for. */
DEFINE_EVENT_FN(ntspin_use, ntspin_acquire,
	TP_PROTO(const struct ntspin_use *use), TP_ARGS(use),
	ntspin_trace_begins, ntspin_trace_ends);

/* A lock has to be waited for. */
DEFINE_EVENT_FN(ntspin_use, ntspin_contended,
	TP_PROTO(const struct ntspin_use *use), TP_ARGS(use),
	ntspin_trace_begins, ntspin_trace_ends);

/* A lock is about to be released; ns: since it was acquired. */
DEFINE_EVENT_FN(ntspin_use, ntspin_release,
	TP_PROTO(const struct ntspin_use *use), TP_ARGS(use),
	ntspin_trace_begins, ntspin_trace_ends);

/* A routine of the locks', or KeRaiseIrql and its like, changes the IRQL. */
TRACE_EVENT_FN(ntspin_irql,
	TP_PROTO(KIRQL from, KIRQL to, const void *caller),
	TP_ARGS(from, to, caller),
	TP_STRUCT__entry(
		__field(const void *, caller)
		__field(KIRQL, from)
		__field(KIRQL, to)
	),
	TP_fast_assign(
		__entry->caller = caller;
		__entry->from = from;
		__entry->to = to;
	),
	TP_printk("from=%u to=%u by=%pS", __entry->from, __entry->to, __entry->caller),
	ntspin_trace_begins, ntspin_trace_ends
);

/* A waiter's CPU is parked; its wait is over, and it was kicked, or not. */
TRACE_EVENT(ntspin_park,
	TP_PROTO(const void *address),
	TP_ARGS(address),
	TP_STRUCT__entry(__field(const void *, address)),
	TP_fast_assign(__entry->address = address;),
	TP_printk("address=%p", __entry->address)
);

TRACE_EVENT(ntspin_unpark,
	TP_PROTO(const void *address, bool kicked),
	TP_ARGS(address, kicked),
	TP_STRUCT__entry(
		__field(const void *, address)
		__field(bool, kicked)
	),
	TP_fast_assign(
		__entry->address = address;
		__entry->kicked = kicked;
	),
	TP_printk("address=%p kicked=%d", __entry->address, __entry->kicked)
);

/* A misuse is found: each time, not once for each site as in the log. */
TRACE_EVENT(ntspin_misuse,
	TP_PROTO(const struct ntspin_misuse *misuse, const char *routine, const char *code),
	TP_ARGS(misuse, routine, code),
	TP_STRUCT__entry(
		__field(const void *, lock)
		__field(const void *, caller)
		__array(char, routine, 48)
		__array(char, code, 32)
		__field(KIRQL, irql)
	),
	TP_fast_assign(
		__entry->lock = misuse->lock;
		__entry->caller = misuse->caller;
		strscpy(__entry->routine, routine, sizeof(__entry->routine));
		strscpy(__entry->code, code, sizeof(__entry->code));
		__entry->irql = misuse->irql;
	),
	TP_printk("%s irql=%u lock=%p by=%pS bug_check=%s", __entry->routine, __entry->irql,
		  __entry->lock, __entry->caller, __entry->code)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
