/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread.h - when all threads of drivers are gone, and their code with them.
 */
#ifndef NTSPIN_LINUX_THREAD_H
#define NTSPIN_LINUX_THREAD_H

/* Waits for those that end just now: they run code of this module. */
void ntspin_threads_exit(void);

#endif
