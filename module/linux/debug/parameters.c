// SPDX-License-Identifier: GPL-2.0
/*
 * parameters.c - the module's parameters for the verifier and statistics, and their start and stop.
 */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/time64.h>
#include <linux/vmalloc.h>

#include "report.h"
#include "switch.h"
#include "ntspin/verifier.h"

enum { VERIFY_OFF, VERIFY_REPORT, VERIFY_PANIC };

/*
 * Lock order: verify_lock, the tracepoints' mutex (probes are registered inside verify_lock), the
 * switch's (the kernel enables ntspin's own tracepoints under the tracepoints' mutex).
 */
static DEFINE_MUTEX(verify_lock);
static unsigned int verify;
static bool statistics;
static unsigned int hold_limit_us;

ULONGLONG ntspin_hold_limit(void)
{
	return READ_ONCE(hold_limit_us) * (u64)NSEC_PER_USEC;
}

/*
 * Under verify_lock. Statistics need no probes: a lock whose memory is freed is a stale row only.
 */
static int set_observer(LONG who, bool wanted)
{
	if (ntspin_switch_is_open() && wanted && who != NTSPIN_COUNT)
		ntspin_probes_start();
	return ntspin_switch(who, wanted);
}

static void set_mode(unsigned int mode)
{
	verify = mode;
	ntspin_misuses_are_fatal(mode == VERIFY_PANIC);
}

/* Under verify_lock. A write to the parameter has each fault reported again. */
static int apply_verify(unsigned int mode)
{
	int err;

	ntspin_reported_forget_all();
	ntspin_orders_ask_again();
	set_mode(mode);
	err = set_observer(NTSPIN_VERIFY, mode);
	if (err)
		set_mode(VERIFY_OFF);
	return err;
}

/* Under verify_lock. */
static int apply_statistics(bool wanted)
{
	int err;

	statistics = wanted;
	err = set_observer(NTSPIN_COUNT, wanted);
	if (err)
		statistics = false;
	return err;
}

int ntspin_verifier_set(unsigned int mode)
{
	int err;

	if (mode > VERIFY_PANIC)
		return -EINVAL;
	mutex_lock(&verify_lock);
	err = apply_verify(mode);
	mutex_unlock(&verify_lock);
	return err;
}

static int set_verify(const char *text, const struct kernel_param *param)
{
	unsigned int mode;
	int err = kstrtouint(text, 0, &mode);

	return err ?: ntspin_verifier_set(mode);
}

static const struct kernel_param_ops verify_ops = {
	.set = set_verify,
	.get = param_get_uint,
};

static int set_statistics(const char *text, const struct kernel_param *param)
{
	bool wanted;
	int err = kstrtobool(text, &wanted);

	if (err)
		return err;
	mutex_lock(&verify_lock);
	err = apply_statistics(wanted);
	mutex_unlock(&verify_lock);
	return err;
}

static const struct kernel_param_ops statistics_ops = {
	.set = set_statistics,
	.get = param_get_bool,
};

module_param_cb(verify, &verify_ops, &verify, 0644);
MODULE_PARM_DESC(verify, "0: off; 1: report misuse; 2: panic at misuse, as Windows would");
module_param_cb(statistics, &statistics_ops, &statistics, 0644);
MODULE_PARM_DESC(statistics, "count how often each lock is acquired, contended, and for how long; see debugfs, ntspin/");
module_param(hold_limit_us, uint, 0644);
MODULE_PARM_DESC(hold_limit_us, "with verify, report a lock that is held or spun on for longer (0: never; Windows advises 25), and a DPC that runs for four times that");

static BOOLEAN is_of_module(const void *lock, const void *site, const void *module)
{
	return within_module((unsigned long)lock, module) ||
	       within_module((unsigned long)site, module);
}

void ntspin_debug_forget(const struct module *module)
{
	ntspin_switch_hold();
	if (ntspin_is_instrumented())
		ntspin_locks_gone(NTSPIN_UNLOADED_HELD, is_of_module, module);
	if (ntspin_tables_exist())
		ntspin_sites_forget(module);
	ntspin_switch_release();
}

int ntspin_debug_init(void)
{
	int err = ntspin_sites_init();

	if (err)
		return err;
	ntspin_probes_find();
	mutex_lock(&verify_lock);
	err = ntspin_switch_open();
	if (!err && IS_ENABLED(CONFIG_LOCKDEP))
		err = set_observer(NTSPIN_LOCKDEP, true);
	if (!err)
		err = apply_statistics(statistics);
	if (!err)
		err = apply_verify(verify);
	mutex_unlock(&verify_lock);
	if (err)
		ntspin_debug_exit();
	else
		ntspin_table_init();
	return err;
}

/*
 * Parameters can be written until the module's files in sysfs go, which is later. Under both locks
 * a writer is either done, or finds the switch closed.
 */
void ntspin_debug_exit(void)
{
	void *memory;

	ntspin_table_exit();
	mutex_lock(&verify_lock);
	memory = ntspin_switch_close();
	ntspin_probes_stop();
	mutex_unlock(&verify_lock);
	ntspin_sites_exit();
	vfree(memory);
}
