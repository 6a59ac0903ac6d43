// SPDX-License-Identifier: GPL-2.0
/*
 * ktap.c - runs KUnit suites and prints their results on kernels without KUnit.
 *
 * What it prints is what KUnit prints, so that one parser reads both, and one
 * thing more: the plan of a parametrised case, which KUnit leaves out.
 */
#include <linux/completion.h>
#include <linux/glob.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

#include "ktap.h"

/* As kunit.filter_glob. */
static char *filter_glob = "*";
module_param(filter_glob, charp, 0444);
MODULE_PARM_DESC(filter_glob, "which suites are run");

#define CASE_SLICE	(30 * HZ)
#define CASE_SLICES	10

/* A case in its thread. Cases run one after the other. */
struct ktap_run {
	struct kunit test;
	void (*body)(struct ktap_run *run);
	const struct kunit_suite *suite;
	const struct kunit_case *test_case;
	struct completion ended;
};

void ktap_abort(struct kunit *test)
{
	struct ktap_run *run = container_of(test, struct ktap_run, test);
	void (*end)(struct completion *done, long code) = kthread_complete_and_exit;

	/* Hidden, or objtool asks for an annotation that it could not check. */
	OPTIMIZER_HIDE_VAR(end);
	end(&run->ended, 0);
}

void ktap_fail(struct kunit *test, const struct ktap_claim *claim, long long left,
	       long long right, const char *fmt, ...)
{
	struct va_format message;
	va_list args;

	test->status = KUNIT_FAILURE;
	va_start(args, fmt);
	message.fmt = fmt;
	message.va = &args;
	pr_err("    # %s: %s FAILED at %s:%d\n", test->name,
	       claim->fatal ? "ASSERTION" : "EXPECTATION", claim->file, claim->line);
	if (claim->text)
		pr_err("    # %s: expected %s, found %lld and %lld\n", test->name, claim->text,
		       left, right);
	pr_err("    # %s: %pV\n", test->name, &message);
	va_end(args);
	if (claim->fatal)
		ktap_abort(test);
}

static int run_thread(void *data)
{
	struct ktap_run *run = data;

	run->body(run);
	ktap_abort(&run->test);
	return 0;
}

static bool in_thread(struct ktap_run *run, void (*body)(struct ktap_run *run))
{
	struct task_struct *thread;
	unsigned int slices;

	run->body = body;
	reinit_completion(&run->ended);
	thread = kthread_run(run_thread, run, "ktap_case");
	/* In slices that are shorter than a hung-task detector's patience. */
	for (slices = 0; !IS_ERR(thread) && slices < CASE_SLICES; slices++)
		if (wait_for_completion_timeout(&run->ended, CASE_SLICE))
			return true;
	return false;
}

static void run_case(struct ktap_run *run)
{
	if (run->suite->init && run->suite->init(&run->test)) {
		run->test.status = KUNIT_FAILURE;
		return;
	}
	run->test_case->run_case(&run->test);
}

static void run_exit(struct ktap_run *run)
{
	run->suite->exit(&run->test);
}

/* One case with one parameter. The thread of a case that hangs keeps the module's memory. */
static enum kunit_status run_once(const struct kunit_suite *suite,
				  const struct kunit_case *test_case, const void *param,
				  char *comment)
{
	static struct ktap_run run;

	run = (struct ktap_run){
		.test = { .name = test_case->name, .param_value = param },
		.suite = suite,
		.test_case = test_case,
	};
	init_completion(&run.ended);
	if (!in_thread(&run, run_case) || (suite->exit && !in_thread(&run, run_exit))) {
		pr_err("    # %s: timed out\n", test_case->name);
		run.test.status = KUNIT_FAILURE;
	}
	strscpy(comment, run.test.status_comment, sizeof(run.test.status_comment));
	return run.test.status;
}

static void print_result(const char *indent, enum kunit_status status, unsigned int number,
			 const char *name, const char *comment)
{
	bool skipped = status == KUNIT_SKIPPED;

	pr_info("%s%s %u %s%s%s\n", indent, status == KUNIT_FAILURE ? "not ok" : "ok", number,
		name, skipped ? " # SKIP " : "", skipped ? comment : "");
}

static void print_plan(const char *indent, const char *subtest, unsigned int count)
{
	pr_info("%sKTAP version 1\n", indent);
	if (subtest)
		pr_info("%s# Subtest: %s\n", indent, subtest);
	pr_info("%s1..%u\n", indent, count);
}

/* A row for each parameter. Skipped if every row is, as in KUnit. */
static enum kunit_status run_rows(const struct kunit_suite *suite,
				  const struct kunit_case *test_case, char *comment)
{
	char desc[KUNIT_PARAM_DESC_SIZE] = "";
	enum kunit_status result = KUNIT_SKIPPED, status;
	unsigned int count = 0, row = 0;
	const void *param = NULL;

	while ((param = test_case->generate_params(param, desc)))
		count++;
	print_plan("        ", test_case->name, count);
	while ((param = test_case->generate_params(param, desc))) {
		status = run_once(suite, test_case, param, comment);
		print_result("        ", status, ++row, desc, comment);
		if (status == KUNIT_FAILURE || result == KUNIT_SKIPPED)
			result = status;
	}
	return result;
}

static enum kunit_status run_suite(const struct kunit_suite *suite)
{
	static char comment[sizeof_field(struct kunit, status_comment)];
	enum kunit_status result = KUNIT_SKIPPED, status;
	const struct kunit_case *test_case;
	unsigned int count = 0;

	for (test_case = suite->test_cases; test_case->run_case; test_case++)
		count++;
	print_plan("    ", suite->name, count);
	count = 0;
	for (test_case = suite->test_cases; test_case->run_case; test_case++) {
		if (test_case->generate_params)
			status = run_rows(suite, test_case, comment);
		else
			status = run_once(suite, test_case, NULL, comment);
		print_result("    ", status, ++count, test_case->name, comment);
		if (status == KUNIT_FAILURE || result == KUNIT_SKIPPED)
			result = status;
	}
	return result;
}

int ktap_run_suites(struct kunit_suite * const *suites, size_t count)
{
	unsigned int chosen = 0;
	size_t i;

	for (i = 0; i < count; i++)
		chosen += glob_match(filter_glob, suites[i]->name);
	print_plan("", NULL, chosen);
	chosen = 0;
	for (i = 0; i < count; i++)
		if (glob_match(filter_glob, suites[i]->name))
			print_result("", run_suite(suites[i]), ++chosen, suites[i]->name, "");
	return 0;
}
