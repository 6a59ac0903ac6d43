/* SPDX-License-Identifier: GPL-2.0 */
/*
 * concurrencysal.h - Windows' annotations of which lock guards what. Empty here.
 *
 * PREfast and the Static Driver Verifier read them. Linux' own checker of the
 * same facts is lockdep, which checks the running driver instead.
 */
#ifndef NTSPIN_CONCURRENCYSAL_H
#define NTSPIN_CONCURRENCYSAL_H

/* What a routine does to a lock. */
#define _Acquires_lock_(lock)
#define _Acquires_exclusive_lock_(lock)
#define _Acquires_shared_lock_(lock)
#define _Acquires_nonreentrant_lock_(lock)
#define _Releases_lock_(lock)
#define _Releases_exclusive_lock_(lock)
#define _Releases_shared_lock_(lock)
#define _Releases_nonreentrant_lock_(lock)
#define _Post_same_lock_(lock1, lock2)

/* What it expects of one. */
#define _Requires_lock_held_(lock)
#define _Requires_exclusive_lock_held_(lock)
#define _Requires_shared_lock_held_(lock)
#define _Requires_lock_not_held_(lock)
#define _Requires_no_locks_held_

/* What a lock is, and what it guards. */
#define _Guarded_by_(lock)
#define _Write_guarded_by_(lock)
#define _Has_lock_kind_(kind)
#define _Has_lock_level_(level)
#define _Create_lock_level_(level)
#define _Lock_level_order_(a, b)
#define _Interlocked_

/* What the analyser shall believe. */
#define _Analysis_assume_lock_acquired_(lock)
#define _Analysis_assume_lock_released_(lock)
#define _Analysis_assume_lock_held_(lock)
#define _Analysis_assume_lock_not_held_(lock)
#define _Analysis_assume_same_lock_(lock1, lock2)
#define _Analysis_suppress_lock_checking_(lock)
#define _Function_ignore_lock_checking_(lock)
#define _Benign_race_begin_
#define _Benign_race_end_
#define _No_competing_thread_
#define _No_competing_thread_begin_
#define _No_competing_thread_end_

#endif
