// SPDX-License-Identifier: GPL-2.0
/*
 * log.c - what the kernel has said.
 */
#include <linux/kmsg_dump.h>
#include <linux/string.h>

#include "context.h"

/*
 * A report names who called a routine that has jumped to the reporter as its
 * last step. KASAN has routines clean up their frames, so they call it instead.
 */
static const bool callers_are_named = IS_ENABLED(CONFIG_KALLSYMS) && !IS_ENABLED(CONFIG_KASAN);

/* How many lines of the log have both; some static room, since tests run one at a time. */
unsigned int log_lines_with(const char *words, const char *others)
{
	static char line[1024];
	struct kmsg_dump_iter iter;
	unsigned int lines = 0;
	size_t len;

	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, false, line, sizeof(line) - 1, &len)) {
		line[len] = '\0';
		lines += strstr(line, words) && strstr(line, others);
	}
	return lines;
}

bool log_says(const char *words, const char *caller)
{
	return log_lines_with(words, callers_are_named ? caller : "");
}

unsigned int log_lines(const char *words)
{
	return log_lines_with(words, "");
}

unsigned int log_blames(void)
{
	return log_lines("ntspin: ") - log_lines_with("ntspin: ", ": has waited for more than ");
}
