// SPDX-License-Identifier: GPL-2.0
/*
 * faults_main.c - ntspin_faults.ko: commits one misuse when it is loaded, and shows that a
 * neighbour's lock still works.
 *
 * Those of the suites, by number; those that a suite cannot commit, since Linux complains too, or
 * since they take the module's end; and waiters that queue up to be looked at.
 */
#define pr_fmt(fmt) "ntspin_faults: " fmt

#include <linux/iopoll.h>
#include <linux/module.h>

#include "nmi.h"

/* Kbuild lets no object be a part of two modules. */
#include "misuses.c"
#include "misuse_level.c"
#include "misuse_owner.c"
#include "misuse_handle.c"
#include "misuse_end.c"
#include "misuse_rw.c"
#include "misuse_interrupt.c"
#include "misuse_freed.c"
#include "faults_call_sites.c"
#include "misuse_order.c"
#include "periodic_irq.c"

static int misuse = -1;
module_param(misuse, int, 0444);
MODULE_PARM_DESC(misuse, "which one of the suites; -1: none");
static char *what = "nothing";
module_param(what, charp, 0444);
MODULE_PARM_DESC(what, "sleep: at DISPATCH_LEVEL, with a lock; doze: without one; call_sites: in init and in text; everywhere: at more call sites than are remembered; keep: be unloaded with a lock held; hold: for 2 ms; run: a DPC for 2 ms; nmi: in an NMI; queue: hold a lock until unloaded, while a thread for each other CPU but the first waits; to be loaded from the first; order: of two locks in the init routine, the other one in the exit routine");

/* Written to, one more is committed, from the same call site as before. */
static int set_commit(const char *text, const struct kernel_param *param)
{
	struct observer obs = {};
	unsigned int number;
	int err = kstrtouint(text, 0, &number);

	if (err || number >= MISUSE_COUNT)
		return err ?: -EINVAL;
	misuses[number].commit(&obs);
	return 0;
}

static const struct kernel_param_ops commit_ops = { .set = set_commit };
module_param_cb(commit, &commit_ops, NULL, 0200);
MODULE_PARM_DESC(commit, "one of the suites");

static KSPIN_LOCK lock;
static KLOCK_QUEUE_HANDLE handle;

void claim_eq(struct observer *obs, const char *claim, int line, long long seen, long long due)
{
	if (seen != due)
		pr_info("line %d: %s, but saw %lld\n", line, claim, seen);
}

static noinline void sleep_high(void)
{
	KIRQL level;

	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	msleep(20);
	KeReleaseInStackQueuedSpinLock(&handle);
	level = KeGetCurrentIrql();
	pr_info("behind the sleep: level %u, the lock is %s\n", level,
		KeTestSpinLock(&lock) ? "free" : "held");
}

static noinline void doze_high(void)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	msleep(20);
	pr_info("behind the doze: level %u\n", KeGetCurrentIrql());
}

/* Beyond any limit that is set, on a kernel whose loops were measured on a busy host, too. */
#define LONG_MS 20

static void hold_long(void)
{
	KeAcquireInStackQueuedSpinLock(&lock, &handle);
	mdelay(LONG_MS);
	KeReleaseInStackQueuedSpinLock(&handle);
}

static VOID delay(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	mdelay(LONG_MS);
}

static void run_long(void)
{
	static KDPC dpc;

	KeInitializeDpc(&dpc, delay, NULL);
	KeInsertQueueDpc(&dpc, NULL, NULL);
	KeFlushQueuedDpcs();
}

static bool queue_ends;
static bool is_held;
static struct task_struct *in_queue[8];

static int hold_queue(void *unused)
{
	KLOCK_QUEUE_HANDLE mine;

	KeAcquireInStackQueuedSpinLock(&lock, &mine);
	WRITE_ONCE(is_held, true);
	while (!READ_ONCE(queue_ends))
		cpu_relax();
	KeReleaseInStackQueuedSpinLock(&mine);
	return 0;
}

/* Queued and ordinary in turn: in the queue they are one. */
static int wait_in_queue(void *number)
{
	KLOCK_QUEUE_HANDLE mine;
	KIRQL old;

	if ((long)number % 2) {
		KeAcquireInStackQueuedSpinLock(&lock, &mine);
		KeReleaseInStackQueuedSpinLock(&mine);
	} else {
		KeAcquireSpinLock(&lock, &old);
		KeReleaseSpinLock(&lock, old);
	}
	return 0;
}

