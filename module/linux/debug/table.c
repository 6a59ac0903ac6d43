// SPDX-License-Identifier: GPL-2.0
/*
 * table.c - debugfs, ntspin/: what is known of each lock.
 *
 *     locks     a line for each lock; its holder, and its waiters in order of arrival
 *     waits     a histogram of wait times: up to 2^8 ns, up to 2^9, and so on
 *     shares    how often each CPU has acquired it
 *     counters  faults reported, what found no room, CPUs parked
 *     pool      what was allocated at which call site and by which tag: see pool_table.c
 *     reset     written to, all counts begin again
 *
 * Columns are separated by tabs, so that a script can read them; selftests/locks prints them for
 * people.
 */
#include <linux/cpumask.h>
#include <linux/ctype.h>
#include <linux/debugfs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "../host.h"
#include "../park.h"
#include "../pool.h"
#include "switch.h"

static struct dentry *folder;

/* From start to stop the switch is held, so the tables are not cleared. */
static bool has_row(loff_t pos)
{
	return ntspin_tables_exist() && pos <= ntspin_lock_entries();
}

/* The first position is the heading's. */
static void *start_rows(struct seq_file *file, loff_t *pos)
{
	ntspin_switch_hold();
	return has_row(*pos) ? pos : NULL;
}

static void *next_row(struct seq_file *file, void *row, loff_t *pos)
{
	++*pos;
	return has_row(*pos) ? pos : NULL;
}

static void stop_rows(struct seq_file *file, void *row)
{
	ntspin_switch_release();
}

/* A task may have any name: one that has no spaces keeps the columns. */
static void print_holder(struct seq_file *file, const struct ntspin_holder *holder)
{
	const char *c;

	for (c = holder->task; *c; c++)
		seq_putc(file, isgraph(*c) ? *c : '_');
	seq_printf(file, "/%d@%u:%ps", holder->pid, holder->processor, holder->site);
}

static void print_lock(struct seq_file *file, const struct ntspin_lock_row *row)
{
	unsigned int i;

	seq_printf(file, "\t%s\t%llu\t%llu\t%llu\t%llu\t%s:%s\t", row->family,
		   row->counts.acquisitions, row->counts.contended, row->counts.longest_wait,
		   row->counts.longest_hold, row->was_initialized ? "init" : "first",
		   ntspin_site_name(row->site_id));
	if (row->holder.site)
		print_holder(file, &row->holder);
	else
		seq_putc(file, '-');
	seq_printf(file, "\t%u", row->waiting);
	for (i = 0; i < row->waiting && i < NTSPIN_WAITERS; i++) {
		seq_putc(file, i ? ' ' : '\t');
		print_holder(file, &row->waiters[i]);
	}
}

static void print_waits(struct seq_file *file, const struct ntspin_lock_row *row)
{
	unsigned int i;

	for (i = 0; i < NTSPIN_WAITS; i++)
		seq_printf(file, "\t%u", row->counts.waits[i]);
}

/* What is printed of a row, and under what heading. */
enum { LOCKS, WAITS, SHARES };

static void print_heading(struct seq_file *file, long what)
{
	unsigned int i;

	seq_puts(file, "lock");
	if (what == LOCKS)
		seq_puts(file, "\tfamily\tacquired\tcontended\tlongest_wait_ns\tlongest_hold_ns\tof\tholder\twaiting\twaiters");
	for (i = 0; what == WAITS && i < NTSPIN_WAITS; i++)
		seq_printf(file, "\t%llu", 1ULL << (NTSPIN_SHORTEST_WAIT + i));
	if (what == SHARES)
		for_each_possible_cpu(i)
			seq_printf(file, "\tcpu%u", i);
	seq_putc(file, '\n');
}

static int print_row(struct seq_file *file, void *pos)
{
	long what = (long)file->private;
	struct ntspin_lock_row *row;
	ULONG record, cpu;

	if (*(loff_t *)pos == 0) {
		print_heading(file, what);
		return 0;
	}
	record = *(loff_t *)pos - 1;
	row = kmalloc(sizeof(*row), GFP_KERNEL);
	if (!row)
		return -ENOMEM;
	if (ntspin_lock_row(record, row)) {
		seq_printf(file, "%p", row->lock);
		if (what == LOCKS)
			print_lock(file, row);
		else if (what == WAITS)
			print_waits(file, row);
		else
			for_each_possible_cpu(cpu)
				seq_printf(file, "\t%u", ntspin_lock_share(record, cpu));
		seq_putc(file, '\n');
	}
	kfree(row);
	return 0;
}

static const struct seq_operations rows_sops = {
	.start = start_rows,
	.next = next_row,
	.stop = stop_rows,
	.show = print_row,
};

DEFINE_SEQ_ATTRIBUTE(rows);

static int counters_show(struct seq_file *file, void *unused)
{
	struct ntspin_table_counts counts = {};
	struct ntspin_park_counts parks;

	if (ntspin_tables_exist())
		ntspin_table_counts(&counts);
	ntspin_park_count(&parks);
	seq_printf(file, "reported\t%u\n", ntspin_misuses());
	seq_printf(file, "acquisitions_without_room\t%u\n", counts.acquisitions);
	seq_printf(file, "locks_forgotten\t%u\n", counts.forgotten);
	seq_printf(file, "orders_without_room\t%u\n", counts.orders);
	seq_printf(file, "sites_without_room\t%u\n", ntspin_sites_without_room());
	seq_printf(file, "parks\t%lu\n", parks.parks);
	seq_printf(file, "halts\t%lu\n", parks.halts);
	seq_printf(file, "kicks\t%lu\n", parks.kicks);
	seq_printf(file, "kicks_in_vain\t%lu\n", parks.vain);
	seq_printf(file, "unkicked\t%lu\n", parks.unkicked);
	seq_printf(file, "gaps_while_spinning\t%lu\n", parks.gaps);
	seq_printf(file, "host_found_busy\t%lu\n", parks.times_busy);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(counters);

static int reset(void *unused, u64 value)
{
	ntspin_switch_hold();
	if (ntspin_tables_exist())
		ntspin_counts_reset();
	ntspin_switch_release();
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(reset_fops, NULL, reset, "%llu\n");

void ntspin_table_init(void)
{
	folder = debugfs_create_dir("ntspin", NULL);
	debugfs_create_file("locks", 0400, folder, (void *)LOCKS, &rows_fops);
	debugfs_create_file("waits", 0400, folder, (void *)WAITS, &rows_fops);
	debugfs_create_file("shares", 0400, folder, (void *)SHARES, &rows_fops);
	debugfs_create_file("counters", 0400, folder, NULL, &counters_fops);
	ntspin_pool_table_init(folder);
	debugfs_create_file("reset", 0200, folder, NULL, &reset_fops);
}

void ntspin_table_exit(void)
{
	debugfs_remove(folder);
}
