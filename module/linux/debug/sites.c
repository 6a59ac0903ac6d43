// SPDX-License-Identifier: GPL-2.0
/*
 * sites.c - the call sites in drivers at which locks are initialised, or first acquired.
 *
 * Each has a name, which is kept from when it is first seen: the code of an init routine is freed
 * before anybody asks. And each is a lock class to lockdep.
 *
 * Windows has no subclasses for nested locks of one class. lockdep would report a recursion, so it
 * is told of the second one as of a try, which it records no order for. The verifier keeps the
 * order of each two locks.
 *
 * A lock in zeroed storage that was never initialised has the class of its first acquire; but one
 * on a stack has none: all locks that ever lie there would be of one class, whatever context each
 * is used in. lockdep is told neither of an NMI's locks nor of those beyond its depth, for which it
 * would switch itself off.
 */
#include <linux/delay.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "switch.h"

#define SITES 512

/* A slot is free again once lockdep has forgotten its key. */
struct site {
	const void *where;
	const void *init_of;	/* the module whose init section it was in, which is freed */
	char name[96];
	struct lock_class_key key;
};

static DEFINE_RAW_SPINLOCK(sites_lock);
static struct site *sites;
static unsigned int sites_without_room;	/* under sites_lock */

#ifdef CONFIG_LOCKDEP

/* A spinlock_t may nest inside, unless it sleeps; the lock itself may be taken in any context. */
#define WAIT_INSIDE (IS_ENABLED(CONFIG_PREEMPT_RT) ? LD_WAIT_SPIN : LD_WAIT_CONFIG)

#define DEPTH_LEFT_ALONE 8

/* One for each record; its key is NULL where the lock has no class. */
static struct lockdep_map *maps;

static int make_maps(void)
{
	maps = vzalloc(array_size(ntspin_lock_entries(), sizeof(*maps)));
	return maps ? 0 : -ENOMEM;
}

static void free_maps(void)
{
	vfree(maps);
}

static void classify(ULONG record, struct site *site)
{
	struct lockdep_map *map = &maps[record];

	if (!site || !debug_locks)
		map->key = NULL;
	else
		lockdep_init_map_type(map, site->name, &site->key, 0, WAIT_INSIDE, LD_WAIT_SPIN,
				      LD_LOCK_NORMAL);
}

BOOLEAN ntspin_lockdep_asked(const struct ntspin_use *use)
{
	struct lockdep_map *map = &maps[use->record];

	if (in_nmi() || !map->key || current->lockdep_depth > MAX_LOCK_DEPTH - DEPTH_LEFT_ALONE)
		return false;
	lock_acquire(map, 0, use->tries || use->nested, use->kind == NTSPIN_SHARED, 1, NULL,
		     (unsigned long)use->caller);
	return true;
}

void ntspin_lockdep_contended(const struct ntspin_use *use)
{
	lock_contended(&maps[use->record], (unsigned long)use->caller);
}

void ntspin_lockdep_acquired(const struct ntspin_use *use)
{
	lock_acquired(&maps[use->record], (unsigned long)use->caller);
}

void ntspin_lockdep_released(const struct ntspin_use *use)
{
	lock_release(&maps[use->record], (unsigned long)use->caller);
}

#else

static int make_maps(void)
{
	return 0;
}

static void free_maps(void)
{
}

static void classify(ULONG record, struct site *site)
{
}

BOOLEAN ntspin_lockdep_asked(const struct ntspin_use *use)
{
	return false;
}

void ntspin_lockdep_contended(const struct ntspin_use *use)
{
}

void ntspin_lockdep_acquired(const struct ntspin_use *use)
{
}

void ntspin_lockdep_released(const struct ntspin_use *use)
{
}

#endif

/*
 * With interrupts off. NULL where the table is full. A site of a freed init section is not the code
 * that lies there now.
 */
static struct site *site_of(const void *where)
{
	struct site *site = NULL;
	unsigned int i;

