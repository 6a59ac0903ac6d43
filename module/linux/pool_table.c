// SPDX-License-Identifier: GPL-2.0
/*
 * pool_table.c - who has allocated what: debugfs, ntspin/pool; and what a driver leaves.
 *
 * A line for each call site and tag: how many blocks were allocated and freed, how many bytes are
 * in those that are left, how often there was no memory. Columns are separated by tabs.
 *
 * A call site in an init routine, which the kernel frees, is given its name while that can be
 * found.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "host.h"
#include "pool.h"
#include "debug/report.h"

/* Names come and go, and sites with them. */
static DEFINE_MUTEX(sites_lock);

static bool is_known(const struct ntspin_pool_site *site)
{
	/* Acquire: pairs with the release by which it becomes known. */
	return smp_load_acquire(&site->state) == NTSPIN_SITE_KNOWN;
}

static unsigned long long blocks_of(const struct ntspin_pool_site *site)
{
	return READ_ONCE(site->allocated) - READ_ONCE(site->freed);
}

/* A site with a name is not reused: the name is cleared last. */
static void forget(struct ntspin_pool_site *site)
{
	const char *name = site->name;

	WRITE_ONCE(site->caller, NULL);
	site->init_of = NULL;
	/* Release: pairs with the acquire of a reader that looks whose it is. */
	smp_store_release(&site->state, blocks_of(site) ? NTSPIN_SITE_GONE : NTSPIN_SITE_FREE);
	WRITE_ONCE(site->name, NULL);
	kfree(name);
}

static void report_left(const struct ntspin_pool_site *site)
{
	const struct ntspin_pool_facts facts = {
		.tag = site->tag,
		.blocks = blocks_of(site),
		.bytes = READ_ONCE(site->bytes),
		.site = site->name,
	};
	const struct ntspin_misuse misuse = {
		.fault = NTSPIN_POOL_LEFT,
		.caller = site->name ? NULL : site->caller,
		.pool = &facts,
	};

	ntspin_report_misuse(&misuse);
}

void ntspin_pool_forget(const struct module *module)
{
	unsigned int i;

	mutex_lock(&sites_lock);
	for (i = 0; i < NTSPIN_POOL_SITES; i++) {
		struct ntspin_pool_site *site = &ntspin_pool_sites[i];

		if (!is_known(site) || (site->init_of != module &&
					!within_module((unsigned long)site->caller, module)))
			continue;
		if (blocks_of(site))
			report_left(site);
		forget(site);
	}
	mutex_unlock(&sites_lock);
}

/* Nothing calls from there any more. A name that cannot be had is missed by a report only. */
void ntspin_pool_forget_init(const struct module *module)
{
	unsigned int i;

	mutex_lock(&sites_lock);
	for (i = 0; i < NTSPIN_POOL_SITES; i++) {
		struct ntspin_pool_site *site = &ntspin_pool_sites[i];

		if (!is_known(site) || !within_module_init((unsigned long)site->caller, module))
			continue;
		site->name = kasprintf(GFP_KERNEL, "%pS", site->caller);
		site->init_of = module;
		WRITE_ONCE(site->caller, NULL);
	}
	mutex_unlock(&sites_lock);
}

void ntspin_pool_sites_exit(void)
{
	unsigned int i;

	for (i = 0; i < NTSPIN_POOL_SITES; i++)
		kfree(ntspin_pool_sites[i].name);
}

static void print_tag(struct seq_file *file, u32 tag)
{
	char text[NTSPIN_TAG_SIZE];

	ntspin_print_tag(text, tag);
	seq_puts(file, text);
}

static void print_site(struct seq_file *file, const struct ntspin_pool_site *site)
{
	if (site->name)
		seq_printf(file, "%s", site->name);
	else if (site->caller)
		seq_printf(file, "%pS", site->caller);
	else
		seq_puts(file, "-");
	seq_putc(file, '\n');
}

/* The first one has whatever found no room. */
static bool is_to_be_shown(const struct ntspin_pool_site *site)
{
	if (site == ntspin_pool_sites)
		return READ_ONCE(site->allocated);
	return is_known(site) || (READ_ONCE(site->state) == NTSPIN_SITE_GONE && blocks_of(site));
}

static int pool_show(struct seq_file *file, void *unused)
{
	unsigned int i;

	seq_puts(file, "tag\tallocated\tfreed\tblocks\tbytes\tfailed\tcaller\n");
	mutex_lock(&sites_lock);
	for (i = 0; i < NTSPIN_POOL_SITES; i++) {
		struct ntspin_pool_site *site = &ntspin_pool_sites[i];

		if (!is_to_be_shown(site))
			continue;
		print_tag(file, site->tag);
		seq_printf(file, "\t%llu\t%llu\t%llu\t%llu\t%llu\t", READ_ONCE(site->allocated),
			   READ_ONCE(site->freed), blocks_of(site), READ_ONCE(site->bytes),
			   READ_ONCE(site->failed));
		print_site(file, site);
	}
	mutex_unlock(&sites_lock);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(pool);

static int pool_memory_show(struct seq_file *file, void *unused)
{
	struct ntspin_reserve_counts counts;

	ntspin_reserve_count(&counts);
	seq_printf(file, "reserve_bytes\t%lu\n", counts.bytes);
	seq_printf(file, "reserve_free\t%lu\n", counts.free);
	seq_printf(file, "reserve_failed\t%lu\n", counts.failed);
	seq_printf(file, "freed_later\t%lu\n", ntspin_puts_later());
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(pool_memory);

void ntspin_pool_table_init(struct dentry *folder)
{
	debugfs_create_file("pool", 0400, folder, NULL, &pool_fops);
	debugfs_create_file("pool_memory", 0400, folder, NULL, &pool_memory_fops);
}
