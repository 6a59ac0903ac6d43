// SPDX-License-Identifier: GPL-2.0
/*
 * races.cpp - real threads read and write under one lock through the routines, under a sanitizer.
 *
 *     races THREADS ROUNDS SEED [FAULT]
 *
 * What the lock protects is read and written plainly: an ordering that is missing is a data race.
 * Exits with 1 where something was not what it should be.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "delayed_rw_access.hpp"

ordering weakened = ordering::sound;

namespace
{

/* Of ordering's values. */
constexpr const char *names[] = {"sound", "at_once", "convert", "turn", "unread", "unwrite"};

EX_SPIN_LOCK lock;
ULONGLONG data[2]; /* equal, but within a writer's section */
ULONGLONG writes;  /* under the lock */
ULONG rounds;

/* Everybody's: atomic. */
ULONG readers_inside;
ULONG most_readers;
ULONGLONG errors;
ULONGLONG converted;

void count(ULONGLONG &what) noexcept
{
	__atomic_fetch_add(&what, 1, __ATOMIC_RELAXED);
}

/* Readers meet here unordered: their counts must not order anything. */
void read() noexcept
{
	const ULONG inside = __atomic_add_fetch(&readers_inside, 1, __ATOMIC_RELAXED);
	ULONG most = __atomic_load_n(&most_readers, __ATOMIC_RELAXED);

	while (most < inside && !__atomic_compare_exchange_n(&most_readers, &most, inside, false,
							     __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
	const ULONGLONG first = data[0];

	host::pause();
	if (first != data[1] || ntspin_current_irql() != DISPATCH_LEVEL)
		count(errors);
	__atomic_sub_fetch(&readers_inside, 1, __ATOMIC_RELAXED);
}

void write() noexcept
{
	if (data[0] != data[1] || __atomic_load_n(&readers_inside, __ATOMIC_RELAXED) ||
	    ntspin_current_irql() != DISPATCH_LEVEL)
		count(errors);
	data[0]++;
	host::pause();
	data[1]++;
	writes++;
}

void shared() noexcept
{
	const KIRQL old = ExAcquireSpinLockShared(&lock);

	read();
	ExReleaseSpinLockShared(&lock, old);
}

void exclusive() noexcept
{
	const KIRQL old = ExAcquireSpinLockExclusive(&lock);

	write();
	ExReleaseSpinLockExclusive(&lock, old);
}

void at_dpc() noexcept
{
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	ExAcquireSpinLockSharedAtDpcLevel(&lock);
	read();
	ExReleaseSpinLockSharedFromDpcLevel(&lock);
	ExAcquireSpinLockExclusiveAtDpcLevel(&lock);
	write();
	ExReleaseSpinLockExclusiveFromDpcLevel(&lock);
	KeLowerIrql(old);
}

void tried() noexcept
{
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	if (ExTryAcquireSpinLockSharedAtDpcLevel(&lock)) {
		read();
		ExReleaseSpinLockSharedFromDpcLevel(&lock);
	}
	if (!ExTryAcquireSpinLockExclusiveAtDpcLevel(&lock))
		return KeLowerIrql(old);
	write();
	ExReleaseSpinLockExclusive(&lock, old);
}

void convert() noexcept
{
	const KIRQL old = ExAcquireSpinLockShared(&lock);

	read();
	if (!ExTryConvertSharedSpinLockExclusive(&lock))
		return ExReleaseSpinLockShared(&lock, old);
	count(converted);
	write();
	ExReleaseSpinLockExclusive(&lock, old);
}

constexpr void (*flavours[])() noexcept = {shared, shared, shared,  exclusive,
					   at_dpc, tried,  convert, convert};

void *contend(void *number)
{
	host::seed(reinterpret_cast<ULONG_PTR>(number));
	for (ULONG i = 0; i < rounds; i++) {
		flavours[host::random(8)]();
		if (ntspin_current_irql() != PASSIVE_LEVEL)
			count(errors);
		host::pause();
	}
	for (unsigned fault = 0; fault < NTSPIN_LONG_WAIT; fault++)
		__atomic_fetch_add(&errors, host::reported[fault], __ATOMIC_RELAXED);
	return nullptr;
}

} /* namespace */

int main(int argc, char **argv)
{
	const unsigned many = argc > 3 ? strtoul(argv[1], nullptr, 0) : 0;
	pthread_t threads[16];

	if (many < 1 || many > 16) {
		fprintf(stderr, "usage: races THREADS ROUNDS SEED [FAULT]\n");
		return 2;
	}
	rounds = strtoul(argv[2], nullptr, 0);
	for (unsigned i = 0; argc > 4 && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(argv[4], names[i]))
			weakened = static_cast<ordering>(i);
	if (argc > 4 && weakened == ordering::sound)
		return 2;

	/* A busy machine may let its threads run one after the other: then once more. */
	for (unsigned wave = 0; wave < 20 && (most_readers < 2 || !converted); wave++) {
		for (unsigned i = 0; i < many; i++)
			pthread_create(&threads[i], nullptr, contend,
				       reinterpret_cast<void *>(
					       (strtoul(argv[3], nullptr, 0) + wave) * 16 + i + 1));
		for (unsigned i = 0; i < many; i++)
			pthread_join(threads[i], nullptr);
	}
	printf("# %llu writes, %u readers at a time, %llu conversions, %llu errors%s\n", writes,
	       most_readers, converted, errors, lock ? ", NOT FREE" : "");
	if (most_readers < 2 || !converted)
		printf("# too little was seen: this run proves nothing\n");
	return errors || lock || writes != data[0] || most_readers < 2 || !converted;
}
