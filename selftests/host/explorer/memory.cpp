// SPDX-License-Identifier: GPL-2.0
/* memory.cpp - messages, views, and what they allow; memory.hpp has the rules. */
#include "memory.hpp"

#include <cstring>
#include <type_traits>

#include "failure.hpp"

namespace explorer
{

static_assert(std::has_unique_object_representations_v<message>, "digests see every byte");

void memory::start(unsigned threads, bool stale, bool bytes, std::uint64_t word)
{
	std::memset(static_cast<void *>(this), 0, sizeof(*this));
	threads_ = static_cast<std::uint8_t>(threads);
	stale_ = stale;
	bytes_ = bytes;
	for (view &v : views_)
		v.covered = ~std::uint64_t{0};

	message initial = {};

	initial.value = word;
	initial.seen.covered = ~std::uint64_t{0};
	insert(word_location, 0, initial);
	if (bytes)
		insert(byte_location, 0, initial);
}

/* The pool's messages, and the views of the threads that still read. */
template <class Change> void memory::each_view(Change change)
{
	for (unsigned t = 0; t < threads_; t++) {
		if (!(retired_ >> t & 1))
			change(views_[t]);
	}
	for (unsigned i = 0; i < first_[locations]; i++)
		change(pool_[i].seen);
}

unsigned memory::readable(unsigned t, location l, std::uint64_t mask, bool acquire,
			  std::uint8_t *found) const
{
	const unsigned last = count(l);
	unsigned n = 0;

	if (!last)
		throw failure{"unset", "reads a field of a node that nobody has set"};
	for (unsigned i = views_[t].past[l] ? views_[t].past[l] - 1u : 0; i < last; i++) {
		const message &m = pool_[first_[l] + i];
		bool told = false;

		for (unsigned k = 0; k < n && !told; k++) {
			const message &older = pool_[first_[l] + found[k]];

			told = ((older.value ^ m.value) & mask) == 0 &&
			       (!acquire || m.seen.includes(older.seen));
		}
		if (!told)
			found[n++] = static_cast<std::uint8_t>(i);
	}
	return n;
}

std::uint64_t memory::read(unsigned t, location l, unsigned i, bool acquire)
{
	const message &m = pool_[first_[l] + i];
	view &mine = views_[t];

	if (stale_) {
		mine.pass(l, i + 1);
		if (bytes_ && (l == word_location || l == byte_location)) {
			mine.pass(word_location, i + 1);
			mine.pass(byte_location, i + 1);
		}
		if (acquire)
			mine.join(m.seen);
	}
	return m.value;
}

void memory::insert(location l, unsigned place, const message &m)
{
	const unsigned at = first_[l] + place;
	const unsigned end = first_[locations];

	if (end == max_messages)
		throw out_of_room{"messages"};
	std::memmove(static_cast<void *>(&pool_[at + 1]), &pool_[at], (end - at) * sizeof(message));
	for (unsigned k = l + 1u; k <= locations; k++)
		first_[k]++;
	pool_[at] = m;
}

void memory::write(unsigned t, location l, unsigned place, std::uint64_t value, bool release)
{
	message m = {};

	m.value = value;
	if (!stale_) {
		if (count(l))
			pool_[first_[l]] = m;
		else
			insert(l, 0, m);
		return;
	}
	/* Who has got past what now lies behind it, has got past it. */
	each_view([&](view &v) { v.past[l] += v.past[l] > place; });

	view &mine = views_[t];

	mine.past[l] = static_cast<std::uint8_t>(place + 1);
	if (release)
		m.seen = mine;
	insert(l, place, m);
}

void memory::touch(unsigned t, unsigned object)
{
	if (!stale_)
		return;
	each_view([&](view &v) { v.covered &= ~bit(object, t); });
	views_[t].covered |= bit(object, t);
}

bool memory::covers_all(unsigned t, unsigned object) const
{
	constexpr std::uint64_t everybody = (1u << max_contenders) - 1;

	return (views_[t].covered >> (object * max_contenders) & everybody) == everybody;
}

void memory::forget_node(unsigned node)
{
	const location l = next_location(node);
	const unsigned gone = first_[l + 2] - first_[l];

	std::memmove(static_cast<void *>(&pool_[first_[l]]), &pool_[first_[l + 2]],
		     (first_[locations] - first_[l + 2]) * sizeof(message));
	first_[l + 1] = first_[l];
	for (unsigned k = l + 2u; k <= locations; k++)
		first_[k] = static_cast<std::uint8_t>(first_[k] - gone);
	if (!stale_)
		return;
	each_view([&](view &v) {
		v.past[l] = v.past[l + 1] = 0;
		for (unsigned t = 0; t < max_contenders; t++)
			v.covered |= bit(node_object(node), t);
	});
}

void memory::retire(unsigned t)
{
	retired_ = static_cast<std::uint8_t>(retired_ | 1u << t);
	views_[t] = {};
}

void memory::canonicalize()
{
	if (!stale_)
		return;

	std::uint8_t floor[sizeof(view::past)];

	std::memset(floor, 0xff, sizeof(floor));
	for (unsigned t = 0; t < threads_; t++) {
		if (retired_ >> t & 1)
			continue;
		for (unsigned l = 0; l < sizeof(floor); l++)
			floor[l] = floor[l] < views_[t].past[l] ? floor[l] : views_[t].past[l];
	}
	for (location l = 0; l < locations; l++) {
		/* 0xff: everybody is done, and may keep what there is. */
		if (floor[l] == 0 || floor[l] == 0xff)
			continue;

		/* The newest that everybody has got past is still readable; those before are not. */
		const unsigned gone = floor[l] - 1;
		const unsigned at = first_[l];

		std::memmove(static_cast<void *>(&pool_[at]), &pool_[at + gone],
			     (first_[locations] - at - gone) * sizeof(message));
		for (unsigned k = l + 1u; k <= locations; k++)
			first_[k] = static_cast<std::uint8_t>(first_[k] - gone);
		for (unsigned t = 0; t < threads_; t++) {
			if (!(retired_ >> t & 1))
				views_[t].past[l] =
					static_cast<std::uint8_t>(views_[t].past[l] - gone);
		}
		/* What all have got past adds nothing to anybody's view. */
		for (unsigned i = 0; i < first_[locations]; i++) {
			std::uint8_t &past = pool_[i].seen.past[l];

			past = static_cast<std::uint8_t>(past > floor[l] ? past - gone : 0);
		}
	}
}

void memory::add_to(digest &sum) const
{
	/* And the flags that follow it. */
	sum.add(first_, offsetof(memory, pool_) - offsetof(memory, first_));
	if (stale_)
		sum.add(views_, threads_ * sizeof(view));
	sum.add(pool_, first_[locations] * sizeof(message));
}

std::size_t memory::used_bytes() const
{
	return offsetof(memory, pool_) + first_[locations] * sizeof(message);
}

} /* namespace explorer */
