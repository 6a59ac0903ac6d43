/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seam.h - the one door between the Windows side (C++) and its host.
 *
 * The host is the kernel (linux/), or a program in which threads stand for
 * CPUs. Nothing else is shared: no C++ file includes a header of the host's,
 * and no file of the host's knows how the lock works.
 *
 * Every function here may be called in any context, and none sleeps.
 */
#ifndef NTSPIN_SEAM_H
#define NTSPIN_SEAM_H

#include "wdm.h"

EXTERN_C_START

/* The lowest level above DISPATCH_LEVEL: what an interrupt reads as. */
#define NTSPIN_LOWEST_DIRQL 3

/*
 * The tail's coding in a lock word: a handle's address is shifted left by this
 * and decoded by an arithmetic shift right. 7 keeps the 57 bits of a 5-level
 * x86-64 address; arm64 has 56 and wants the pointer tag in the top byte gone.
 */
#ifdef __aarch64__
#define NTSPIN_TAIL_SHIFT 8
#else
#define NTSPIN_TAIL_SHIFT 7
#endif

/*
 * For what every usual call goes through, and whose address nobody takes: it needs no landing pad
 * for indirect branches, where the compiler would begin each function with one.
 */
#if defined(__KERNEL__) && defined(__CET__)
#define NTSPIN_DIRECT __attribute__((nocf_check))
#else
#define NTSPIN_DIRECT
#endif

/**
 * ntspin_current_irql - the IRQL at which this CPU (at APC_LEVEL, this task) is
 */
KIRQL ntspin_current_irql(void);

/**
 * ntspin_raise_to_dispatch - go to DISPATCH_LEVEL, unless there or above already
 *
 * Return: the level before. From DISPATCH_LEVEL and above nothing changes.
 */
KIRQL ntspin_raise_to_dispatch(void);

/**
 * ntspin_raise_irql - go up to any level
 * @level: one above the current level, and at most HIGH_LEVEL
 *
 * Return: whether the level was reached. APC_LEVEL is refused where too many
 * tasks are at it.
 */
BOOLEAN ntspin_raise_irql(KIRQL level);

/**
 * ntspin_lower_below_dispatch - take back a raise to DISPATCH_LEVEL
 * @level: PASSIVE_LEVEL or APC_LEVEL
 *
 * Takes back what ntspin raised on this CPU, and nothing else. Runs what
 * became pending meanwhile. The last step of the usual release. A level that
 * is above the current one is reported, and changes nothing.
 */
NTSPIN_DIRECT void ntspin_lower_below_dispatch(KIRQL level);

/**
 * ntspin_lower_irql - go down to any level
 * @level: one not above the current level
 */
void ntspin_lower_irql(KIRQL level);

/**
 * ntspin_interrupts_off - turn the interrupts of this CPU off
 *
 * The IRQL that is noted for the CPU, if any, stays what it is.
 *
 * Return: whether they were on, in the host's own words, for ntspin_interrupts_restore().
 */
ULONG_PTR ntspin_interrupts_off(void);

/* ntspin_interrupts_restore - let interrupts come again if ntspin_interrupts_off() found them on */
void ntspin_interrupts_restore(ULONG_PTR interrupts);

/**
 * ntspin_wait_while_equal_8 - spin while a byte has a value
 * @p: what to watch
 * @value: what it has now
 * @lock: the lock that is waited for
 * @caller: where the driver asked for it
 *
 * A wait of more than a second is reported, and goes on; one that goes on for long is now and then.
 *
 * Return: the value that ended the wait, read with acquire ordering.
 */
UCHAR ntspin_wait_while_equal_8(const volatile UCHAR *p, UCHAR value, const void *lock,
				const void *caller);

/* ntspin_wait_while_equal_64 - the same on a word; 0: a link to who joined next, not yet written */
ULONG_PTR ntspin_wait_while_equal_64(const volatile ULONG_PTR *p, ULONG_PTR value,
				     const void *lock, const void *caller);

