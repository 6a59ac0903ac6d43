// SPDX-License-Identifier: GPL-2.0
/* exit_group_dead.c - whether the tracepoint of a task's end says if its whole group has ended. */
#include <trace/events/sched.h>

static inline void ask(void (*probe)(void *data, struct task_struct *task, bool group_dead))
{
	check_trace_callback_type_sched_process_exit(probe);
}
