/* SPDX-License-Identifier: GPL-2.0 */
/*
 * traced_lock.h - a second instantiation of the shipped lock, which proves the
 * order of every acquisition.
 *
 * Each contender learns at its arrival which one it follows: the word that its compare-exchange
 * replaced says so, either by the tail or by the last ticket that was out. Once it owns the lock it
 * checks, under the lock, that the last owner was that one. No atomic operation is added to the
 * lock's own.
 *
 * All callers are at DISPATCH_LEVEL or above.
 */
#ifndef NTSPIN_TRACED_LOCK_H
#define NTSPIN_TRACED_LOCK_H

#include "../include/wdm.h"

EXTERN_C_START

/* What may be wrong with the lock, on purpose. */
enum traced_flaw {
	TRACED_SOUND,
	/*
	 * The last owner in the queue leaves with a plain store, not with a
	 * compare-exchange, after a follower has had time to join: it is lost.
	 */
	TRACED_LOSES_FOLLOWER,
};

struct traced_lock {
	KSPIN_LOCK word;
	enum traced_flaw flaw;

	/* The owner's: read and written under the lock only. */
	ULONG_PTR last_node;		/* how the last owner waited: its node, or 0 */
	UCHAR last_ticket;		/* and the ticket that it owned by */
	ULONGLONG acquisitions;
	ULONGLONG waited_by_ticket;
	ULONGLONG waited_in_queue;
	ULONGLONG queue_hand_overs;	/* from a queued owner to a queued one */
	ULONGLONG link_waits;		/* a follower had joined, but not linked itself yet */
	ULONGLONG order_errors;		/* grants to another than the one whose turn it was */
	ULONG deepest;			/* most contenders ever in the queue */

	/* Everybody's: atomic. */
	ULONG in_queue;
	ULONG lost;			/* waits given up: the hand-over never came */
};

void traced_lock_init(struct traced_lock *lock, enum traced_flaw flaw);
void traced_acquire_queued(struct traced_lock *lock, PKLOCK_QUEUE_HANDLE handle);
void traced_release_queued(struct traced_lock *lock, PKLOCK_QUEUE_HANDLE handle);
void traced_acquire(struct traced_lock *lock);
void traced_release(struct traced_lock *lock);

/*
 * One round of a wait, by the host. Returns whether it has lasted so long that
 * it can only be a lost hand-over. *rounds starts at 0. Of a lock that loses
 * hand-overs that is thought sooner.
 */
BOOLEAN torture_wait_is_hopeless(enum traced_flaw flaw, ULONG *rounds, ULONGLONG *since);

/* A pause of some rounds, now and then, to widen the window between two steps. */
void torture_widen(void);

/* Wait until another CPU joins the queue, which changes the word; but not forever. */
void torture_let_others_join(const KSPIN_LOCK *word);

EXTERN_C_END

#endif
