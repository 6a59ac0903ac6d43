// SPDX-License-Identifier: GPL-2.0
/* memory.cpp - messages, views, and what they allow; memory.hpp has the rules. */
#include "memory.hpp"

#include <cstring>
#include <type_traits>

#include "../explorer/failure.hpp"

namespace walker
{

using explorer::out_of_room;

static_assert(std::has_unique_object_representations_v<message>, "digests see every byte");

namespace
{

bool acquires(int order)
{
	return order == __ATOMIC_ACQUIRE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

bool releases(int order)
{
	return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

} /* namespace */

void view::join(const view &other)
{
	for (unsigned i = 0; i < max_locations; i++)
		past[i] = past[i] > other.past[i] ? past[i] : other.past[i];
	missed_write &= other.missed_write;
	for (unsigned t = 0; t < max_threads; t++)
		missed_read[t] &= other.missed_read[t];
}

bool view::includes(const view &other) const
{
	bool all = (missed_write & ~other.missed_write) == 0;

	for (unsigned i = 0; i < max_locations; i++)
		all &= past[i] >= other.past[i];
	for (unsigned t = 0; t < max_threads; t++)
		all &= (missed_read[t] & ~other.missed_read[t]) == 0;
	return all;
}

void memory::start(unsigned threads, bool stale, bool fences, unsigned locations,
		   const std::uint64_t *initial, const bool *ordered)
{
	std::memset(static_cast<void *>(this), 0, sizeof(*this));
	threads_ = static_cast<std::uint8_t>(threads);
	locations_ = static_cast<std::uint8_t>(locations);
	stale_ = stale;
	fences_ = fences && stale;
	if (locations > max_locations)
		throw out_of_room{"locations"};
	for (unsigned l = 0, slot = 0; l < locations; l++) {
		message m = {};

		ordered_slot_[l] = static_cast<std::uint8_t>(ordered[l] ? slot++ : max_ordered);
		if (slot > max_ordered)
			throw out_of_room{"ordered locations"};

		m.value = initial[l];
		insert(l, 0, m);
	}
}

unsigned memory::readable(unsigned t, unsigned l, std::uint64_t mask, int order,
			  std::uint8_t *found) const
{
	const unsigned last = count(l);
	unsigned from = now_[t].past[l];
	unsigned n = 0;

	if (from < least_rank(t, l, order))
		from = least_rank(t, l, order);
	for (unsigned i = from ? from - 1 : 0; i < last; i++) {
		const message &m = pool_[first_[l] + i];
		bool told = false;

		for (unsigned k = 0; k < n && !told; k++) {
			const message &older = pool_[first_[l] + found[k]];

			told = ((older.value ^ m.value) & mask) == 0 &&
			       ((!acquires(order) && !fences_) || m.seen.includes(older.seen));
		}
		if (!told)
			found[n++] = static_cast<std::uint8_t>(i);
	}
	return n;
}

unsigned memory::places(unsigned t, unsigned l, int order, std::uint8_t *found) const
{
	unsigned from = stale_ ? now_[t].past[l] : count(l);
	unsigned n = 0;

	if (from < least_rank(t, l, order))
		from = least_rank(t, l, order);
	for (unsigned i = from ? from : 1; i <= count(l); i++) {
		if (i == count(l) || !pool_[first_[l] + i].attached)
			found[n++] = static_cast<std::uint8_t>(i);
	}
	return n;
}

std::uint64_t memory::read(unsigned t, unsigned l, unsigned i, int order)
{
	const message &m = pool_[first_[l] + i];

	if (!stale_)
		return m.value;
	now_[t].pass(l, i + 1);
	order_read(t, l, i, order);
	if (acquires(order))
		now_[t].join(m.seen);
	if (fences_) {
		pending_[t].join(now_[t]);
		pending_[t].join(m.seen);
	}
	return m.value;
}

void memory::insert(unsigned l, unsigned place, const message &m)
{
	const unsigned at = first_[l] + place;
	const unsigned end = first_[max_locations];

	if (end == max_messages)
		throw out_of_room{"messages"};
	std::memmove(static_cast<void *>(&pool_[at + 1]), &pool_[at], (end - at) * sizeof(message));
	for (unsigned k = l + 1; k <= max_locations; k++)
		first_[k]++;
	pool_[at] = m;
}

void memory::write(unsigned t, unsigned l, unsigned place, std::uint64_t value, int order)
{
	message m = {};

	m.value = value;
	if (!stale_) {
		pool_[first_[l]] = m;
		return;
	}
	/* Who has got past what now lies behind it, has got past it. */
	each_view([&](view &v) { v.past[l] += v.past[l] > place; });
	each_rank(l, [&](std::uint8_t &past) { past += past > place; });
	now_[t].past[l] = static_cast<std::uint8_t>(place + 1);
	if (fences_)
		pending_[t].join(now_[t]);
	order_write(t, l, place, order, m);
	m.seen = releases(order) ? now_[t] : fences_ ? fenced_[t] : view::nothing();
	insert(l, place, m);
}

void memory::modify(unsigned t, unsigned l, std::uint64_t value, int order)
{
	const unsigned end = count(l);

	read(t, l, end - 1, order);

	message m = pool_[first_[l] + end - 1];

	m.value = value;
	if (!stale_) {
		pool_[first_[l]] = m;
		return;
	}
	m.attached = 1;
	m.ordered = 0;
	now_[t].pass(l, end + 1);
	if (fences_) {
		pending_[t].join(now_[t]);
		m.seen.join(fenced_[t]);
	}
	if (releases(order))
		m.seen.join(now_[t]);
	order_write(t, l, end, order, m);
	insert(l, end, m);
}

void memory::fence(unsigned t, int order)
{
	if (!stale_)
		return;
	if (acquires(order))
		now_[t].join(pending_[t]);
	if (order == __ATOMIC_SEQ_CST) {
		now_[t].join(sequential_);
		sequential_.join(now_[t]);
		pending_[t].join(now_[t]);
	}
	if (releases(order))
		fenced_[t] = now_[t];
}

void memory::take_lock(unsigned t, unsigned number)
{
	locked_ = static_cast<std::uint8_t>(locked_ | 1u << number);
	if (!stale_)
		return;
	now_[t].join(lock_[number]);
	if (fences_)
		pending_[t].join(now_[t]);
}

void memory::give_lock(unsigned t, unsigned number)
{
	locked_ = static_cast<std::uint8_t>(locked_ & ~(1u << number));
	if (stale_)
		lock_[number] = now_[t];
}

void memory::touch(unsigned t, unsigned object, bool writes)
{
	const std::uint64_t bit = std::uint64_t{1} << object;

	if (!stale_)
		return;
	each_view([&](view &v) { (writes ? v.missed_write : v.missed_read[t]) |= bit; });
	(writes ? now_[t].missed_write : now_[t].missed_read[t]) &= ~bit;
	if (fences_)
		(writes ? pending_[t].missed_write : pending_[t].missed_read[t]) &= ~bit;
}

bool memory::covers(unsigned t, unsigned object, bool reads_too) const
{
	std::uint64_t missed = now_[t].missed_write;

	for (unsigned k = 0; k < threads_ && reads_too; k++)
		missed |= now_[t].missed_read[k];
	return !(missed >> object & 1);
}

} /* namespace walker */
