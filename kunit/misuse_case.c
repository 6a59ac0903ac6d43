// SPDX-License-Identifier: GPL-2.0
/*
 * misuse_case.c - a row of a table of misuses is committed, and looked for in the log.
 */
#include <linux/string.h>

#include "misuses.h"
#include "ntspin/verifier.h"
#include "suites.h"

void describe_misuse(const struct misuse *misuse, char *desc)
{
	strscpy(desc, misuse->name, KUNIT_PARAM_DESC_SIZE);
}

void expect_misuse_named(struct kunit *test, const struct misuse *misuse)
{
	KUNIT_EXPECT_GT_MSG(test, log_lines_with(misuse->routine, misuse->code), 0, "%s ... %s",
			    misuse->routine, misuse->code);
}

void commit_verified(struct kunit *test, const struct misuse *misuse)
{
	ntspin_verifier_set(1);
	run_here(test, misuse->commit, NULL);
	ntspin_verifier_set(0);
	expect_misuse_named(test, misuse);
}
