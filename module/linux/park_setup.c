// SPDX-License-Identifier: GPL-2.0
/*
 * park_setup.c - whether waiters are parked, and how long they spin first: the parameters, and what
 * is measured when the module is loaded.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched/clock.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "host.h"
#include "park.h"

#ifdef NTSPIN_PARKS

/* What a wake was measured to cost may be off by much on a busy host. */
#define MOST_SPIN_US 50

/* How long rounds are counted, and how many if the clock stands still. */
#define LEAST_NS (100 * NSEC_PER_USEC)
#define MOST_ROUNDS 10000000

/* How long a waiter looks between publishing and the first halt. */
#define LOOK_NS (2 * NSEC_PER_USEC)

static const char * const mode_names[] = {
	[NTSPIN_PARK_AUTO] = "auto",
	[NTSPIN_PARK_ON] = "on",
	[NTSPIN_PARK_OFF] = "off",
};

static DEFINE_MUTEX(park_lock);
static enum ntspin_park_mode mode;
static unsigned int spin_us;
static unsigned int measured_us;
static u64 ns_per_kiloround;	/* 0 until the module is up */

static unsigned int rounds_in(u64 ns)
{
	/* What is made of it, some times as long, is a count of rounds still. */
	return clamp_t(u64, div64_u64(ns * 1000, ns_per_kiloround), 1, UINT_MAX / 8);
}

/* Under park_lock. */
static void apply(void)
{
	/* What halts a TDX guest goes another way in some kernels. */
	bool parks = mode == NTSPIN_PARK_ON ||
		     (mode == NTSPIN_PARK_AUTO && boot_cpu_has(X86_FEATURE_HYPERVISOR) &&
		      !boot_cpu_has(X86_FEATURE_TDX_GUEST));

	if (!ns_per_kiloround)
		return;
	if (!spin_us)
		spin_us = measured_us;
	WRITE_ONCE(ntspin_park_looks, rounds_in(LOOK_NS));
	WRITE_ONCE(ntspin_park_spin_ns, (u64)spin_us * NSEC_PER_USEC);
	WRITE_ONCE(ntspin_park_asks_host, mode == NTSPIN_PARK_AUTO);
	WRITE_ONCE(ntspin_park_rounds, parks && nr_cpu_ids <= NTSPIN_PARKED_MAX ?
				       rounds_in((u64)spin_us * NSEC_PER_USEC) : UINT_MAX);
}

int ntspin_park_set(enum ntspin_park_mode wanted)
{
	int before;

	if (wanted >= ARRAY_SIZE(mode_names))
		return -EINVAL;
	mutex_lock(&park_lock);
	before = mode;
	mode = wanted;
	apply();
	mutex_unlock(&park_lock);
	return before;
}

static int set_mode(const char *text, const struct kernel_param *param)
{
	int wanted = sysfs_match_string(mode_names, text);

	return wanted < 0 ? wanted : min(ntspin_park_set(wanted), 0);
}

static int get_mode(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "%s\n", mode_names[READ_ONCE(mode)]);
}

static int set_spin(const char *text, const struct kernel_param *param)
{
	unsigned int wanted;
	int err = kstrtouint(text, 0, &wanted);

	if (err)
		return err;
	mutex_lock(&park_lock);
	spin_us = wanted;
	apply();
	mutex_unlock(&park_lock);
	return 0;
}

static const struct kernel_param_ops mode_ops = { .set = set_mode, .get = get_mode };
static const struct kernel_param_ops spin_ops = { .set = set_spin, .get = param_get_uint };

module_param_cb(park, &mode_ops, NULL, 0644);
MODULE_PARM_DESC(park, "auto: a CPU that waits for long halts where the kernel runs in a virtual machine, and its host is busy; on, off");
module_param_cb(park_spin_us, &spin_ops, &spin_us, 0644);
MODULE_PARM_DESC(park_spin_us, "how long it spins first (0: as long as a wake was measured to take)");

static void answer(void *unused)
{
}

/*
 * What an interrupt to an idle CPU takes, and its answer. The least of some: a host that is busy
 * makes most of them longer.
 */
static u64 measure_wake(void)
{
	u64 least = U64_MAX;
	unsigned int other, i;

	cpus_read_lock();
	migrate_disable();
	other = cpumask_any_but(cpu_online_mask, raw_smp_processor_id());
	for (i = 0; i < 20 && other < nr_cpu_ids; i++) {
		u64 begin;

		/* So that it is idle again. */
		usleep_range(100, 200);
		begin = local_clock();
		smp_call_function_single(other, answer, NULL, 1);
		least = min(least, local_clock() - begin);
	}
	migrate_enable();
	cpus_read_unlock();
	return least;
}

/*
 * Nanoseconds for 1000 rounds, the least of some. From one change of the clock to another that is
 * some time behind it: so early it may go by ticks. 0 where it stands still.
 */
static u64 measure_rounds(void)
{
	u64 least = U64_MAX, begin, now;
	unsigned int i, rounds;

	for (i = 0; i < 5; i++) {
		now = local_clock();
		for (rounds = 0; local_clock() == now && rounds < MOST_ROUNDS; rounds++)
			cpu_relax();
		begin = local_clock();
		rounds = 0;
		do {
			cpu_relax();
			if (++rounds % 64 == 0)
				now = local_clock();
		} while ((s64)(now - begin) < LEAST_NS && rounds < MOST_ROUNDS);
		least = min(least, div_u64((now - begin) * 1000, rounds));
	}
	return least;
}

void ntspin_park_init(void)
{
	u64 wake_us = div_u64(measure_wake(), NSEC_PER_USEC);

	ntspin_park_init_slots();
	mutex_lock(&park_lock);
	ns_per_kiloround = measure_rounds();
	measured_us = clamp_t(u64, wake_us, 1, MOST_SPIN_US);
	apply();
	mutex_unlock(&park_lock);
}

#else

int ntspin_park_set(enum ntspin_park_mode wanted)
{
	return -EOPNOTSUPP;
}

void ntspin_park_init(void)
{
}

#endif