/**
 * ntspin_wait_while_equal_32 - the same on some bits of a word of 32
 * @p: what to watch
 * @mask: the bits that count
 * @value: what they are now
 * @lock: the lock that is waited for
 * @caller: where the driver asked for it
 *
 * Return: the whole word that ended the wait, read with acquire ordering.
 */
ULONG ntspin_wait_while_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller);

/* ntspin_wait_until_equal_32 - the same, until the bits become @value */
ULONG ntspin_wait_until_equal_32(const volatile ULONG *p, ULONG mask, ULONG value,
				 const void *lock, const void *caller);

/**
 * ntspin_unpark - wake those processors that are parked as they wait for something
 * @watched: what has been stored to; nothing is behind the address any more, perhaps
 */
void ntspin_unpark(const volatile void *watched);

/* ntspin_contention_begin - a lock has to be waited for: whoever measures that is told */
void ntspin_contention_begin(const void *lock);

/* ntspin_contention_end - the wait is over: the lock is held */
void ntspin_contention_end(const void *lock);

/* What can be said of a call, whether or not a verifier looks on. */
enum ntspin_fault {
	NTSPIN_RELEASED_TWICE,		/* a handle that holds no lock is released */
	NTSPIN_RESTORED_ABOVE,		/* a release would restore a level above the current one */
	NTSPIN_RAISED_BELOW,		/* a raise to below the current level */
	NTSPIN_LOWERED_ABOVE,		/* a lowering to above the current level */
	NTSPIN_NO_SUCH_LEVEL,		/* a raise to a level above HIGH_LEVEL */
	NTSPIN_APC_TABLE_FULL,		/* no room to note one more task at APC_LEVEL */
	NTSPIN_NOT_HELD,		/* a lock is released that nobody holds */
	NTSPIN_NOT_HELD_SO,		/* a lock is released that nobody holds in that way */
	NTSPIN_ABOVE_DIRQL,		/* an interrupt's lock is asked for above its level */
	NTSPIN_CORRUPT_LIST,		/* a list entry to which a neighbour does not point back */
	NTSPIN_LONG_WAIT,		/* a wait of more than a second */
	NTSPIN_FLUSHED_HIGH,		/* a wait for DPCs where none may be waited for */
	NTSPIN_NO_SUCH_PROCESSOR,	/* a DPC is to run on a processor that cannot exist */
	NTSPIN_DPC_LEFT,		/* a driver is unloaded while its DPC is queued */
	NTSPIN_TIMER_LEFT,		/* a driver is unloaded while its timer is set */
	NTSPIN_INTERRUPT_LEFT,		/* a driver is unloaded while its interrupt is connected */
	NTSPIN_LONG_LINK,		/* a wait of more than a second, for who joined next */

