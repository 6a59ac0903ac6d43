// SPDX-License-Identifier: GPL-2.0
/*
 * run.c - call what the sources of this driver do, in a program of this machine.
 *
 * Compiled as this machine's C, without Windows' headers.
 */
#include <stdio.h>
#include <stdlib.h>

const char *run_words(void);
const char *run_library(void);
const char *run_machine(void);
const char *run_shared(void);
const char *run_requests(void);
const char *run_member(void);
int shared_inline_a(void);
int shared_inline_b(void);

/* What module/rtl asks of its host (module/seam/print.h), in this machine's words. */
void ntspin_print(unsigned int level, const char *text);
unsigned long ntspin_pointer_shown(unsigned long pointer);
unsigned char ntspin_assertion_is_new(const void *caller);
void ntspin_bug_check(unsigned int code, const unsigned long *parameters, const void *caller);

/* Of the hosts; nothing here gets to it. */
void KeBugCheckEx(unsigned int code, unsigned long first, unsigned long second, unsigned long third,
		  unsigned long fourth);

static int failed;

void KeBugCheckEx(unsigned int code, unsigned long first, unsigned long second, unsigned long third,
		  unsigned long fourth)
{
	fprintf(stderr, "%x: %lx %lx %lx %lx\n", code, first, second, third, fourth);
	abort();
}

void ntspin_print(unsigned int level, const char *text)
{
	fprintf(stderr, "%u: %s", level, text);
}

unsigned long ntspin_pointer_shown(unsigned long pointer)
{
	return pointer;
}

unsigned char ntspin_assertion_is_new(const void *caller)
{
	return caller != NULL;
}

void ntspin_bug_check(unsigned int code, const unsigned long *parameters, const void *caller)
{
	fprintf(stderr, "bug check 0x%X (0x%lX) by %p\n", code, parameters[0], caller);
	abort();
}

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
	expect("machine", run_machine());
	expect("shared", run_shared());
	expect("requests", run_requests());
	expect("member", run_member());
	expect("inline", shared_inline_a() + shared_inline_b() == 5 ? NULL : "one in two files");
	return failed;
}