	raw_spin_lock(&sites_lock);
	for (i = 0; i < SITES; i++) {
		if (sites[i].where == where && !sites[i].init_of) {
			site = &sites[i];
			goto out;
		}
		if (!site && !sites[i].where)
			site = &sites[i];
	}
	if (site) {
		snprintf(site->name, sizeof(site->name), "%pS", where);
		lockdep_register_key(&site->key);
		site->init_of = NULL;
		site->where = where;
	} else {
		sites_without_room++;
	}
out:
	raw_spin_unlock(&sites_lock);
	return site;
}

const void *ntspin_lock_begins(ULONG record, const void *lock, const void *where,
			       BOOLEAN was_initialized)
{
	struct site *site = site_of(where);

	classify(record, was_initialized || !ntspin_on_stack(lock) ? site : NULL);
	return site;
}

/* A site stays while any of its locks is known. */
const char *ntspin_site_name(const void *site_id)
{
	const struct site *site = site_id;

	return site ? site->name : "?";
}

static bool is_site(const void *where)
{
	return where >= (void *)sites && where < (void *)(sites + SITES);
}

void ntspin_print_call(char *text, size_t size, const void *call)
{
	if (is_site(call))
		strscpy(text, ntspin_site_name(call), size);
	else
		snprintf(text, size, "%pS", call);
}

unsigned int ntspin_sites_without_room(void)
{
	return READ_ONCE(sites_without_room);
}

static bool is_site_of(const struct site *site, const struct module *module)
{
	return within_module((unsigned long)site->where, module) || site->init_of == module;
}

/* A call site in an init section is kept by name: its order is valid after the section is freed. */
static const void *named_if_init(const void *call, const void *module)
{
	return within_module_init((unsigned long)call, module) ? site_of(call) : call;
}

void ntspin_sites_init_ends(const struct module *module)
{
	unsigned int i;

	ntspin_switch_hold();
	if (ntspin_tables_exist())
		ntspin_orders_review(named_if_init, module);
	ntspin_switch_release();
	for (i = 0; i < SITES; i++)
		if (within_module_init((unsigned long)sites[i].where, module))
			sites[i].init_of = module;
}

static BOOLEAN is_gone(const void *lock, const void *site_id, const void *module)
{
	return within_module((unsigned long)lock, module) ||
	       (site_id && is_site_of(site_id, module));
}

/* An order of unloaded code can deadlock with nothing. */
static const void *unless_gone(const void *call, const void *module)
{
	bool gone = is_site(call) ? is_site_of(call, module) :
				    within_module((unsigned long)call, module);

	return gone ? NULL : call;
}

static void forget_site(struct site *site)
{
	unsigned long flags;

	lockdep_unregister_key(&site->key);
	raw_spin_lock_irqsave(&sites_lock, flags);
	site->where = NULL;
	site->init_of = NULL;
	raw_spin_unlock_irqrestore(&sites_lock, flags);
}

/* A reader refers to an entry for a moment only; a lock that is held forever keeps its class. */
static bool records_go(const struct module *module)
{
	unsigned int tries;

	for (tries = 0; tries < 20; tries++) {
		if (!ntspin_lock_entries_gone(is_gone, module))
			return true;
		usleep_range(1000, 2000);
	}
	return false;
}

void ntspin_sites_forget(const struct module *module)
{
	bool all_go = records_go(module);
	unsigned int i;

	ntspin_orders_review(unless_gone, module);
	for (i = 0; i < SITES; i++) {
		if (!sites[i].where || !is_site_of(&sites[i], module))
			continue;
		if (all_go)
			forget_site(&sites[i]);
		else
			sites[i].init_of = sites;
	}
}

int ntspin_sites_init(void)
{
	sites = vzalloc(array_size(SITES, sizeof(*sites)));
	if (!sites)
		return -ENOMEM;
	if (make_maps()) {
		vfree(sites);
		return -ENOMEM;
	}
	return 0;
}

void ntspin_sites_exit(void)
{
	unsigned int i;

	for (i = 0; i < SITES; i++)
		if (sites[i].where)
			forget_site(&sites[i]);
	vfree(sites);
	free_maps();
}
