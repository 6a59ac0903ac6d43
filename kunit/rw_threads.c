// SPDX-License-Identifier: GPL-2.0
/*
 * rw_threads.c - players with a CPU each, which take a reader-writer lock as they are told.
 *
 * A player that is in stands at DISPATCH_LEVEL until it is told to leave, by a thread that may be
 * kept from running by whoever waits for that very CPU (stop_machine() does). So its patience ends.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/clock.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "rw.h"

#define PATIENCE_NS (4ULL * NSEC_PER_SEC)
#define SOON_NS (20ULL * NSEC_PER_MSEC)

struct rw_player {
	struct rw_play *play;
	struct task_struct *thread;
	struct completion go;
	bool exclusive;
	bool convert;
	bool converted;
	/* Between the player and who tells it. */
	bool leave;
	bool inside;
	bool gone;
	unsigned int turn;
};

struct rw_play {
	const struct rw_flavour *flavour;
	EX_SPIN_LOCK lock;
	unsigned int count;
	bool over;
	bool spoiled;
	atomic_t turns;
	struct rw_player players[RW_PLAYERS];
};

static void spoil(struct rw_play *play)
{
	WRITE_ONCE(play->spoiled, true);
}

static void stay(struct rw_player *player)
{
	u64 since = local_clock();

	player->turn = atomic_inc_return(&player->play->turns);
	/* Pairs with the acquires of the one who waits for it: the turn is there to be read. */
	smp_store_release(&player->inside, true);
	/* Pairs with the release in rw_leave(), behind what else the player is told. */
	while (!smp_load_acquire(&player->leave) && !READ_ONCE(player->play->spoiled)) {
		if (local_clock() - since > PATIENCE_NS)
			spoil(player->play);
		cpu_relax();
	}
}

static int act(void *data)
{
	struct rw_player *player = data;
	struct rw_play *play = player->play;
	KIRQL old;

	for (;;) {
		wait_for_completion(&player->go);
		if (READ_ONCE(play->over))
			return 0;
		old = play->flavour->acquire(&play->lock, player->exclusive);
		stay(player);
		if (player->convert) {
			player->converted = ExTryConvertSharedSpinLockExclusive(&play->lock);
			player->exclusive |= player->converted;
		}
		WRITE_ONCE(player->inside, false);
		play->flavour->release(&play->lock, player->exclusive, old);
		/* Pairs with the acquire in rw_leave(): its part is over. */
		smp_store_release(&player->gone, true);
	}
}

struct rw_play *rw_play_begin(const struct rw_flavour *flavour, unsigned int players)
{
	unsigned int cpu, i;
	struct rw_play *play;

	if (players > RW_PLAYERS || num_online_cpus() <= players)
		return NULL;
	play = kzalloc(sizeof(*play), GFP_KERNEL);
	if (!play)
		return NULL;
	play->flavour = flavour;
	atomic_set(&play->turns, 0);
	/* The one who tells keeps a CPU for itself. */
	migrate_disable();
	cpu = raw_smp_processor_id();
	for (i = 0; i < players; i++) {
		struct rw_player *player = &play->players[i];

		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
		player->play = play;
		init_completion(&player->go);
		player->thread = kthread_create_on_cpu(act, player, cpu, "ntspin_rw/%u");
		if (IS_ERR(player->thread)) {
			player->thread = NULL;
			spoil(play);
			break;
		}
		get_task_struct(player->thread);
		wake_up_process(player->thread);
		play->count++;
	}
	return play;
}

/* Until *flag, or the word is no longer seen; false where it takes too long. */
static bool wait_for(struct rw_play *play, const bool *flag, const LONG *seen, u64 ns)
{
	u64 since = local_clock();

	/* Pairs with the releases in stay() and act(). */
	while (!smp_load_acquire(flag)) {
		if (seen && READ_ONCE(play->lock) != *seen)
			return true;
		if (local_clock() - since > ns || READ_ONCE(play->spoiled))
			return false;
		usleep_range(20, 100);
	}
	return true;
}

void rw_come(struct rw_play *play, unsigned int i, bool exclusive)
{
	struct rw_player *player = &play->players[i];
	LONG seen = READ_ONCE(play->lock);

	if (play->spoiled)
		return;
	player->exclusive = exclusive;
	player->convert = false;
	player->leave = false;
	player->gone = false;
	complete(&player->go);
	if (!wait_for(play, &player->inside, &seen, PATIENCE_NS))
		spoil(play);
}

void rw_await(struct rw_play *play, unsigned int i)
{
	if (!wait_for(play, &play->players[i].inside, NULL, PATIENCE_NS))
		spoil(play);
}

unsigned int rw_who_is_in(struct rw_play *play, unsigned int one, unsigned int other)
{
	u64 since = local_clock();

	for (;;) {
		if (READ_ONCE(play->players[one].inside))
			return one;
		if (READ_ONCE(play->players[other].inside))
			return other;
		if (local_clock() - since > PATIENCE_NS)
			spoil(play);
		if (READ_ONCE(play->spoiled))
			return one;
		usleep_range(20, 100);
	}
}

bool rw_is_soon_in(struct rw_play *play, unsigned int i)
{
	return wait_for(play, &play->players[i].inside, NULL, SOON_NS);
}

void rw_leave(struct rw_play *play, unsigned int i)
{
	struct rw_player *player = &play->players[i];

	/* Pairs with the acquire in stay(). */
	smp_store_release(&player->leave, true);
	if (!wait_for(play, &player->gone, NULL, PATIENCE_NS))
		spoil(play);
}

bool rw_convert_and_leave(struct rw_play *play, unsigned int i)
{
	play->players[i].convert = true;
	rw_leave(play, i);
	return play->players[i].converted;
}

unsigned int rw_turn(struct rw_play *play, unsigned int i)
{
	return READ_ONCE(play->players[i].turn);
}

bool rw_play_end(struct rw_play *play, bool *free)
{
	bool good = !play->spoiled;
	unsigned int i;

	WRITE_ONCE(play->over, true);
	for (i = 0; i < play->count; i++)
		WRITE_ONCE(play->players[i].leave, true);
	for (i = 0; i < play->count; i++) {
		complete(&play->players[i].go);
		kthread_stop(play->players[i].thread);
		put_task_struct(play->players[i].thread);
	}
	migrate_enable();
	*free = READ_ONCE(play->lock) == 0;
	kfree(play);
	return good;
}
