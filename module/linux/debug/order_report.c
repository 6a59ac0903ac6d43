// SPDX-License-Identifier: GPL-2.0
/*
 * order_report.c - the report of a circle of locks: each lock by where it was initialised, each
 * order of two by its two call sites.
 *
 * A line for each order: first the one that closes the circle now, then those seen before.
 */
#define pr_fmt(fmt) "ntspin: " fmt

#include <linux/printk.h>

#include "../host.h"

#define NAME_SIZE 96
#define LOCK_SIZE (NAME_SIZE + 48)

static void print_lock(char *text, size_t size, const struct ntspin_circle_step *step)
{
	char where[NAME_SIZE];

	if (step->site_id)
		strscpy(where, ntspin_site_name(step->site_id), sizeof(where));
	else
		snprintf(where, sizeof(where), "%pS", step->site);
	snprintf(text, size, "%p (%s at %s)", step->lock,
		 step->was_initialized ? "initialised" : "first acquired", where);
}

static void report_order(const struct ntspin_circle_step *held,
			 const struct ntspin_circle_step *asked, bool is_now)
{
	char held_lock[LOCK_SIZE], asked_lock[LOCK_SIZE];
	char held_at[NAME_SIZE], asked_at[NAME_SIZE];

	print_lock(held_lock, sizeof(held_lock), held);
	print_lock(asked_lock, sizeof(asked_lock), asked);
	ntspin_print_call(held_at, sizeof(held_at), held->held_at);
	ntspin_print_call(asked_at, sizeof(asked_at), held->asked_at);
	pr_warn("%s: lock %s %s asked for at %s, while lock %s %s held since %s\n",
		is_now ? "now" : "before", asked_lock, is_now ? "is" : "was", asked_at, held_lock,
		is_now ? "is" : "was", held_at);
}

void ntspin_report_circle(const struct ntspin_circle *circle)
{
	unsigned int i;

	/* The last step of a circle that was cut short does not lead to the first lock. */
	for (i = 0; i < circle->length; i++) {
		unsigned int next = (i + 1) % circle->length;

		if (next == NTSPIN_CIRCLE)
			break;
		report_order(&circle->steps[i], &circle->steps[next], !i);
	}
	if (i < circle->length)
		pr_warn("and %u orders more lead back to the first lock\n", circle->length - i);
}
