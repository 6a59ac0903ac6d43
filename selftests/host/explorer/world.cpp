// SPDX-License-Identifier: GPL-2.0
/* world.cpp - steps: which there are, and what one does to the memory. */
#include "world.hpp"

#include <cstring>
#include <type_traits>

#include "../../../module/lock/lock_word.hpp"

#include "coverage.hpp"
#include "failure.hpp"
#include "trace.hpp"

namespace explorer
{

using ntspin::lock_word;

static_assert(std::has_unique_object_representations_v<request>, "digests see every byte");
static_assert(std::has_unique_object_representations_v<ledger>);

namespace
{

constexpr std::uint64_t whole = ~std::uint64_t{0};

bool acquires(int order)
{
	return order == __ATOMIC_ACQUIRE || order == __ATOMIC_ACQ_REL;
}

bool releases(int order)
{
	return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL;
}

} /* namespace */

void world::start(const setup &run)
{
	run_ = &run;
	n_ = static_cast<unsigned>(run.programs.size());
	books_ = {};
	books_.users = static_cast<std::uint8_t>(n_);
	mem_.start(n_, run.stale, run.bytes, lock_word::free_at(run.serving).bits());
	for (unsigned t = 0; t < n_; t++) {
		prepare(t, run.programs[t].c_str());
		advance(t);
	}
	reduce();
}

int world::order_of(const request &r) const
{
	return r.from.line == run_->weak_line && r.order != __ATOMIC_RELAXED ? run_->weak_order :
									       r.order;
}

/* Run contender t up to its next step. */
void world::advance(unsigned t)
{
	contender &c = contenders[t];

	do {
		resume(t);
		if (stacks[t].word[0])
			throw out_of_room{"a contender's stack"};
	} while (c.pending.is_announcement() && announce(t, c.pending));

	/* What lies below is dead: not part of the state. */
	const std::size_t dead = static_cast<std::size_t>(
		static_cast<char *>(c.stack_pointer) - reinterpret_cast<const char *>(&stacks[t]));

	std::memset(static_cast<void *>(&stacks[t]), 0, dead);
	/* So is a node's own storage: what it holds is in the memory. */
	if (books_.node[t])
		std::memset(reinterpret_cast<void *>(books_.node[t]), 0, sizeof(KSPIN_LOCK_QUEUE));
	local_[t] = {};
	local_[t].add(dead);
	local_[t].add(&c.pending, sizeof(c.pending));
	local_[t].add(c.stack_pointer, sizeof(stack) - dead);
}

void world::find(options &found)
{
	found.count = 0;
	found.certain = false;
	for (unsigned t = 0; t < n_; t++) {
		if (!books_.done.has(t))
			find_steps(t, found);
	}
}

void world::find_steps(unsigned t, options &found)
{
	const request &r = contenders[t].pending;
	const location l = locate(t, r);
	const std::uint64_t mask = r.mask();
	std::uint8_t readable[memory::max_messages];
	unsigned n;

	if (r.is_wait() && (mem_.newest(l) & mask) == r.value)
		record(event::wait, r.from.function);
	else
		found.certain = true;

	switch (r.what) {
	case action::store:
		for (unsigned place = mem_.first_place(t, l); place <= mem_.count(l); place++)
			found.add(t, place);
		return;
	case action::store_serving:
		found.add(t, mem_.count(l));
		return;
	case action::compare_exchange:
		if (mem_.newest(l) == r.expected)
			found.add(t, mem_.count(l));
		if (mem_.newest(l) == r.expected && r.from.line == run_->spurious_line)
			found.add(t, option::spurious);
		n = mem_.readable(t, l, whole, false, readable);
		for (unsigned i = 0; i < n; i++) {
			if (mem_.value(l, readable[i]) != r.expected)
				found.add(t, readable[i]);
		}
		return;
	default:
		n = mem_.readable(t, l, mask, acquires(order_of(r)), readable);
		for (unsigned i = 0; i < n; i++) {
			if (!r.is_wait() || (mem_.value(l, readable[i]) & mask) != r.value)
				found.add(t, readable[i]);
		}
	}
}

void world::perform(option o)
{
	if (books_.inside.has(o.thread))
		end_section(o.thread);
	make(o);
	reduce();
}

void world::make(option o)
{
	request &r = contenders[o.thread].pending;
	const std::uint64_t word = mem_.newest(word_location);

	if (journal)
		journal->push_back(describe(o.thread, r));
	step(o.thread, r, locate(o.thread, r), o.message);
	if (journal)
		journal->back() += describe_result(r, word);
	advance(o.thread);
}

void world::step(unsigned t, request &r, location l, unsigned m)
{
	const int order = order_of(r);
	const bool acquire = acquires(order);
	const bool release = releases(order);
	const std::uint64_t word = mem_.newest(word_location);

	record_ordering(r);
	mem_.touch(t, r.of == field::word ? lock_object : node_object(owner_of(l)));
	switch (r.what) {
	case action::store:
		if (owner_of(l) != t)
			storing(t, r, owner_of(l));
		mem_.write(t, l, m, r.value, release);
		return;
	case action::compare_exchange:
		r.done = m == mem_.count(l);
		if (!r.done) {
			r.found = m == option::spurious ? r.expected : mem_.read(t, l, m, false);
			record(event::overtaken, r.from.function);
			return;
		}
		r.found = r.expected;
		mem_.exchange(t, r.value, acquire, release);
		word_changed(t, word);
		return;
	case action::store_serving:
		r.found = lock_word(word).with_serving(static_cast<ntspin::ticket>(r.value)).bits();
		mem_.store_byte(t, r.found, release);
		word_changed(t, word);
		return;
	default:
		r.found = mem_.read(t, l, m, acquire) & r.mask();
	}
}

} /* namespace explorer */
