// SPDX-License-Identifier: GPL-2.0
/*
 * run.c - call what the sources of this driver do, in a program of this machine.
 *
 * Compiled as this machine's C, without Windows' headers.
 */
#include <stdio.h>

const char *run_words(void);
const char *run_library(void);
const char *run_shared(void);
const char *run_requests(void);
const char *run_member(void);
int shared_inline_a(void);
int shared_inline_b(void);

static int failed;

static void expect(const char *what, const char *broken)
{
	if (!broken)
		return;
	printf("%s: not so: %s\n", what, broken);
	failed = 1;
}

int main(void)
{
	expect("words", run_words());
	expect("library", run_library());
	expect("shared", run_shared());
	expect("requests", run_requests());
	expect("member", run_member());
	expect("inline", shared_inline_a() + shared_inline_b() == 5 ? NULL : "one in two files");
	return failed;
}
