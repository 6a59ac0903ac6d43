// SPDX-License-Identifier: GPL-2.0
/*
 * contenders.pml - who contends for the lock of selftests/model/queue_lock.pml, and what is checked.
 *
 *	CONTENDERS  how many, for lock 0; each is of any kind: queued, ordinary or try
 *	ROUNDS      how often each acquires
 *	INTERRUPTS  on how many of their CPUs an interrupt comes, at any step, and takes lock 1;
 *	            so does, by a try, a CPU that is not interrupted
 *
 * Checked in every execution: exclusion; the owners follow each other as they arrived; no access to
 * a node whose frame is gone; nobody waits for ever (spin's "invalid end state"); the lock is free
 * at the end.
 *
 * Contenders are alike, so of all executions that differ by their names alone one is enough: they
 * decide for the first time (arrive, or give up a try) in the order of their names. (Not where an
 * interrupt comes on some of their CPUs only: that makes them unlike.)
 */

#ifndef INTERRUPTS
#define INTERRUPTS 0
#endif
#define NODES (CONTENDERS + INTERRUPTS)

/* An interrupted contender stands still. (Costs spin its partial-order reduction.) */
#if INTERRUPTS
#define SUSPENDED provided (!interrupted[_pid])
#else
#define SUSPENDED
#endif
bool interrupted[NODES];

byte owner[2], last_owner[2], last_arrived[2];
byte decided, done;
#define ALIKE (INTERRUPTS % CONTENDERS == 0)
#define MAY_DECIDE (_pid >= CONTENDERS || round > 0 || !ALIKE || decided == _pid)

#include "queue_lock.pml"

inline decides()
{
	if
	:: _pid < CONTENDERS && round == 0 && ALIKE -> decided++
	:: else
	fi
}

inline arrives(l)
{
	decides();
	follows = last_arrived[l];
	last_arrived[l] = ME
}

inline owns(l)
{
	assert(owner[l] == NOBODY);
	assert(last_owner[l] == follows);
	owner[l] = ME;
	last_owner[l] = ME;
	follows = NOBODY
}

inline disowns(l)
{
	assert(owner[l] == ME);
	owner[l] = NOBODY
}

active [CONTENDERS] proctype contender() SUSPENDED
{
	short seen;
	byte round, ticket, follows;
	bool queued, ordinary;

	do
	:: round < ROUNDS ->
		acquire(0);
		release(0);
finished:	round++
	:: round == ROUNDS -> done++; break
	od;
	assert(done < CONTENDERS || (TAIL(word[0]) == NOBODY && OUT(word[0]) == 0))
}

#if INTERRUPTS
active [INTERRUPTS] proctype interrupt()
{
	/* On a CPU whose contender stands still meanwhile. */
	short seen;
	byte round, ticket, follows;
	bool queued, ordinary;

	interrupted[_pid - CONTENDERS] = true;
	acquire(1);
	release(1);
finished:
	interrupted[_pid - CONTENDERS] = false
}

active proctype uninterrupted()
{
	short seen;
	byte follows, round;

	if
	:: d_step {
		TAIL(word[1]) == NOBODY && OUT(word[1]) == 0 ->
		word[1] = WITH_TICKET(word[1]);
		arrives(1);
		owns(1)
	   };
	   d_step { disowns(1); word[1] = SERVED(word[1]) }
	:: true
	fi
}
#endif