	/* What the verifier alone can tell: */
	NTSPIN_BAD_POINTER,		/* a lock or a handle that is NULL or misaligned */
	NTSPIN_ACQUIRED_LOW,		/* AtDpcLevel, below DISPATCH_LEVEL */
	NTSPIN_ACQUIRED_HIGH,		/* a raising acquire above DISPATCH_LEVEL */
	NTSPIN_RELEASED_LOW,		/* FromDpcLevel, below DISPATCH_LEVEL */
	NTSPIN_RELEASED_ELSEWHERE,	/* a restoring release of an ordinary lock, elsewhere */
	NTSPIN_RELEASED_QUEUED_ELSEWHERE,	/* the same of a queued one */
	NTSPIN_SELF_DEADLOCK,		/* a lock is asked for by who holds it */
	NTSPIN_HELD_BY_OTHER,		/* a lock is released that somebody else holds */
	NTSPIN_OUT_OF_ORDER,		/* a release lowers while a lock is held that came later */
	NTSPIN_STALE_LEVEL,		/* a level is restored that nobody saved */
	NTSPIN_LOWERED_UNSAVED,		/* the IRQL is lowered to a level that no raise saved */
	NTSPIN_GARBAGE_WORD,		/* a lock word that no initialisation leaves */
	NTSPIN_INITIALIZED_HELD,	/* a lock is initialised while it is held */
	NTSPIN_QUEUED_ON_ORDINARY,	/* one family's acquire of the other's lock */
	NTSPIN_ORDINARY_ON_QUEUED,
	NTSPIN_QUEUED_RELEASE,		/* one family's release of what the other acquired */
	NTSPIN_ORDINARY_RELEASE,
	NTSPIN_HANDLE_IN_USE,		/* a handle is used for two acquisitions at once */
	NTSPIN_HANDLE_MOVED,		/* a handle is released elsewhere than it was acquired */
	NTSPIN_HANDLE_ALTERED,		/* its LockQueue.Lock was overwritten while held */
	NTSPIN_ORDER,			/* two locks are asked for in both orders */
	NTSPIN_HELD_AT_RETURN,		/* a driver's routine returns holding a lock */
	NTSPIN_LEVEL_AT_RETURN,		/* a driver's routine returns at another level */
	NTSPIN_TASK_ENDED,		/* a thread ends holding a lock */
	NTSPIN_MEMORY_FREED,		/* memory is freed that a held lock lies in */
	NTSPIN_UNLOADED_HELD,		/* a driver is unloaded while its lock is held */
	NTSPIN_SLEPT,			/* a task slept at DISPATCH_LEVEL */
	NTSPIN_HELD_LONG,		/* a lock was held for longer than hold_limit_us */
	NTSPIN_SPUN_LONG,		/* it was spun on for longer */
	NTSPIN_RAN_LONG,		/* a DPC ran for longer than four times that */
	NTSPIN_TIMER_FREED,		/* memory is freed that a set timer lies in */
	NTSPIN_DPC_FREED,		/* memory is freed that a queued DPC lies in */
	NTSPIN_FAULTS
};

/**
 * ntspin_report - say it in the log, as a rule once for each call site
 * @fault: what happened
 * @routine: the Windows routine that was called; NULL where it is not known
 * @level: the level that was asked for, where the fault is about one
 * @lock: the lock, or the list where the fault is about one, or NULL
 * @caller: where the routine was called
 */
void ntspin_report(enum ntspin_fault fault, const char *routine, KIRQL level, const void *lock,
		   const void *caller);

/**
 * struct ntspin_dpc_queue - the DPCs that one processor is to run
 * @arrived: those that were inserted and not looked at since, the last one first
 * @waiting: the others, the next to run first; under @lock
 * @lock: taken with interrupts off
 * @depth: how many are in @waiting; under @lock
 * @high_in_a_row: how many of HighImportance were run since one that is not; under @lock
 * @pending: not 0 if there may be any
 * @processor: whose queue this is, by the host's number
 *
 * The storage is the host's, one for each processor, and what is in it dpc.cpp's.
 */
struct ntspin_dpc_queue {
	PLIST_ENTRY volatile arrived;
	LIST_ENTRY waiting;
	KSPIN_LOCK lock;
	ULONG depth;
	ULONG high_in_a_row;
	UCHAR pending;
	ULONG processor;
};

/* ntspin_processor_exists - whether there can be a processor of this index */
BOOLEAN ntspin_processor_exists(ULONG processor);

/**
 * ntspin_dpc_queue_here - this processor's queue
 *
 * Called at DISPATCH_LEVEL or above, so that this processor stays this one.
 */
struct ntspin_dpc_queue *ntspin_dpc_queue_here(void);

/**
 * ntspin_dpc_queue_of - some processor's queue
 * @processor: its index
 *
 * Called as ntspin_dpc_queue_here(): for as long as the caller stays there, the
 * processor stays online.
 *
 * Return: the queue; where the processor is not online, that of another, which
 * is not this one; NULL where there is no other.
 */
struct ntspin_dpc_queue *ntspin_dpc_queue_of(ULONG processor);

