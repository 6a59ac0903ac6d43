// SPDX-License-Identifier: GPL-2.0
/*
 * callback_test.c - callback objects: who opens one, in which order routines are called, and when
 * no more; misuse.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "suites.h"

static UNICODE_STRING name = RTL_CONSTANT_STRING(L"\\Callback\\NtspinTest");
static UNICODE_STRING same = RTL_CONSTANT_STRING(L"\\callback\\NTSPINtest");
static UNICODE_STRING relative = RTL_CONSTANT_STRING(L"NtspinTest");
static PCALLBACK_OBJECT object;
static PVOID registered;

/* The order of calls, as digits; and what the last one was told. */
static struct {
	unsigned int order;
	PVOID first, second;
	KIRQL irql;
	atomic_t is_in;
	bool is_let_go, has_ended;
} seen;

static NTSTATUS open_by(UNICODE_STRING *by, ULONG attributes, BOOLEAN create, BOOLEAN many,
			PCALLBACK_OBJECT *result)
{
	OBJECT_ATTRIBUTES how;

	InitializeObjectAttributes(&how, by, attributes, NULL, NULL);
	return ExCreateCallback(result, &how, create, many);
}

static int make_object(struct kunit *test)
{
	memset(&seen, 0, sizeof(seen));
	return open_by(&name, 0, TRUE, TRUE, &object) ? -ENOMEM : 0;
}

static void delete_object(struct kunit *test)
{
	PCALLBACK_OBJECT none;

	KUNIT_EXPECT_EQ(test, ObDereferenceObject(object), 0);
	KUNIT_EXPECT_EQ(test, open_by(&name, 0, FALSE, FALSE, &none), STATUS_OBJECT_NAME_NOT_FOUND);
	expect_cpus_at_rest(test);
}

static VOID NTAPI record(PVOID digit, PVOID first, PVOID second)
{
	seen.order = seen.order * 10 + (ULONG_PTR)digit;
	seen.first = first;
	seen.second = second;
	seen.irql = KeGetCurrentIrql();
}

static void one_is_opened_by_its_name(struct kunit *test)
{
	PCALLBACK_OBJECT other;

	KUNIT_EXPECT_EQ(test, open_by(&name, 0, TRUE, FALSE, &other), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, other == object);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(other), 1);
	KUNIT_EXPECT_EQ(test, open_by(&same, 0, FALSE, FALSE, &other),
			STATUS_OBJECT_NAME_NOT_FOUND);
	KUNIT_EXPECT_FALSE(test, other);
	KUNIT_EXPECT_EQ(test, open_by(&same, OBJ_CASE_INSENSITIVE, FALSE, FALSE, &other),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, other == object);
	KUNIT_EXPECT_EQ(test, ObReferenceObject(other), 3);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(other), 2);
	ObDereferenceObject(other);
	KUNIT_EXPECT_EQ(test, open_by(&relative, 0, TRUE, FALSE, &other),
			STATUS_OBJECT_PATH_SYNTAX_BAD);
	KUNIT_EXPECT_EQ(test, open_by(NULL, 0, TRUE, FALSE, &other), STATUS_UNSUCCESSFUL);
}

static void notify(struct observer *obs)
{
	KIRQL irql = KeGetCurrentIrql();

	seen.order = 0;
	ExNotifyCallback(object, &name, &same);
	CLAIM_EQ(obs, seen.order, 123);
	CLAIM_EQ(obs, seen.irql, irql);
	CLAIM(obs, seen.first == &name && seen.second == &same);
}

static void notify_raised(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	notify(obs);
	KeLowerIrql(old);
}

static void routines_are_called_in_their_order_at_the_callers_level(struct kunit *test)
{
	PVOID three[3];
	ULONG_PTR i;

	ExNotifyCallback(object, NULL, NULL);
	for (i = 0; i < 3; i++) {
		three[i] = ExRegisterCallback(object, record, (PVOID)(i + 1));
		KUNIT_ASSERT_NOT_NULL(test, three[i]);
	}
	run_here(test, notify, NULL);
	run_here(test, notify_raised, NULL);
	ExUnregisterCallback(three[1]);
	seen.order = 0;
	ExNotifyCallback(object, NULL, NULL);
	KUNIT_EXPECT_EQ(test, seen.order, 13);
	ExUnregisterCallback(three[0]);
	ExUnregisterCallback(three[2]);
	ExNotifyCallback(object, NULL, NULL);
	KUNIT_EXPECT_EQ(test, seen.order, 13);
}

