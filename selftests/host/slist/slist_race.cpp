// SPDX-License-Identifier: GPL-2.0
/*
 * slist_race.cpp - threads move entries between two lists: none is lost, none had twice, and a pop
 * sees what was written to an entry before its push.
 *
 *     slist_race ROUNDS
 */
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "../../../module/seam/slist.h"

#ifdef __SANITIZE_THREAD__
#define BY_SANITIZER 1
#elif defined(__has_feature)
#define BY_SANITIZER __has_feature(thread_sanitizer)
#endif

/* Entries stay here. The sanitizer must not see a read that comes to nothing: it may err. */
extern "C" __attribute__((no_sanitize("thread"))) BOOLEAN
ntspin_read_or_fault(const ULONG_PTR *from, ULONG_PTR *value)
{
	*value = *static_cast<const volatile ULONG_PTR *>(from);
	/* A long way from the read to the exchange, now and then: others change the list meanwhile. */
	static thread_local unsigned turn;

	if (++turn % 16 == 0)
		std::this_thread::yield();
	return TRUE;
}

namespace
{

struct owned {
	SLIST_ENTRY entry;
	std::atomic<int> owners;
	unsigned uses; /* plain: its owner's */
};

SLIST_HEADER heads[2];
owned entries[6];
std::atomic<unsigned> wrong, uses;

owned *pop(SLIST_HEADER &head)
{
	PSLIST_ENTRY const entry = InterlockedPopEntrySList(&head);

	if (!entry)
		return nullptr;

	owned *const one = reinterpret_cast<owned *>(entry);

	if (one->owners.fetch_add(1, std::memory_order_relaxed))
		wrong++;
	one->uses++;
	return one;
}

void push(SLIST_HEADER &head, owned *one)
{
	one->owners.fetch_sub(1, std::memory_order_relaxed);
	InterlockedPushEntrySList(&head, &one->entry);
}

/* Two out, the first one in first: another is behind it then. */
void move(unsigned rounds, unsigned seed)
{
	unsigned mine = 0;

	for (; rounds--; seed = seed * 1664525 + 1013904223) {
		SLIST_HEADER &from = heads[seed >> 30 & 1], &to = heads[seed >> 29 & 1];
		owned *const a = pop(from);
		owned *const b = a ? pop(from) : nullptr;

		mine += !!a + !!b;
		if (a)
			push(from, a);
		if (b)
			push(to, b);
	}
	uses += mine;
}

} /* namespace */

int main(int count, char **arguments)
{
	const unsigned rounds = count > 1 ? atoi(arguments[1]) : 100000;
	std::vector<std::thread> threads;
	unsigned found = 0, seen = 0;

	for (SLIST_HEADER &head : heads)
		InitializeSListHead(&head);
	for (owned &one : entries)
		InterlockedPushEntrySList(&heads[&one - entries & 1], &one.entry);
	for (unsigned i = 0; i < 4; i++)
		threads.emplace_back(move, rounds, i * 12345 + 1);
	for (std::thread &thread : threads)
		thread.join();
	const unsigned depth = ExQueryDepthSList(&heads[0]) + ExQueryDepthSList(&heads[1]);

	for (SLIST_HEADER &head : heads)
		for (PSLIST_ENTRY entry = InterlockedFlushSList(&head); entry && found < 100;
		     entry = entry->Next)
			found++;
	for (const owned &one : entries)
		seen += one.uses;
	printf("%u uses, %u seen, %u of %zu entries, depth %u, %u had twice\n", uses.load(), seen,
	       found, sizeof(entries) / sizeof(*entries), depth, wrong.load());
	return wrong || seen != uses || found != 6 || depth != 6;
}
