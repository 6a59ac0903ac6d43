// SPDX-License-Identifier: GPL-2.0
/*
 * object_test.c - handles of threads, and references: what keeps an object, and what is none.
 */
#include <linux/pid.h>
#include <linux/sched.h>

#include "context.h"
#include "ntspin/verifier.h"
#include "suites.h"
#include "waiter.h"

#define MANY 200

static KEVENT go;
static atomic_t ran;

static VOID NTAPI wait_for_go(PVOID context)
{
	KeWaitForSingleObject(&go, Executive, KernelMode, FALSE, NULL);
	atomic_inc(&ran);
}

static HANDLE begin(void)
{
	HANDLE handle = NULL;

	KeInitializeEvent(&go, NotificationEvent, FALSE);
	PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, wait_for_go, NULL);
	return handle;
}

static NTSTATUS reference(HANDLE handle, POBJECT_TYPE type, KPROCESSOR_MODE mode, PVOID *object)
{
	return ObReferenceObjectByHandle(handle, SYNCHRONIZE, type, mode, object, NULL);
}

static void end(PVOID thread)
{
	KeSetEvent(&go, IO_NO_INCREMENT, FALSE);
	KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
}

static void its_handle_and_its_references_are_counted(struct kunit *test)
{
	HANDLE handle = begin();
	PVOID thread;

	KUNIT_ASSERT_EQ(test, reference(handle, *PsThreadType, KernelMode, &thread),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ObReferenceObject(thread), 3);
	KUNIT_EXPECT_EQ(test, ObReferenceObjectByPointer(thread, 0, *PsThreadType, KernelMode),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(thread), 3);
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(thread), 1);
	/* It runs, and may be referred to again. */
	KUNIT_EXPECT_EQ(test, ObReferenceObject(thread), 2);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(thread), 1);
	end(thread);
	KUNIT_EXPECT_EQ(test, ObDereferenceObjectDeferDelete(thread), 0);
}

/* What happens in which order: the thread ends, its handle is closed, its pointer is dropped. */
static const struct order {
	const char *name;
	const char *steps;
} orders[] = {
	{ "end, handle, pointer", "ehp" }, { "end, pointer, handle", "eph" },
	{ "handle, end, pointer", "hep" }, { "handle, pointer, end", "hpe" },
	{ "pointer, handle, end", "phe" }, { "pointer, end, handle", "peh" },
};

KUNIT_ARRAY_PARAM_DESC(orders, orders, name);

/* Once it has ended, for which it may take a moment, and nobody refers to it. */
static bool is_gone(PVOID thread)
{
	u64 since = ktime_get_ns();

	while (ObReferenceObjectByPointer(thread, 0, NULL, KernelMode) == STATUS_SUCCESS) {
		ObDereferenceObject(thread);
		if (!stress_may_continue(since))
			return false;
		schedule_timeout_interruptible(1);
	}
	return true;
}

static void it_lives_until_all_have_let_go(struct kunit *test)
{
	const struct order *order = test->param_value;
	HANDLE handle = begin();
	const char *step;
	PVOID thread;
	int before = atomic_read(&ran);

	KUNIT_ASSERT_EQ(test, reference(handle, *PsThreadType, KernelMode, &thread),
			STATUS_SUCCESS);
	for (step = order->steps; *step; step++) {
		/* Nothing is gone before the last step. */
		KUNIT_EXPECT_EQ(test, ObReferenceObjectByPointer(thread, 0, NULL, KernelMode),
				STATUS_SUCCESS);
		ObDereferenceObject(thread);
		if (*step == 'h')
			KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);
		if (*step == 'p')
			ObDereferenceObject(thread);
		if (*step == 'e') {
			KeSetEvent(&go, IO_NO_INCREMENT, FALSE);
			while (atomic_read(&ran) == before)
				schedule_timeout_interruptible(1);
		}
	}
	KUNIT_EXPECT_TRUE(test, is_gone(thread));
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_INVALID_HANDLE);
}

static HANDLE closed(void)
{
	HANDLE handle = begin();

	ZwClose(handle);
	KeSetEvent(&go, IO_NO_INCREMENT, FALSE);
	return handle;
}

static HANDLE shifted(void)
{
	return (HANDLE)((ULONG_PTR)closed() + 1);
}

static HANDLE not_yet(void)
{
	return (HANDLE)((ULONG_PTR)closed() + 0x1000);
}

static HANDLE none(void)
{
	return NULL;
}

static HANDLE wild(void)
{
	return (HANDLE)0xdeadbeefdeadbee0;
}

static HANDLE process(void)
{
	return ZwCurrentProcess();
}

static HANDLE not_of_ours(void)
{
	return ZwCurrentThread();
}

static const struct bad {
	const char *name;
	HANDLE (*handle)(void);
} bad_handles[] = {
	{ "none", none }, { "closed", closed }, { "not aligned", shifted }, { "not yet", not_yet },
	{ "wild", wild }, { "this process", process }, { "this thread, of Linux'", not_of_ours },
};

KUNIT_ARRAY_PARAM_DESC(bad_handles, bad_handles, name);

static void a_bad_handle_gets_a_status(struct kunit *test)
{
	const struct bad *bad = test->param_value;
	HANDLE handle = bad->handle();
	PVOID object = &handle;

	KUNIT_EXPECT_EQ(test, reference(handle, *PsThreadType, KernelMode, &object),
			STATUS_INVALID_HANDLE);
	KUNIT_EXPECT_TRUE(test, !object);
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_INVALID_HANDLE);
}

