// SPDX-License-Identifier: GPL-2.0
/*
 * flow_linux.c - the Linux module around the flow driver: lets every CPU and
 * the softirqs record packets at once, proves the order of grants, and prints
 * what it saw as a table.
 *
 * The driver itself is flow.c, which knows nothing of Linux.
 */
#define pr_fmt(fmt) "flowdemo| " fmt

#include <linux/module.h>
#include <linux/slab.h>

#include "flow.h"
#include "torture.h"

static unsigned int seconds = 4;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "how long the threads record packets");

static bool brief;
module_param(brief, bool, 0444);
MODULE_PARM_DESC(brief, "a tenth of the rounds, a quarter of the time, and no comparison");

#define ORDER_ROUNDS (brief ? 20 : 200)
#define TRACED_MS (brief ? 500 : 2000)
#define SPEED_MS 400
#define SPEED_TURNS 3

#define PACKET_BYTES 64
#define FLOWS 200

/* As a network driver would: from its send path in a thread, from its DPC in a softirq. */
static void record_packet(unsigned int cpu, bool softirq)
{
	static atomic_t packets;
	FLOW_KEY key = {
		.Source = 0x0a000001,
		.Destination = 0x0a000100 + cpu,
		.SourcePort = 1024 + atomic_inc_return(&packets) % FLOWS,
		.DestinationPort = 80,
	};

	if (KeGetCurrentIrql() >= DISPATCH_LEVEL)
		FlowRecordAtDpc(&key, PACKET_BYTES);
	else
		FlowRecord(&key, PACKET_BYTES);
}

static int record_packets(u64 *errors)
{
	const struct torture_params params = {
		.duration_ms = seconds * MSEC_PER_SEC,
		.away = 200,
		.softirqs = true,
		.section = record_packet,
	};
	struct torture_result result;
	FLOW_TOTALS totals;
	unsigned int cpu;
	u64 *per_cpu;
	int err;

	per_cpu = kcalloc(nr_cpu_ids, sizeof(*per_cpu), GFP_KERNEL);
	if (!per_cpu)
		return -ENOMEM;
	err = torture_run(&params, &result, per_cpu);
	if (err)
		goto out;
	FlowTotals(&totals);
	pr_info("flow.c, a Windows driver's source: %u CPUs and their softirqs record packets for %u s\n",
		result.cpus, seconds);
	for_each_online_cpu(cpu)
		pr_info("  acquisitions, CPU %-30u %12llu\n", cpu, per_cpu[cpu]);
	pr_info("  %-46s %12llu\n", "of these, in softirqs", result.by_softirq);
	pr_info("  %-46s %12llu us\n", "longest wait, section included",
		result.longest_wait_ns / NSEC_PER_USEC);
	/* A packet that is missing from the table was lost to an overlap, too. */
	*errors = totals.Violations + (totals.Packets != result.acquisitions);
	pr_info("  %-46s %12llu\n", "exclusion violations", *errors);
out:
	kfree(per_cpu);
	return err;
}

static int prove_shipped_order(u64 *errors)
{
	const struct torture_order_params params = {
		.flavour = &torture_queued,
		.waiters = min(num_online_cpus() - 1, 8U),
		.rounds = ORDER_ROUNDS,
		.storm = true,
	};
	struct torture_order_result result;
	int err;

	if (!params.waiters) {
		pr_info("  %-46s %12s\n", "arrival order", "needs 2 CPUs");
		return 0;
	}
	err = torture_order(&params, &result);
	if (err)
		return err;
	pr_info("  %-46s %12u of %u\n", "rounds granted out of arrival order, as shipped",
		result.out_of_order, result.rounds);
	*errors = result.out_of_order;
	return 0;
}

static int prove_every_order(u64 *errors)
{
	const struct torture_params params = {
		.flavour = &torture_traced,
		.duration_ms = TRACED_MS,
		.hold = 100,
		.away = 100,
		.softirqs = true,
	};
	struct torture_result result;
	int err = torture_run(&params, &result, NULL);

	if (err)
		return err;
	pr_info("  %-46s %12llu of %llu\n", "grants out of order, instrumented",
		result.order_errors, result.acquisitions);
	pr_info("  %-46s %12llu\n", "  of these, handed over within the queue",
		result.queue_hand_overs);
	*errors = result.order_errors + result.lost + result.exclusion_errors;
	/* A run in which nobody queued behind another proves nothing. */
	if (result.cpus >= 4 && !result.queue_hand_overs)
		++*errors;
	return 0;
}

/*
 * In turns, so that a host that slows down slows both; and on two CPUs, since
 * with more virtual CPUs than real ones the host's scheduler is what is timed.
 */
static int compare_speed(void)
{
	const struct torture_flavour *flavours[] = { &torture_queued, &torture_spin_lock_bh };
	u64 acquisitions[ARRAY_SIZE(flavours)] = {};
	unsigned int i;

	for (i = 0; i < SPEED_TURNS * ARRAY_SIZE(flavours); i++) {
		struct torture_params params = {
			.flavour = flavours[i % ARRAY_SIZE(flavours)],
			.duration_ms = SPEED_MS,
			.cpus = 2,
			.hold = 20,
			.away = 100,
		};
		struct torture_result result;
		int err = torture_run(&params, &result, NULL);

		if (err)
			return err;
		acquisitions[i % ARRAY_SIZE(flavours)] += result.acquisitions;
	}
	for (i = 0; i < ARRAY_SIZE(flavours); i++)
		pr_info("  %-46s %12llu /s\n",
			i ? "on 2 CPUs, spin_lock_bh" :
			    "on 2 CPUs, KeAcquireInStackQueuedSpinLock",
			div_u64(acquisitions[i] * MSEC_PER_SEC, SPEED_TURNS * SPEED_MS));
	return 0;
}

static int __init flowdemo_init(void)
{
	u64 overlaps = 0, shipped = 0, instrumented = 0;
	bool passed;
	int err;

	if (!NT_SUCCESS(DriverEntry(NULL, NULL)))
		return -ENODEV;
	err = record_packets(&overlaps) ?: prove_shipped_order(&shipped) ?:
	      prove_every_order(&instrumented);
	if (!err && !brief)
		err = compare_speed();
	if (err)
		pr_err("  could not run: error %d\n", err);
	passed = !err && !overlaps && !shipped && !instrumented;
	pr_info("verdict: %s\n", passed ? "PASS" : "FAIL");
	return 0;
}
module_init(flowdemo_init);

static void __exit flowdemo_exit(void)
{
	FlowUnload(NULL);
}
module_exit(flowdemo_exit);

MODULE_DESCRIPTION("A ported Windows driver under contention");
MODULE_LICENSE("GPL");
