// SPDX-License-Identifier: GPL-2.0
/*
 * report_line.c - the parts of a report's line that depend on the call.
 *
 * What is not known is left out: no line has an address of 0 in it.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/stdarg.h>

#include "report.h"
#include "../pool.h"

static const char *level_name(KIRQL level)
{
	static const char * const names[] = {
		"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL", "DIRQL 3", "DIRQL 4", "DIRQL 5",
		"DIRQL 6", "DIRQL 7", "DIRQL 8", "DIRQL 9", "DIRQL 10", "DIRQL 11", "DIRQL 12",
		"DIRQL 13", "DIRQL 14", "HIGH_LEVEL",
	};

	return level < ARRAY_SIZE(names) ? names[level] : "no level";
}

static void print_wait(char *text, const char *fact, unsigned int seconds)
{
	if (seconds > 1)
		scnprintf(text, NTSPIN_FACT_SIZE, "has waited for more than %u seconds%s", seconds,
			  fact);
	else
		scnprintf(text, NTSPIN_FACT_SIZE, "has waited for more than a second%s", fact);
}

void ntspin_print_fact(char *text, const struct ntspin_fault_text *fault,
		       const struct ntspin_misuse *misuse)
{
	if (fault->level)
		scnprintf(text, NTSPIN_FACT_SIZE, "%s is %u (%s), IRQL is %s", fault->level,
			  misuse->level, level_name(misuse->level), level_name(misuse->irql));
	else if (fault->irql)
		scnprintf(text, NTSPIN_FACT_SIZE, "IRQL is %s", level_name(misuse->irql));
	else if (fault->waits)
		print_wait(text, fault->fact, misuse->seconds);
	else if (fault->sleeper)
		scnprintf(text, NTSPIN_FACT_SIZE, "the task %s/%d %s", misuse->holder.task,
			  misuse->holder.pid, fault->fact);
	else
		strscpy(text, fault->fact, NTSPIN_FACT_SIZE);
}

struct details {
	char *text;
	size_t used;
};

/* One more, behind a comma. */
static __printf(2, 3) void add(struct details *details, const char *format, ...)
{
	size_t left = NTSPIN_DETAILS_SIZE - details->used;
	va_list arguments;

	if (details->used)
		details->used += scnprintf(details->text + details->used, left, ", ");
	left = NTSPIN_DETAILS_SIZE - details->used;
	va_start(arguments, format);
	details->used += vscnprintf(details->text + details->used, left, format, arguments);
	va_end(arguments);
}

/* By its address, which the kernel prints hashed, and by where it came to be, if that is known. */
static void add_lock(struct details *details, const void *lock)
{
	BOOLEAN was_initialized;
	const void *site_id = ntspin_find_site(lock, &was_initialized);

	if (site_id)
		add(details, "lock %p %s at %s", lock,
		    was_initialized ? "initialised" : "first acquired", ntspin_site_name(site_id));
	else
		add(details, "lock %p", lock);
}

void ntspin_print_tag(char *text, u32 tag)
{
	unsigned int i;

	for (i = 0; i < NTSPIN_TAG_SIZE - 1; i++, tag >>= 8)
		text[i] = isascii(tag & 0xff) && isprint(tag & 0xff) ? tag & 0xff : '.';
	text[i] = '\0';
}

static void add_pool(struct details *details, const struct ntspin_pool_facts *pool)
{
	char tag[NTSPIN_TAG_SIZE], freed_as[NTSPIN_TAG_SIZE];

	ntspin_print_tag(tag, pool->tag);
	ntspin_print_tag(freed_as, pool->freed_as);
	if (pool->blocks)
		add(details, "%llu blocks, %llu bytes", pool->blocks, pool->bytes);
	add(details, "tag '%s'", tag);
	if (pool->freed_as)
		add(details, "freed as '%s'", freed_as);
	if (pool->site)
		add(details, "%s", pool->site);
}

void ntspin_print_details(char *text, const struct ntspin_fault_text *fault,
			  const struct ntspin_misuse *misuse)
{
	const struct ntspin_holder *holder = &misuse->holder;
	struct details details = { .text = text };

	text[0] = '\0';
	if (misuse->lock && fault->object)
		add(&details, "%s %p", fault->object, misuse->lock);
	else if (misuse->lock)
		add_lock(&details, misuse->lock);
	if (misuse->pool)
		add_pool(&details, misuse->pool);
	if (misuse->runs)
		add(&details, "DPC routine %pS", misuse->runs);
	if (misuse->caller && fault->sleeper)
		add(&details, "%s at %pS", misuse->lock ? "acquired" : "raised", misuse->caller);
	else if (misuse->caller)
		add(&details, "%pS", misuse->caller);
	if (holder->site)
		add(&details, "held by %s/%d on CPU %u since %pS", holder->task, holder->pid,
		    holder->processor, holder->site);
	if (fault->code)
		add(&details, "bug check %s", fault->code);
}
