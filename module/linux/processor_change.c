// SPDX-License-Identifier: GPL-2.0
/*
 * processor_change.c - drivers are told of CPUs that come online.
 *
 * Before a CPU comes Linux asks, on another one, and can be refused; when it is online Linux tells,
 * on the CPU itself. Meanwhile it holds the lock of CPU hotplug for writing. So a callback that has
 * been told of the beginning stays marked until it is told of the end, of one CPU at a time.
 *
 * The lock of CPU hotplug is taken before the list's.
 */
#include <linux/bitmap.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../seam/processor_change.h"
#include "host.h"

#define CALLER __builtin_return_address(0)

struct registration {
	struct list_head list;
	PPROCESSOR_CALLBACK_FUNCTION callback;
	PVOID context;
	bool waits;		/* it knows of the beginning, not yet of the end */
	unsigned long told[];	/* by index */
};

static LIST_HEAD(registrations);
static DEFINE_MUTEX(registrations_lock);
static int comes_state, came_state;

static void begin_telling(void)
{
	mutex_lock(&registrations_lock);
	ntspin_cpus_are_held_by(current);
}

static void end_telling(void)
{
	ntspin_cpus_are_held_by(NULL);
	mutex_unlock(&registrations_lock);
}

static NTSTATUS tell(struct registration *to, unsigned int index,
		     KE_PROCESSOR_CHANGE_NOTIFY_STATE state, NTSTATUS why)
{
	KE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change = {
		.State = state,
		.NtNumber = index,
		.Status = why,
		.ProcNumber.Group = index / MAXIMUM_PROC_PER_GROUP,
		.ProcNumber.Number = index % MAXIMUM_PROC_PER_GROUP,
	};

	return ntspin_processor_callback(to->callback, to->context, &change);
}

static void tell_of_failure(struct registration *to, unsigned int index, NTSTATUS why)
{
	tell(to, index, KeProcessorAddFailureNotify, why);
	to->waits = false;
	__clear_bit(index, to->told);
}

/* Of all that are active, or, where it refuses one, of none. */
static bool tell_of_existing(struct registration *to, unsigned int count)
{
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int i, started;

	for (started = 0; started < count; started++) {
		status = tell(to, started, KeProcessorAddStartNotify, STATUS_SUCCESS);
		if (!NT_SUCCESS(status))
			break;
	}
	for (i = 0; i < started; i++)
		tell(to, i, started == count ? KeProcessorAddCompleteNotify :
					       KeProcessorAddFailureNotify, status);
	return started == count;
}

static int processor_comes(unsigned int cpu)
{
	unsigned int index = ntspin_processor_of_cpu(cpu);
	NTSTATUS status = STATUS_SUCCESS;
	struct registration *to;

	begin_telling();
	list_for_each_entry(to, &registrations, list) {
		if (test_bit(index, to->told))
			continue;
		status = tell(to, index, KeProcessorAddStartNotify, STATUS_SUCCESS);
		if (!NT_SUCCESS(status))
			break;
		to->waits = true;
		__set_bit(index, to->told);
	}
	if (!NT_SUCCESS(status))
		list_for_each_entry(to, &registrations, list)
			if (to->waits)
				tell_of_failure(to, index, status);
	end_telling();
	return NT_SUCCESS(status) ? 0 : -ECANCELED;
}

static int processor_came(unsigned int cpu)
{
	struct registration *to;

	begin_telling();
	list_for_each_entry(to, &registrations, list) {
		if (!to->waits)
			continue;
		to->waits = false;
		tell(to, ntspin_processor_of_cpu(cpu), KeProcessorAddCompleteNotify,
		     STATUS_SUCCESS);
	}
	end_telling();
	return 0;
}

/* The CPU is offline; a registration that still waits for it never saw it online. */
static int processor_left(unsigned int cpu)
{
	struct registration *to;

	begin_telling();
	list_for_each_entry(to, &registrations, list)
		if (to->waits)
			tell_of_failure(to, ntspin_processor_of_cpu(cpu), STATUS_UNSUCCESSFUL);
	end_telling();
	return 0;
}

static bool may_call(const char *routine, const void *caller)
{
	KIRQL level = ntspin_current_irql();

	if (level >= DISPATCH_LEVEL || (level && READ_ONCE(ntspin_slow_flags) & NTSPIN_VERIFY))
		ntspin_report(NTSPIN_THREAD_HIGH, routine, 0, NULL, caller);
	if (level >= DISPATCH_LEVEL)
		return false;
	if (!ntspin_cpus_are_held_here())
		return true;
	ntspin_report(NTSPIN_CHANGE_NESTED, routine, 0, NULL, caller);
	return false;
}

PVOID NTAPI KeRegisterProcessorChangeCallback(PPROCESSOR_CALLBACK_FUNCTION CallbackFunction,
					      PVOID CallbackContext, ULONG Flags)
{
	struct registration *new;
	unsigned int count;
	bool good = true;

	if (!may_call(__func__, CALLER) || !CallbackFunction)
		return NULL;
	new = kzalloc(struct_size(new, told, BITS_TO_LONGS(num_possible_cpus())), GFP_KERNEL);
	if (!new)
		return NULL;
	new->callback = CallbackFunction;
	new->context = CallbackContext;
	cpus_read_lock();
	begin_telling();
	count = ntspin_active_processors();
	bitmap_set(new->told, 0, count);
	if (Flags & KE_PROCESSOR_CHANGE_ADD_EXISTING)
		good = tell_of_existing(new, count);
	if (good)
		list_add_tail(&new->list, &registrations);
	end_telling();
	cpus_read_unlock();
	if (good)
		return new;
	kfree(new);
	return NULL;
}

static struct registration *take_out(const void *handle)
{
	struct registration *found;

	list_for_each_entry(found, &registrations, list)
		if (found == handle) {
			list_del(&found->list);
			return found;
		}
	return NULL;
}

VOID NTAPI KeDeregisterProcessorChangeCallback(PVOID CallbackHandle)
{
	struct registration *old;

	if (!may_call(__func__, CALLER))
		return;
	mutex_lock(&registrations_lock);
	old = take_out(CallbackHandle);
	mutex_unlock(&registrations_lock);
	if (!old)
		ntspin_report(NTSPIN_BAD_HANDLE, __func__, 0, NULL, CALLER);
	kfree(old);
}

/* Those of a module that goes; without one all of them. */
void ntspin_change_forget(const struct module *module)
{
	struct registration *old, *next;

	mutex_lock(&registrations_lock);
	list_for_each_entry_safe(old, next, &registrations, list) {
		if (module && !within_module((unsigned long)old->callback, module))
			continue;
		if (module)
			ntspin_report(NTSPIN_CHANGE_LEFT, NULL, 0, NULL, old->callback);
		list_del(&old->list);
		kfree(old);
	}
	mutex_unlock(&registrations_lock);
}

/* Behind the state that numbers CPUs, so that one that comes has its index. */
int ntspin_change_init(void)
{
	comes_state = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "ntspin:comes",
						processor_comes, processor_left);
	if (comes_state < 0)
		return comes_state;
	came_state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "ntspin:came",
					       processor_came, NULL);
	if (came_state >= 0)
		return 0;
	cpuhp_remove_state_nocalls(comes_state);
	return came_state;
}

void ntspin_change_exit(void)
{
	cpuhp_remove_state_nocalls(came_state);
	cpuhp_remove_state_nocalls(comes_state);
	ntspin_change_forget(NULL);
}
