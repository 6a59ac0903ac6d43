// SPDX-License-Identifier: GPL-2.0
/*
 * contest.c - a thread on each of some CPUs, and one lock: who gets it how often, and who waits
 * how long.
 *
 * Sized by time, not by count. What counts is what each thread did while all
 * were at it: the counters are read when all have begun, and again before any
 * is told to end.
 */
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/sched/clock.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>

#include "torture.h"
#include "lock_ops.h"

#define MOST_CPUS 16
/* Rounds of an empty loop. */
#define OUTSIDE 20

static unsigned int inside = 20;
module_param(inside, uint, 0444);
MODULE_PARM_DESC(inside, "how long a section is, in rounds of an empty loop");

static bool busy;
module_param(busy, bool, 0444);
MODULE_PARM_DESC(busy, "the host has fewer CPUs: only the queued lock, and spin_lock_bh");

struct contestant {
	struct bench_place place;
	struct contest *in;
	struct task_struct *thread;
	u64 acquisitions;
	u64 longest_ns;
};

struct contest {
	struct bench_lock lock;
	void (*contend)(struct contest *in, struct contestant *me);
	bool stamps;
	u64 sections ____cacheline_aligned;	/* written under the lock */
	bool is_over ____cacheline_aligned;
	struct contestant contestants[MOST_CPUS];
};

static __always_inline void spin(unsigned int rounds)
{
	while (rounds--)
		barrier();
}

#define CONTEND(way)									\
	static noinline void contend_##way(struct contest *in, struct contestant *me)	\
	{										\
		u64 asked = in->stamps ? local_clock() : 0;				\
											\
		acquire_##way(&in->lock, &me->place);					\
		in->sections++;								\
		if (in->stamps)								\
			me->longest_ns = max(me->longest_ns, local_clock() - asked);	\
		spin(inside);							\
		release_##way(&in->lock, &me->place);					\
	}

CONTEND(queued)
CONTEND(ordinary)
CONTEND(spin_lock_bh)
CONTEND(spin_lock)
CONTEND(raw_spin_lock)

/* The names are what report.cpp knows. Where the host has fewer CPUs, the first two alone. */
static const struct {
	const char *name;
	void (*contend)(struct contest *in, struct contestant *me);
} rows[] = {
	{ "ntspin queued", contend_queued },
	{ "spin_lock_bh", contend_spin_lock_bh },
	{ "ntspin ordinary", contend_ordinary },
	{ "spin_lock", contend_spin_lock },
	{ "raw_spin_lock", contend_raw_spin_lock },
};

static int take_part(void *data)
{
	struct contestant *me = data;

	while (!READ_ONCE(me->in->is_over)) {
		me->in->contend(me->in, me);
		WRITE_ONCE(me->acquisitions, me->acquisitions + 1);
		/*
		 * Who measures fairness has each CPU ask again at once: one that its host puts to
		 * sleep while it asks for nothing gets nothing, whatever the lock.
		 */
		if (!me->in->stamps)
			spin(OUTSIDE);
		if (me->acquisitions % 16 == 0)
			cond_resched();
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ / 100);
	return 0;
}

static int start(struct contest *in, unsigned int cpus)
{
	unsigned int cpu;

	for (cpu = 0; cpu < cpus; cpu++) {
		struct contestant *one = &in->contestants[cpu];

		one->in = in;
		one->thread = kthread_create_on_cpu(take_part, one, cpu, "ntspin_bench/%u");
		if (IS_ERR(one->thread)) {
			int err = PTR_ERR(one->thread);

			one->thread = NULL;
			return err;
		}
	}
	for (cpu = 0; cpu < cpus; cpu++)
		wake_up_process(in->contestants[cpu].thread);
	return 0;
}

static void stop(struct contest *in, unsigned int cpus)
{
	unsigned int cpu;

	WRITE_ONCE(in->is_over, true);
	for (cpu = 0; cpu < cpus; cpu++)
		if (in->contestants[cpu].thread)
			kthread_stop(in->contestants[cpu].thread);
}

/* Until every thread has had the lock: false if one never does. */
static bool all_have_begun(struct contest *in, unsigned int cpus)
{
	unsigned int cpu, tries = 0;

	for (cpu = 0; cpu < cpus; cpu++)
		while (!READ_ONCE(in->contestants[cpu].acquisitions)) {
			if (++tries > 1000)
				return false;
			msleep(20);
		}
	return true;
}

static void read_counts(const struct contest *in, unsigned int cpus, u64 *acquisitions)
{
	unsigned int cpu;

	for (cpu = 0; cpu < cpus; cpu++)
		acquisitions[cpu] = READ_ONCE(in->contestants[cpu].acquisitions);
}

static int one_contest(struct contest *in, unsigned int cpus, unsigned int ms, unsigned int round,
		       const char *name)
{
	u64 before[MOST_CPUS], after[MOST_CPUS], begin, end, longest = 0, total = 0;
	DECLARE_SEQ_BUF(counts, 256);
	unsigned int cpu;
	int err;

	err = start(in, cpus);
	if (!err && !all_have_begun(in, cpus))
		err = -ETIME;
	if (!err) {
		begin = local_clock();
		read_counts(in, cpus, before);
		msleep(ms);
		read_counts(in, cpus, after);
		end = local_clock();
	}
	stop(in, cpus);
	if (err)
		return err;
	for (cpu = 0; cpu < cpus; cpu++)
		total += in->contestants[cpu].acquisitions;
	/* Counted plainly, under the lock. */
	if (in->sections != total)
		return -EBADMSG;
	for (cpu = 0; cpu < cpus; cpu++) {
		seq_buf_printf(&counts, "%llu ", after[cpu] - before[cpu]);
		longest = max(longest, in->contestants[cpu].longest_ns);
	}
	bench_say("contest %u %u %llu %llu %s%s", cpus, round, end - begin, longest,
		  seq_buf_str(&counts), name);
	return 0;
}

/* Each way once in each round, a different one first. */
int bench_contests(unsigned int rounds, unsigned int cpus, unsigned int ms, bool stamps)
{
	unsigned int count = busy ? 2 : ARRAY_SIZE(rows);
	unsigned int i, turn;
	int err = 0;

	if (cpus > MOST_CPUS || cpus > num_online_cpus())
		return -EINVAL;
	for (i = 0; i < rounds * count && !err; i++) {
		struct contest *in = kzalloc(sizeof(*in), GFP_KERNEL);

		if (!in)
			return -ENOMEM;
		turn = (i + i / count) % count;
		bench_init_lock(&in->lock);
		in->contend = rows[turn].contend;
		in->stamps = stamps;
		err = one_contest(in, cpus, ms, i / count, rows[turn].name);
		kfree(in);
	}
	return err;
}

/* Every acquisition against the one before it, and a lock that must be detected. */
int bench_order(unsigned int cpus, unsigned int ms)
{
	const struct torture_flavour *flavours[] = { &torture_traced, &torture_traced_mixed,
						     &torture_unfair };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flavours); i++) {
		struct torture_params params = {
			.flavour = flavours[i],
			.duration_ms = ms,
			.cpus = cpus,
			.hold = 40,
			.away = 40,
		};
		struct torture_result result;
		int err = torture_run(&params, &result, NULL);

		if (err)
			return err;
		bench_say("order %u %llu %llu %llu %s", cpus, result.acquisitions,
			  result.queue_hand_overs,
			  result.order_errors + result.lost + result.exclusion_errors,
			  result.name);
	}
	return 0;
}
