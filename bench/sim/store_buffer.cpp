// SPDX-License-Identifier: GPL-2.0
/*
 * store_buffer.cpp - a simulated CPU's stores, on their way to its cache.
 *
 * They leave in order (x86-64), each when its line is there; their lines are asked for at once, as
 * today's processors do. The CPU continues meanwhile; its loads
 * take a value from here if a store wrote just that object, and wait for the store to leave if it
 * wrote a part of it: a word that is loaded after a byte of it was stored.
 */
#include "machine.hpp"

namespace bench
{

bool machine::forwarded(address where, std::size_t size, std::uint64_t &bits)
{
	for (;;) {
		processor &me = cpus_[current_];
		const pending_store *youngest = nullptr;

		for (const pending_store &store : me.stores)
			if (store.where < where + size && where < store.where + store.size)
				youngest = &store;
		if (youngest == nullptr)
			return false;
		if (youngest->where == where && youngest->size == size) {
			bits = youngest->bits;
			return true;
		}
		me.waits_for_drain = true;
		leave();
	}
}

void machine::buffer_store(pending_store store)
{
	processor &me = cpus_[current_];

	me.stores.push_back(store);
	if (me.stores.size() == 1)
		drain_first(current_);
	else
		prefetch(reinterpret_cast<void *>(store.where));
}

void machine::drain_first(unsigned cpu)
{
	const unsigned index = line_at(cpus_[cpu].stores.front().where);

	if (has(lines_[index], cpu, intent::write))
		drained_first(cpu);
	else
		ask(index, {cpu, intent::write, purpose::drain});
}

void machine::drained_first(unsigned cpu)
{
	processor &me = cpus_[cpu];
	const pending_store store = me.stores.front();

	std::memcpy(reinterpret_cast<void *>(store.where), &store.bits, store.size);
	me.stores.pop_front();
	if (me.waits_for_drain) {
		me.waits_for_drain = false;
		schedule(0, happening::resume, cpu);
	}
	if (!me.stores.empty())
		drain_first(cpu);
}

void machine::drain()
{
	while (!cpus_[current_].stores.empty()) {
		cpus_[current_].waits_for_drain = true;
		leave();
	}
}

} /* namespace bench */