static void a_handle_is_of_its_type_and_mode(struct kunit *test)
{
	HANDLE handle = begin();
	PVOID thread;

	KUNIT_EXPECT_EQ(test, reference(handle, (POBJECT_TYPE)&go, KernelMode, &thread),
			STATUS_OBJECT_TYPE_MISMATCH);
	KUNIT_EXPECT_EQ(test, reference(handle, *ExEventObjectType, KernelMode, &thread),
			STATUS_OBJECT_TYPE_MISMATCH);
	KUNIT_EXPECT_EQ(test, reference(handle, *IoFileObjectType, KernelMode, &thread),
			STATUS_OBJECT_TYPE_MISMATCH);
	KUNIT_EXPECT_EQ(test, reference(handle, *PsThreadType, UserMode, &thread),
			STATUS_INVALID_HANDLE);
	KUNIT_ASSERT_EQ(test, reference(handle, NULL, KernelMode, &thread), STATUS_SUCCESS);
	/* Neither left a reference. */
	KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ObReferenceObject(thread), 2);
	ObDereferenceObject(thread);
	end(thread);
	ObDereferenceObject(thread);
}

static void attributes_and_processes_that_no_thread_has(struct kunit *test)
{
	OBJECT_ATTRIBUTES attributes;
	HANDLE handle = NULL;

	InitializeObjectAttributes(&attributes, NULL, OBJ_PERMANENT, NULL, NULL);
	KUNIT_EXPECT_EQ(test, PsCreateSystemThread(&handle, 0, &attributes, NULL, NULL, wait_for_go,
						   NULL), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, PsCreateSystemThread(&handle, 0, NULL, (HANDLE)8, NULL, wait_for_go,
						   NULL), STATUS_INVALID_HANDLE);
	KUNIT_EXPECT_EQ(test, PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, NULL, NULL),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_TRUE(test, !handle);
}

static void call_too_high(struct observer *obs)
{
	HANDLE handle = NULL;
	PVOID object;
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	CLAIM_EQ(obs, PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, wait_for_go, NULL),
		 STATUS_UNSUCCESSFUL);
	CLAIM_EQ(obs, reference((HANDLE)obs->arg, NULL, KernelMode, &object), STATUS_UNSUCCESSFUL);
	CLAIM_EQ(obs, ZwClose((HANDLE)obs->arg), STATUS_UNSUCCESSFUL);
	KeLowerIrql(old);
	CLAIM(obs, !handle);
}

static void misuse_is_reported(struct kunit *test)
{
	HANDLE handle = begin();
	PVOID thread;

	run_here(test, call_too_high, handle);
	KUNIT_ASSERT_EQ(test, reference(handle, NULL, KernelMode, &thread), STATUS_SUCCESS);
	ObDereferenceObject(thread);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(thread), 1);
	ntspin_verifier_set(1);
	KUNIT_EXPECT_EQ(test, ZwClose((HANDLE)((ULONG_PTR)handle + 2)), STATUS_INVALID_HANDLE);
	ntspin_verifier_set(0);
	KUNIT_ASSERT_EQ(test, reference(handle, NULL, KernelMode, &thread), STATUS_SUCCESS);
	end(thread);
	ZwClose(handle);
	ObDereferenceObject(thread);
	KUNIT_EXPECT_EQ(test, ObDereferenceObject(&go), 0);
	KUNIT_EXPECT_TRUE(test, log_says("PsCreateSystemThread: IRQL is DISPATCH_LEVEL", "0xA"));
	KUNIT_EXPECT_TRUE(test, log_says("ObReferenceObjectByHandle: IRQL is DISPATCH_LEVEL",
					 "0xA"));
	KUNIT_EXPECT_TRUE(test, log_says("ZwClose: IRQL is DISPATCH_LEVEL", "0xA"));
	KUNIT_EXPECT_TRUE(test, log_says("ZwClose: that is no open handle", "0x93"));
	KUNIT_EXPECT_TRUE(test, log_says("ObDereferenceObject: nobody has a reference", "0x18"));
	KUNIT_EXPECT_TRUE(test, log_says("ObDereferenceObject: it is NULL, misaligned, or no such",
					 "0x50"));
}

/* Each has let go of its handle before it runs, as a rule. */
static void many_come_and_go(struct kunit *test)
{
	int before = atomic_read(&ran);
	unsigned int i, begun = 0;
	HANDLE handle;

	KeInitializeEvent(&go, NotificationEvent, TRUE);
	for (i = 0; i < MANY; i++) {
		if (PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, wait_for_go, NULL))
			continue;
		begun++;
		KUNIT_EXPECT_EQ(test, ZwClose(handle), STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, begun, MANY);
	while (atomic_read(&ran) - before < begun)
		schedule_timeout_interruptible(1);
}

SUITE(ntspin_object, NULL, expect_cpus_at_rest) = {
	KUNIT_CASE(its_handle_and_its_references_are_counted),
	KUNIT_CASE_PARAM(it_lives_until_all_have_let_go, orders_gen_params),
	KUNIT_CASE_PARAM(a_bad_handle_gets_a_status, bad_handles_gen_params),
	KUNIT_CASE(a_handle_is_of_its_type_and_mode),
	KUNIT_CASE(attributes_and_processes_that_no_thread_has),
	KUNIT_CASE(misuse_is_reported),
	KUNIT_CASE(many_come_and_go),
	{}
};
