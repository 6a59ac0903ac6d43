// SPDX-License-Identifier: GPL-2.0
/*
 * rw_flavours.c - the shipped reader-writer lock, and locks that are broken on purpose.
 */
#include <linux/atomic.h>
#include <linux/processor.h>

#include "rw.h"

static KIRQL acquire_shipped(EX_SPIN_LOCK *lock, bool exclusive)
{
	return exclusive ? ExAcquireSpinLockExclusive(lock) : ExAcquireSpinLockShared(lock);
}

static void release_shipped(EX_SPIN_LOCK *lock, bool exclusive, KIRQL old)
{
	if (exclusive)
		ExReleaseSpinLockExclusive(lock, old);
	else
		ExReleaseSpinLockShared(lock, old);
}

static KIRQL acquire_at_dpc(EX_SPIN_LOCK *lock, bool exclusive)
{
	KIRQL old = KeRaiseIrqlToDpcLevel();

	if (exclusive)
		ExAcquireSpinLockExclusiveAtDpcLevel(lock);
	else
		ExAcquireSpinLockSharedAtDpcLevel(lock);
	return old;
}

static void release_from_dpc(EX_SPIN_LOCK *lock, bool exclusive, KIRQL old)
{
	if (exclusive)
		ExReleaseSpinLockExclusiveFromDpcLevel(lock);
	else
		ExReleaseSpinLockSharedFromDpcLevel(lock);
	KeLowerIrql(old);
}

const struct rw_flavour rw_shipped = { "shipped", acquire_shipped, release_shipped };
const struct rw_flavour rw_shipped_at_dpc = { "shipped, AtDpcLevel", acquire_at_dpc,
					      release_from_dpc };

static KIRQL acquire_nothing(EX_SPIN_LOCK *lock, bool exclusive)
{
	return KeRaiseIrqlToDpcLevel();
}

static void release_nothing(EX_SPIN_LOCK *lock, bool exclusive, KIRQL old)
{
	KeLowerIrql(old);
}

const struct rw_flavour rw_no_lock = { "busted: no lock", acquire_nothing, release_nothing };

/*
 * Locks that exclude, and prefer one side: readers in the low byte, who waits above them, and one
 * bit for the writer who is in. A thread that finds no conflict goes in.
 */
#define READER 0x00000001
#define READERS 0x000000ff
#define WAITING_READER 0x00000100
#define WRITER 0x00010000
#define WAITING_WRITER 0x00100000
#define WAITING_WRITERS 0x0ff00000

static void wait_and_enter(atomic_t *word, int waiting, int in, int in_the_way)
{
	int seen = atomic_add_return(waiting, word);

	for (;;) {
		if (seen & in_the_way) {
			cpu_relax();
			seen = atomic_read(word);
		} else if (atomic_try_cmpxchg_acquire(word, &seen, seen - waiting + in)) {
			return;
		}
	}
}

static KIRQL acquire_preferring(EX_SPIN_LOCK *lock, bool exclusive, int in_readers_way)
{
	atomic_t *word = (atomic_t *)lock;
	KIRQL old = KeRaiseIrqlToDpcLevel();

	BUILD_BUG_ON(sizeof(*word) != sizeof(*lock));
	if (exclusive)
		wait_and_enter(word, WAITING_WRITER, WRITER, WRITER | READERS);
	else
		wait_and_enter(word, WAITING_READER, READER, in_readers_way);
	return old;
}

static void release_preferring(EX_SPIN_LOCK *lock, bool exclusive, KIRQL old)
{
	/* Pairs with the acquire in wait_and_enter(). */
	atomic_sub_return_release(exclusive ? WRITER : READER, (atomic_t *)lock);
	KeLowerIrql(old);
}

static KIRQL acquire_preferring_readers(EX_SPIN_LOCK *lock, bool exclusive)
{
	return acquire_preferring(lock, exclusive, WRITER);
}

static KIRQL acquire_preferring_writers(EX_SPIN_LOCK *lock, bool exclusive)
{
	return acquire_preferring(lock, exclusive, WRITER | WAITING_WRITERS);
}

const struct rw_flavour rw_readers_pass_writers = {
	"busted: readers pass a writer that waits", acquire_preferring_readers, release_preferring
};

const struct rw_flavour rw_writers_pass_readers = {
	"busted: writers pass readers that wait", acquire_preferring_writers, release_preferring
};
