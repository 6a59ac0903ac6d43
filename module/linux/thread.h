/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread.h - the module goes: what is left of threads of drivers.
 */
#ifndef NTSPIN_LINUX_THREAD_H
#define NTSPIN_LINUX_THREAD_H

/* Waits for those that end just now: they run code of this module. */
void ntspin_threads_exit(void);

/* What is recorded of the affinity of threads goes. */
void ntspin_affinity_exit(void);

#endif
