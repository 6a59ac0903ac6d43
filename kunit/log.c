// SPDX-License-Identifier: GPL-2.0
/*
 * log.c - what is in the kernel's log.
 */
#include <linux/kmsg_dump.h>
#include <linux/string.h>

#include "context.h"

/*
 * A report names the caller of a routine that jumps to the reporter as its last step. KASAN has
 * routines clean up their frames, so they call it instead.
 */
static const bool callers_are_named = IS_ENABLED(CONFIG_KALLSYMS) && !IS_ENABLED(CONFIG_KASAN);

/* Static, since tests run one at a time. */
static char line[1024];

static bool next_line(struct kmsg_dump_iter *iter)
{
	size_t len;

	if (!kmsg_dump_get_line(iter, false, line, sizeof(line) - 1, &len))
		return false;
	line[len] = '\0';
	return true;
}

/* How many lines of the log have both. */
unsigned int log_lines_with(const char *words, const char *others)
{
	struct kmsg_dump_iter iter;
	unsigned int lines = 0;

	kmsg_dump_rewind(&iter);
	while (next_line(&iter))
		lines += strstr(line, words) && strstr(line, others);
	return lines;
}

bool log_says(const char *words, const char *caller)
{
	return log_lines_with(words, callers_are_named ? caller : "");
}

bool log_says_in_order(const char * const *parts)
{
	struct kmsg_dump_iter iter;
	const char *at;
	unsigned int i;

	kmsg_dump_rewind(&iter);
	while (next_line(&iter)) {
		at = strstr(line, parts[0]);
		for (i = 1; at && parts[i] && callers_are_named; i++)
			at = strstr(at, parts[i]);
		if (at)
			return true;
	}
	return false;
}

unsigned int log_lines(const char *words)
{
	return log_lines_with(words, "");
}

unsigned int log_reports(void)
{
	return log_lines("ntspin: ") - log_lines_with("ntspin: ", ": has waited for more than ");
}
