// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_interrupt.c - an interrupt asks for the lock that the task which it interrupts waits for:
 * in the queue it would stand behind that task.
 */
#include <linux/kthread.h>
#include <linux/ktime.h>

#include "misuses.h"
#include "periodic_irq.h"
#include "threads.h"

#define HOLD_MS 2000
#define TICKS_OF_WAITING 5

static struct {
	KSPIN_LOCK lock;
	ULONG sum;
	bool held, asked, refused;
	unsigned int ticks;
} wait;

static int hold_lock(void *unused)
{
	ktime_t end = ktime_add_ms(ktime_get(), HOLD_MS);
	KIRQL old;

	KeAcquireSpinLock(&wait.lock, &old);
	WRITE_ONCE(wait.held, true);
	while (!READ_ONCE(wait.refused) && ktime_before(ktime_get(), end))
		cpu_relax();
	KeReleaseSpinLock(&wait.lock, old);
	return stay_until_stopped();
}

/* The lock is not had in here, so that the sum is nobody's: it is what the routine touches. */
static void ask_above_waiter(struct periodic_irq *irq)
{
	if (!READ_ONCE(wait.asked) || wait.refused || ++wait.ticks < TICKS_OF_WAITING)
		return;
	ExInterlockedAddUlong(&wait.sum, 1, &wait.lock);
	WRITE_ONCE(wait.refused, true);
}

void wait_above_waiter(struct observer *obs)
{
	static struct periodic_irq irq;
	struct task_struct *holder;
	KIRQL old;

	memset(&wait, 0, sizeof(wait));
	KeInitializeSpinLock(&wait.lock);
	migrate_disable();
	holder = kthread_run_on_cpu(hold_lock, NULL,
				    cpumask_any_but(cpu_online_mask, raw_smp_processor_id()),
				    "ntspin_holder");
	CLAIM(obs, !IS_ERR(holder));
	if (IS_ERR(holder))
		goto out;
	while (!READ_ONCE(wait.held))
		schedule_timeout_interruptible(1);
	periodic_irq_start(&irq, ask_above_waiter);
	WRITE_ONCE(wait.asked, true);
	KeAcquireSpinLock(&wait.lock, &old);
	CLAIM(obs, READ_ONCE(wait.refused));
	KeReleaseSpinLock(&wait.lock, old);
	periodic_irq_stop(&irq);
	kthread_stop(holder);
	CLAIM(obs, KeTestSpinLock(&wait.lock));
out:
	migrate_enable();
}
