/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver.h - what each source of this driver can do, for run.c to call.
 *
 * Each returns what did not hold, or NULL.
 */
#ifndef DRIVER_H
#define DRIVER_H

#ifdef __cplusplus
extern "C" {
#endif

const char *run_words(void);
const char *run_library(void);
const char *run_machine(void);
const char *run_shared(void);
const char *run_requests(void);

int shared_inline_a(void);
int shared_inline_b(void);

/* In two files, and in two more of another language. */
FORCEINLINE int in_every_file(int value)
{
	return value + 1;
}

#ifdef __cplusplus
}
#endif

#endif
