/* SPDX-License-Identifier: GPL-2.0 */
/*
 * evntrace.h - the levels of traces, and their handles.
 */
#ifndef NTSPIN_EVNTRACE_H
#define NTSPIN_EVNTRACE_H

#include "basetsd.h"

#ifndef _TRACEHANDLE_DEFINED
#define _TRACEHANDLE_DEFINED
typedef ULONG64 TRACEHANDLE, *PTRACEHANDLE;
#endif

#define TRACE_LEVEL_NONE 0
#define TRACE_LEVEL_CRITICAL 1
#define TRACE_LEVEL_FATAL 1
#define TRACE_LEVEL_ERROR 2
#define TRACE_LEVEL_WARNING 3
#define TRACE_LEVEL_INFORMATION 4
#define TRACE_LEVEL_VERBOSE 5

#endif
