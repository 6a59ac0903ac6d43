// SPDX-License-Identifier: GPL-2.0
/*
 * report_test.c - a fault that any call can see is said in the kernel's log, by its routine's name.
 */
#include <linux/kmsg_dump.h>
#include <linux/string.h>

#include "context.h"
#include "suites.h"

/* From the beginning, for a call site says it once: perhaps in an earlier run. */
static bool log_says(const char *words)
{
	static char line[1024];
	struct kmsg_dump_iter iter;
	size_t len;

	kmsg_dump_rewind(&iter);
	while (kmsg_dump_get_line(&iter, false, line, sizeof(line) - 1, &len)) {
		line[len] = '\0';
		if (strstr(line, words))
			return true;
	}
	return false;
}

static void misuse_raise(struct witness *w)
{
	KIRQL old;

	KeRaiseIrql(HIGH_LEVEL + 1, &old);
}

static void misuse_lower(struct witness *w)
{
	KeLowerIrql(HIGH_LEVEL);
}

static void misuse_release(struct witness *w)
{
	KSPIN_LOCK lock = 0;
	KIRQL old;

	KeAcquireSpinLock(&lock, &old);
	KeReleaseSpinLock(&lock, HIGH_LEVEL);
	KeLowerIrql(old);
}

static void misuse_handle(struct witness *w)
{
	KLOCK_QUEUE_HANDLE handle = {};

	KeReleaseInStackQueuedSpinLock(&handle);
	KeReleaseInStackQueuedSpinLockFromDpcLevel(&handle);
}

static const struct fault {
	const char *routine;
	void (*provoke)(struct witness *w);
} faults[] = {
	{ "KeRaiseIrql", misuse_raise },
	{ "KeLowerIrql", misuse_lower },
	{ "KeReleaseSpinLock", misuse_release },
	{ "KeReleaseInStackQueuedSpinLock", misuse_handle },
	{ "KeReleaseInStackQueuedSpinLockFromDpcLevel", misuse_handle },
};

static void describe_fault(const struct fault *fault, char *desc)
{
	strscpy(desc, fault->routine, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(faults, faults, describe_fault);

static void each_fault_names_its_routine_in_the_log(struct kunit *test)
{
	const struct fault *fault = test->param_value;
	char words[80];

	run_here(test, fault->provoke, NULL);
	snprintf(words, sizeof(words), "ntspin: %s: ", fault->routine);
	KUNIT_EXPECT_TRUE(test, log_says(words));
}

static struct kunit_case report_cases[] = {
	KUNIT_CASE_PARAM(each_fault_names_its_routine_in_the_log, faults_gen_params),
	{}
};

struct kunit_suite ntspin_report_suite = {
	.name = "ntspin_report",
	.exit = expect_cpus_at_rest,
	.test_cases = report_cases,
};