static void start_queue(void)
{
	KSPIN_LOCK found, now;
	unsigned int cpu;

	KeInitializeSpinLock(&lock);
	for (cpu = nr_cpu_ids - 1; cpu > 0; cpu--) {
		bool first = cpu == nr_cpu_ids - 1;

		if (!cpu_online(cpu) || cpu >= ARRAY_SIZE(in_queue))
			continue;
		in_queue[cpu] = kthread_create(first ? hold_queue : wait_in_queue,
					       (void *)(long)cpu,
					       first ? "holder" : "waiter%u", cpu);
		if (IS_ERR(in_queue[cpu])) {
			in_queue[cpu] = NULL;
			continue;
		}
		get_task_struct(in_queue[cpu]);
		kthread_bind(in_queue[cpu], cpu);
		found = READ_ONCE(lock);
		wake_up_process(in_queue[cpu]);
		/*
		 * Each comes when the one before it stands in the queue, so that their order is
		 * known: the word names the last. Behind it the verifier records the arrival. No
		 * timer: it might go to a CPU that is held at DISPATCH_LEVEL.
		 */
		if (read_poll_timeout_atomic(READ_ONCE, now, now != found, USEC_PER_MSEC,
					     20 * USEC_PER_SEC, false, lock))
			pr_info("CPU %u has not come\n", cpu);
		mdelay(100);
	}
	pr_info("the queue stands: %s\n", READ_ONCE(is_held) ? "held" : "not held");
}

static void end_queue(void)
{
	unsigned int cpu;

	WRITE_ONCE(queue_ends, true);
	for (cpu = 0; cpu < ARRAY_SIZE(in_queue); cpu++)
		if (in_queue[cpu]) {
			kthread_stop(in_queue[cpu]);
			put_task_struct(in_queue[cpu]);
		}
}

#ifdef CONFIG_X86
/* A breakpoint enters the kernel as an NMI does. */
static int err_from_nmi(struct notifier_block *block, unsigned long event, void *data)
{
	KIRQL old;

	if (!is_our_int3(event, data))
		return NOTIFY_DONE;
	KeRaiseIrql(HIGH_LEVEL + 1, &old);
	return NOTIFY_STOP;
}

static struct notifier_block nmi_block = { .notifier_call = err_from_nmi };

static void err_in_nmi(void)
{
	if (register_die_notifier(&nmi_block))
		return;
	raise_int3();
	unregister_die_notifier(&nmi_block);
}
#else
static void err_in_nmi(void)
{
}
#endif

static KSPIN_LOCK earlier, later;

/* Their code is gone when the other order is seen. */
static noinline void __init begin_in_order(void)
{
	KeInitializeSpinLock(&earlier);
	KeInitializeSpinLock(&later);
	nest_locks(&earlier, &later);
}

/* Once with each family: nobody else's misuse has reached these. */
static void use_neighbours(void)
{
	KLOCK_QUEUE_HANDLE mine;
	KSPIN_LOCK queued = 0, ordinary = 0;
	KIRQL old;

	KeAcquireInStackQueuedSpinLock(&queued, &mine);
	KeReleaseInStackQueuedSpinLock(&mine);
	KeAcquireSpinLock(&ordinary, &old);
	KeReleaseSpinLock(&ordinary, old);
	pr_info("neighbours work: %s\n",
		KeTestSpinLock(&queued) && KeTestSpinLock(&ordinary) &&
		KeGetCurrentIrql() == PASSIVE_LEVEL ? "yes" : "no");
}

static int __init faults_init(void)
{
	struct observer obs = {};

	if (misuse >= 0 && misuse < MISUSE_COUNT)
		misuses[misuse].commit(&obs);
	else if (!strcmp(what, "sleep"))
		sleep_high();
	else if (!strcmp(what, "doze"))
		doze_high();
	else if (!strcmp(what, "call_sites"))
		err_by_module();
	else if (!strcmp(what, "everywhere"))
		err_everywhere();
	else if (!strcmp(what, "keep"))
		KeAcquireInStackQueuedSpinLockAtDpcLevel(&lock, &handle);
	else if (!strcmp(what, "hold"))
		hold_long();
	else if (!strcmp(what, "run"))
		run_long();
	else if (!strcmp(what, "nmi"))
		err_in_nmi();
	else if (!strcmp(what, "queue"))
		start_queue();
	else if (!strcmp(what, "order"))
		begin_in_order();
	use_neighbours();
	return 0;
}
module_init(faults_init);

static void __exit faults_exit(void)
{
	end_queue();
	if (!strcmp(what, "order"))
		nest_locks(&later, &earlier);
}
module_exit(faults_exit);

MODULE_DESCRIPTION("Misuse of spin locks, one at a time");
MODULE_LICENSE("GPL");