static void one_routine_is_all_that_some_allow(struct kunit *test)
{
	static UNICODE_STRING own = RTL_CONSTANT_STRING(L"\\Callback\\NtspinOne");
	PCALLBACK_OBJECT single, again;
	PVOID first;

	KUNIT_ASSERT_EQ(test, open_by(&own, 0, TRUE, FALSE, &single), STATUS_SUCCESS);
	first = ExRegisterCallback(single, record, NULL);
	KUNIT_EXPECT_TRUE(test, first);
	KUNIT_EXPECT_FALSE(test, ExRegisterCallback(single, record, NULL));
	/* It is there for as long as somebody is registered. */
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(single), 1);
	KUNIT_EXPECT_EQ(test, open_by(&own, 0, FALSE, FALSE, &again), STATUS_SUCCESS);
	ObDereferenceObject(again);
	ExUnregisterCallback(first);
	KUNIT_EXPECT_EQ(test, open_by(&own, 0, FALSE, FALSE, &again),
			STATUS_OBJECT_NAME_NOT_FOUND);
}

static VOID NTAPI linger(PVOID context, PVOID first, PVOID second)
{
	atomic_inc(&seen.is_in);
	while (!READ_ONCE(seen.is_let_go))
		msleep(20);
	msleep(50);
	WRITE_ONCE(seen.has_ended, true);
}

static int notify_in_thread(void *unused)
{
	ExNotifyCallback(object, NULL, NULL);
	return 0;
}

static void who_unregisters_waits_for_the_routine(struct kunit *test)
{
	struct task_struct *thread;

	registered = ExRegisterCallback(object, linger, NULL);
	thread = kthread_run(notify_in_thread, NULL, "ntspin_notify");
	KUNIT_ASSERT_EQ(test, IS_ERR(thread), false);
	while (!atomic_read(&seen.is_in))
		msleep(20);
	WRITE_ONCE(seen.is_let_go, true);
	ExUnregisterCallback(registered);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(seen.has_ended));
	ExNotifyCallback(object, NULL, NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.is_in), 1);
	/* The thread lets go of the object. */
	while (ObReferenceObject(object) != 2) {
		ObDereferenceObject(object);
		msleep(20);
	}
	ObDereferenceObject(object);
}

static VOID NTAPI unregister_itself(PVOID context, PVOID first, PVOID second)
{
	record(context, first, second);
	ExUnregisterCallback(registered);
	barrier();
}

/* The next one is called all the same, and it never again. */
static void unregister_in_routine(struct observer *obs)
{
	PVOID other;

	seen.order = 0;
	registered = ExRegisterCallback(object, unregister_itself, (PVOID)1);
	other = ExRegisterCallback(object, record, (PVOID)2);
	ExNotifyCallback(object, NULL, NULL);
	ExNotifyCallback(object, NULL, NULL);
	CLAIM_EQ(obs, seen.order, 122);
	ExUnregisterCallback(other);
	CLAIM_EQ(obs, ObReferenceObject(object), 2);
	ObDereferenceObject(object);
}

static void notify_none(struct observer *obs)
{
	CALLED(ExNotifyCallback(&seen, NULL, NULL));
}

static void register_with_none(struct observer *obs)
{
	CLAIM(obs, !ExRegisterCallback((PCALLBACK_OBJECT)&seen, record, NULL));
}

static void unregister_twice(struct observer *obs)
{
	PVOID once = ExRegisterCallback(object, record, NULL);

	ExUnregisterCallback(once);
	CALLED(ExUnregisterCallback(once));
}

static void open_high(struct observer *obs)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();
	PCALLBACK_OBJECT again;

	CLAIM_EQ(obs, open_by(&name, 0, FALSE, FALSE, &again), STATUS_SUCCESS);
	KeLowerIrql(old);
	ObDereferenceObject(again);
}

static void notify_high(struct observer *obs)
{
	KIRQL old;

	KeRaiseIrql(5, &old);
	CALLED(ExNotifyCallback(object, NULL, NULL));
	KeLowerIrql(old);
}

static const struct misuse callback_misuses[] = {
	{ "unregisters itself", "ExUnregisterCallback: the callback itself", "Windows hangs)",
	  unregister_in_routine },
	{ "no object is notified", "ExNotifyCallback: it is NULL", "0xA or 0x50)", notify_none },
	{ "with no object", "ExRegisterCallback: it is NULL", "0xA or 0x50)",
	  register_with_none },
	{ "unregistered twice", "ExUnregisterCallback: it is NULL", "0xA or 0x50)",
	  unregister_twice },
	{ "opened too high", "ExCreateCallback: IRQL is DISPATCH_LEVEL", "0xA)", open_high },
	{ "notified too high", "ExNotifyCallback: IRQL is DIRQL 5", "0xA)", notify_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, callback_misuses, name);

SUITE(ntspin_callback, make_object, delete_object) = {
	KUNIT_CASE(one_is_opened_by_its_name),
	KUNIT_CASE(routines_are_called_in_their_order_at_the_callers_level),
	KUNIT_CASE(one_routine_is_all_that_some_allow),
	KUNIT_CASE(who_unregisters_waits_for_the_routine),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