/**
 * ntspin_dpc_kick - have a queue run by its processor as soon as that is below DISPATCH_LEVEL
 * @queue: what was said of by ntspin_dpc_queue_here() or ntspin_dpc_queue_of()
 *
 * What the caller has put into the queue is seen there.
 */
void ntspin_dpc_kick(struct ntspin_dpc_queue *queue);

/**
 * ntspin_dpc_run_and_lower - run this processor's queue, then take back a raise to DISPATCH_LEVEL
 * @level: PASSIVE_LEVEL or APC_LEVEL, from which ntspin_raise_to_dispatch() came
 */
void ntspin_dpc_run_and_lower(KIRQL level);

/**
 * ntspin_dpc_flush - wait until each processor has run what is in its queue now
 *
 * Called where the host can sleep.
 */
void ntspin_dpc_flush(void);

/* ntspin_dpc_noted - while the verifier looks on: a DPC has been put into a queue */
void ntspin_dpc_noted(const KDPC *dpc);

/* What dpc.cpp does for the host: */

void ntspin_dpc_queue_init(struct ntspin_dpc_queue *queue, ULONG processor);

/**
 * ntspin_dpc_run_round - run the DPCs that are in a queue now
 * @queue: this processor's, which is at DISPATCH_LEVEL for nothing else
 *
 * As many as there are at the start; so one that queues itself again does not
 * hold the caller for ever.
 *
 * Return: whether there may be more by now.
 */
BOOLEAN ntspin_dpc_run_round(struct ntspin_dpc_queue *queue);

/**
 * ntspin_dpc_move - put all of a queue, in its order, behind another
 * @from: the queue of a processor that is gone
 * @to: this processor's
 */
void ntspin_dpc_move(struct ntspin_dpc_queue *from, struct ntspin_dpc_queue *to);

/**
 * ntspin_dpc_remove_if - take DPCs out of a queue
 * @queue: where from
 * @unwanted: asked of each one; called with interrupts off
 * @arg: handed to it
 */
void ntspin_dpc_remove_if(struct ntspin_dpc_queue *queue,
			  BOOLEAN (*unwanted)(const KDPC *dpc, void *arg), void *arg);

/**
 * ntspin_dpc_refuse - from now on ask of each DPC before it runs
 * @refused: asked where it was taken out of its queue, at DISPATCH_LEVEL; it is the driver's again,
 *	so @dpc is an address and nothing more. Where the answer is TRUE it does not run. NULL: run
 *	all again.
 *
 * A processor that runs DPCs meanwhile may not ask until it has been below DISPATCH_LEVEL.
 */
void ntspin_dpc_refuse(BOOLEAN (*refused)(const void *dpc, PKDEFERRED_ROUTINE routine));

/* From 1601, Windows' epoch, to the host's, which is 1970, in units of 100 ns. */
#define NTSPIN_EPOCH 116444736000000000LL

/* For ntspin_timer_start(): by which clock of the host, in units of a nanosecond. */
enum ntspin_clock {
	NTSPIN_UPTIME,		/* from now on */
	NTSPIN_SYSTEM_TIME,	/* since the host's epoch, which is 1970 */
};

/**
 * ntspin_timer_start - set a timer, unset it first where it is set
 * @timer: its Dpc and Period are left to this function
 * @clock: what @due is of
 * @due: when; what is past is due at once
 * @period: in milliseconds, or 0
 * @dpc: what to insert when it is due; or NULL
 *
 * From the moment that the timer is due, it is not set any more, or set for the
 * next time, and its DPC is inserted: nobody finds one without the other.
 *
 * Return: whether the timer was set before.
 */
BOOLEAN ntspin_timer_start(PKTIMER timer, enum ntspin_clock clock, LONGLONG due, ULONG period,
			   PKDPC dpc);

/**
 * ntspin_timer_cancel - unset a timer
 * @timer: the caller's afterwards
 *
 * The DPC of a periodic timer that is set is taken out of its queue as well.
 *
 * Return: whether the timer was set.
 */
BOOLEAN ntspin_timer_cancel(PKTIMER timer);

EXTERN_C_END

#endif
