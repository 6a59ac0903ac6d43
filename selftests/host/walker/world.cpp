// SPDX-License-Identifier: GPL-2.0
/* world.cpp - contenders on their way from one step to the next. */
#include "world.hpp"

#include <cstring>
#include <type_traits>

#include "../explorer/failure.hpp"

namespace walker
{

using explorer::failure;
using explorer::out_of_room;

static_assert(std::has_unique_object_representations_v<request>, "digests see every byte");
static_assert(std::has_unique_object_representations_v<ledger>);

world the_world;

void world::start(const setup &run)
{
	std::uint64_t initial[max_locations];
	bool ordered[max_locations];
	const char *programs[max_threads];
	unsigned slots = 0;

	run_ = &run;
	n_ = static_cast<unsigned>(run.programs.size());
	books_ = {};
	written_.clear();
	done = {};
	known.has_grown = false;
	reset();
	for (unsigned t = 0; t < n_; t++)
		programs[t] = run.programs[t].c_str();
	model::start(n_, programs);
	for (place &p : known.places) {
		p.slot = p.is_shared() || run.every_step ? static_cast<std::uint8_t>(slots++) :
							   place::none;
		if (slots > max_locations)
			throw out_of_room{"locations"};
		if (p.slot == place::none)
			continue;
		initial[p.slot] = p.peek();
		ordered[p.slot] = p.ordered;
	}
	mem_.start(n_, run.stale, known.fences, slots, initial, ordered);
	for (unsigned t = 0; t < n_ && !known.has_grown; t++) {
		prepare(t, run.programs[t].c_str());
		advance(t);
	}
	reduce();
}

/* Run contender t up to its next step. */
void world::advance(unsigned t)
{
	contender &c = contenders[t];

	resume(t);
	if (done.overflow)
		throw out_of_room{"a contender's stack"};
	if (known.has_grown)
		return;
	if (done.check)
		throw failure{done.check, done.detail};
	for (const unsigned i : written_) {
		const place &p = known.places[i];

		mem_.write(t, p.slot, mem_.count(p.slot), p.peek(), __ATOMIC_RELAXED);
	}
	written_.clear();
	if (c.pending.what == action::finished) {
		books_.done |= 1u << t;
		mem_.retire(t);
	} else if (c.pending.what == action::fence) {
		known.has_grown |= !known.fences;
		known.fences = true;
	} else if (c.pending.what != action::lock) {
		known.guard(known.locate(t, c.pending.where, c.pending.size, c.pending.writes(),
					 c.pending.order == __ATOMIC_SEQ_CST),
			    books_.held[t]);
	}

	/* What lies below is dead: not part of the state. */
	const std::size_t dead = static_cast<std::size_t>(
		static_cast<char *>(c.stack_pointer) - reinterpret_cast<const char *>(&stacks[t]));

	std::memset(static_cast<void *>(&stacks[t]), 0, dead);
	local_[t] = {};
	local_[t].add(dead);
	local_[t].add(&c.pending, sizeof(c.pending));
	local_[t].add(c.stack_pointer, sizeof(stack) - dead);
}

/*
 * A step that nobody else can see, or be seen by, may as well be made at once: nobody comes there, or
 * all who do hold a lock that this one holds now.
 */
bool world::is_independent(unsigned t) const
{
	const request &r = contenders[t].pending;

	if (books_.done >> t & 1 || r.what == action::lock || run_->every_step)
		return false;
	if (r.what == action::fence)
		return r.order != __ATOMIC_SEQ_CST;
	for (const place &p : known.places) {
		if (r.where >= p.where && r.where < p.where + p.size)
			return (p.slot == place::none || p.guards & books_.held[t]) &&
			       !is_freed(r.where, r.size);
	}
	return false;
}

void world::reduce()
{
	for (unsigned t = 0; t < n_ && !known.has_grown; t++) {
		while (!known.has_grown && is_independent(t)) {
			options only;

			find_steps(t, only);
			if (only.count != 1)
				break;
			make(only.each[0]);
		}
	}
	mem_.canonicalize();
}

} /* namespace walker */
