/* SPDX-License-Identifier: GPL-2.0 */
/*
 * owned_locks.hpp - which thread owns which of the locks whose waiters sleep.
 *
 * Promised: while the verifier is on, a lock is recorded as soon as its acquire has returned,
 * and no more when its release begins. So what is recorded of a thread that ends, or of memory that
 * is freed, is owned. Where there is no room nothing is recorded or reported.
 *
 * An owner is what the lock knows it by. It is told from others by that, and not by its thread,
 * since a resource may be released for another thread.
 */
#ifndef NTSPIN_VERIFIER_OWNED_LOCKS_HPP
#define NTSPIN_VERIFIER_OWNED_LOCKS_HPP

#include "instrumented.hpp"

namespace ntspin
{

void record_owner(const void *lock, ULONG_PTR owner, const void *caller) noexcept;
/* Once, or as often as it is recorded: then it has no owner that could end. */
void record_release(const void *lock, ULONG_PTR owner) noexcept;
void forget_owner(const void *lock, ULONG_PTR owner) noexcept;

} /* namespace ntspin */

#endif
