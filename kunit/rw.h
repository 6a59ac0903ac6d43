/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rw.h - the reader-writer lock and locks that are broken beside it, and players who take it as
 * they are told.
 */
#ifndef NTSPIN_RW_H
#define NTSPIN_RW_H

#include "ktap.h"
#include "wdm.h"

/* A reader-writer lock on one word, which every arrival changes. */
struct rw_flavour {
	const char *name;
	KIRQL (*acquire)(EX_SPIN_LOCK *lock, bool exclusive);
	void (*release)(EX_SPIN_LOCK *lock, bool exclusive, KIRQL old);
};

extern const struct rw_flavour rw_shipped;
extern const struct rw_flavour rw_shipped_at_dpc;
/* Broken: each must fail, in what its name says. */
extern const struct rw_flavour rw_no_lock;
extern const struct rw_flavour rw_readers_pass_writers;
extern const struct rw_flavour rw_writers_pass_readers;

#define RW_PLAYERS 5

struct rw_play;

/*
 * Players with a CPU each, which come for the lock, stay in and leave when they are told. A play in
 * which something took too long, as where a host keeps a CPU away, is spoiled: it says nothing, and
 * every player leaves by itself.
 *
 * Call from a test's thread at PASSIVE_LEVEL. NULL with too few CPUs or no memory.
 */
struct rw_play *rw_play_begin(const struct rw_flavour *flavour, unsigned int players);

/* Sends a player for the lock; returns when the lock's word shows that it has arrived. */
void rw_come(struct rw_play *play, unsigned int player, bool exclusive);

/* Waits until one of two players is in; returns which. */
unsigned int rw_who_is_in(struct rw_play *play, unsigned int one, unsigned int other);

/* Waits until a player is in. */
void rw_await(struct rw_play *play, unsigned int player);

/* Whether a player is in within some milliseconds: false proves nothing by itself. */
bool rw_is_soon_in(struct rw_play *play, unsigned int player);

/* Has a player leave that is in, or waits; returns when it has. */
void rw_leave(struct rw_play *play, unsigned int player);

/* The same; before it leaves, a reader of the shipped lock asks for conversion. */
bool rw_convert_and_leave(struct rw_play *play, unsigned int player);

/* The how-manyth to get in a player was; 1 for the first. */
unsigned int rw_turn(struct rw_play *play, unsigned int player);

/* Everybody leaves. Returns whether the play says something, and whether the lock is 0 then. */
bool rw_play_end(struct rw_play *play, bool *free);

#endif
