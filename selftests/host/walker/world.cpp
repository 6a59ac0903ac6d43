// SPDX-License-Identifier: GPL-2.0
/* world.cpp - steps: which there are, and what one does. */
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

namespace
{

/* Part of a location: what it holds is shifted and masked. */
struct part {
	unsigned shift;
	std::uint64_t mask;

	part(const place &whole, const request &r)
		: shift(static_cast<unsigned>(r.where - whole.where) * 8),
		  mask(r.size == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << r.size * 8) - 1)
	{
	}

	std::uint64_t of(std::uint64_t value) const
	{
		return value >> shift & mask;
	}

	std::uint64_t with(std::uint64_t whole, std::uint64_t value) const
	{
		return (whole & ~(mask << shift)) | (value & mask) << shift;
	}
};

std::uint64_t peek(const place &p)
{
	std::uint64_t value = 0;

	std::memcpy(&value, reinterpret_cast<const void *>(p.where), p.size);
	return value;
}

void poke(const place &p, std::uint64_t value)
{
	std::memcpy(reinterpret_cast<void *>(p.where), &value, p.size);
}

bool is_whole(const place &p, const request &r)
{
	return p.size == r.size;
}

} /* namespace */

void world::start(const setup &run)
{
	std::uint64_t initial[max_locations];

	run_ = &run;
	n_ = static_cast<unsigned>(run.programs.size());
	books_ = {};
	written_.clear();
	done = {};
	known.has_grown = false;
	reset();
	model::start(n_);
	if (known.places.size() > max_locations)
		throw out_of_room{"locations"};
	for (unsigned l = 0; l < known.places.size(); l++)
		initial[l] = peek(known.places[l]);
	mem_.start(n_, run.stale, known.fences, static_cast<unsigned>(known.places.size()),
		   initial);
	for (unsigned t = 0; t < n_ && !known.has_grown; t++) {
		prepare(t, run.programs[t].c_str());
		advance(t);
	}
	settle();
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
	for (const unsigned l : written_)
		mem_.write(t, l, mem_.count(l), peek(known.places[l]), __ATOMIC_RELAXED);
	written_.clear();
	if (c.pending.what == action::finished) {
		books_.done |= 1u << t;
		mem_.retire(t);
	} else if (c.pending.what == action::fence) {
		known.has_grown |= !known.fences;
		known.fences = true;
	} else if (c.pending.what != action::lock) {
		known.locate(t, c.pending.where, c.pending.size);
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

/* A step that nobody else can see, or be seen by, may as well be made at once. */
bool world::is_settled(unsigned t) const
{
	const request &r = contenders[t].pending;

	if (books_.done >> t & 1 || r.what == action::lock || run_->every_step)
		return false;
	if (r.what == action::fence)
		return r.order != __ATOMIC_SEQ_CST;
	for (const place &p : known.places) {
		if (r.where >= p.where && r.where < p.where + p.size)
			return !p.is_shared() && !is_freed(r.where, r.size);
	}
	return false;
}

void world::settle()
{
	for (unsigned t = 0; t < n_ && !known.has_grown; t++) {
		while (!known.has_grown && is_settled(t)) {
			options only;

			find_steps(t, only);
			if (only.count != 1)
				break;
			make(only.each[0]);
		}
	}
	mem_.tidy();
}

void world::find(options &found)
{
	found.count = 0;
	found.certain = false;
	for (unsigned t = 0; t < n_; t++) {
		if (!(books_.done >> t & 1))
			find_steps(t, found);
	}
}

void world::find_steps(unsigned t, options &found)
{
	const request &r = contenders[t].pending;
	std::uint8_t readable[memory::max_messages];
	unsigned n;

	if (r.what == action::lock) {
		if (mem_.is_locked(static_cast<unsigned>(r.value)))
			return;
		found.certain = true;
		return found.add(t, 0);
	}
	if (r.what == action::fence) {
		found.certain = true;
		return found.add(t, 0);
	}

	const unsigned l = known.locate(t, r.where, r.size);
	const place &p = known.places[l];
	const part of(p, r);
	const std::uint64_t newest = of.of(mem_.newest(l));

	if (is_freed(r.where, r.size))
		throw failure{"freed", "a step on what is freed"};
	if (!r.is_wait() || r.is_over(newest))
		found.certain = true;
	switch (r.what) {
	case action::store:
		if (!is_whole(p, r))
			return found.add(t, mem_.count(l));
		n = mem_.places(t, l, r.order, readable);
		for (unsigned i = 0; i < n; i++)
			found.add(t, readable[i]);
		return;
	case action::exchange:
	case action::add:
	case action::bit_or:
		return found.add(t, mem_.count(l));
	case action::compare_exchange:
		if (newest == r.expected)
			found.add(t, mem_.count(l));
		n = mem_.readable(t, l, of.mask << of.shift, static_cast<int>(r.failure), readable);
		for (unsigned i = 0; i < n; i++) {
			if (of.of(mem_.value(l, readable[i])) != r.expected)
				found.add(t, readable[i]);
		}
		return;
	default:
		n = mem_.readable(t, l, of.mask << of.shift, r.order, readable);
		for (unsigned i = 0; i < n; i++) {
			if (!r.is_wait() || r.is_over(of.of(mem_.value(l, readable[i]))))
				found.add(t, readable[i]);
		}
	}
}

void world::perform(option o)
{
	make(o);
	settle();
}

/* A step that changes the newest value. */
void world::modify(unsigned t, request &r, unsigned l)
{
	const part of(known.places[l], r);
	const std::uint64_t before = mem_.newest(l);
	std::uint64_t value = r.value;

	r.found = of.of(before);
	if (r.what == action::add)
		value += r.found;
	else if (r.what == action::bit_or)
		value |= r.found;

	const std::uint64_t after = of.with(before, value);

	/* A store into a part reads nothing: it acquires nothing either. */
	mem_.modify(t, l, after, r.what == action::store ? r.order & __ATOMIC_RELEASE : r.order);
}

void world::make(option o)
{
	const unsigned t = o.thread;
	request &r = contenders[t].pending;

	if (r.what == action::lock) {
		mem_.take_lock(t, static_cast<unsigned>(r.value));
	} else if (r.what == action::fence) {
		mem_.fence(t, r.order);
	} else {
		const unsigned l = known.locate(t, r.where, r.size);
		const place &p = known.places[l];
		const part of(p, r);
		const std::uint64_t before = mem_.newest(l);

		switch (r.what) {
		case action::store:
			touch(t, r, l, true);
			if (!is_whole(p, r)) {
				modify(t, r, l);
				break;
			}
			mem_.write(t, l, o.message, r.value, r.order);
			break;
		case action::compare_exchange:
			r.done = o.message == mem_.count(l);
			if (!r.done) {
				touch(t, r, l, false);
				r.found = of.of(
					mem_.read(t, l, o.message, static_cast<int>(r.failure)));
				break;
			}
			[[fallthrough]];
		case action::exchange:
		case action::add:
		case action::bit_or:
			touch(t, r, l, true);
			modify(t, r, l);
			break;
		default:
			touch(t, r, l, false);
			r.found = of.of(mem_.read(t, l, o.message, r.order));
		}
		poke(p, mem_.newest(l));
		model::stepped(t, r, before, mem_.newest(l));
	}
	if (journal)
		write_down(t, r);
	advance(t);
}

/* Atomic accesses race with plain ones alone. */
void world::touch(unsigned t, const request &r, unsigned l, bool writes)
{
	bool races = false;

	if (!known.places[l].raced)
		return;
	known.each_object(t, r.where, r.size, true, [&](unsigned i, const object &o) {
		races |= !o.atomic && !mem_.covers(t, i, writes);
		if (o.atomic && o.where == r.where && o.size == r.size)
			mem_.touch(t, i, writes);
	});
	if (races && !known.has_grown)
		throw failure{"race", "an atomic access beside a plain one"};
}

bool world::is_freed(std::uintptr_t where, std::size_t size) const
{
	for (unsigned i = 0; i < books_.freed_count; i++) {
		if (where < books_.freed[i].where + books_.freed[i].size &&
		    books_.freed[i].where < where + size)
			return true;
	}
	return false;
}

void world::plain_access(std::uintptr_t where, std::size_t size, bool writes)
{
	const unsigned t = self();
	bool races = false;

	if (is_freed(where, size))
		fail("freed", "an access to what is freed");
	known.each_object(t, where, size, false, [&](unsigned i, const object &o) {
		races |= !mem_.covers(t, i, writes);
		if (!o.atomic && o.where == where && o.size == size)
			mem_.touch(t, i, writes);
	});
	for (unsigned l = 0; l < known.places.size(); l++) {
		place &p = known.places[l];

		if (where >= p.where + p.size || p.where >= where + size)
			continue;
		known.locate(t, p.where, p.size);
		if (writes)
			written_.push_back(l);
	}
	if (races && !known.has_grown)
		fail("race", "plain accesses of two");
}

void world::freed(std::uintptr_t where, std::size_t size)
{
	for (unsigned i = 0; i < known.objects.size(); i++) {
		if (known.objects[i].meets(where, size) && !mem_.covers(self(), i, true))
			fail("freed", "while another's access to it may not be over");
	}
	if (books_.freed_count == max_threads)
		fail("freed", "too often");
	books_.freed[books_.freed_count++] = {where, size};
}

void plain_access(std::uintptr_t where, std::size_t size, bool writes)
{
	the_world.plain_access(where, size, writes);
}

void freed(std::uintptr_t where, std::size_t size)
{
	the_world.freed(where, size);
}

void unlocked(unsigned number)
{
	the_world.unlocked(number);
}

bool is_sequential() noexcept
{
	return the_world.is_sequential();
}

void may_be_freed(const volatile void *object, std::size_t size)
{
	const range r = {reinterpret_cast<std::uintptr_t>(object), size};

	for (const range &other : known.freeable) {
		if (other.where == r.where)
			return;
	}
	known.freeable.push_back(r);
}

/* By nobody as yet. */
void declare(const volatile void *object, std::size_t size)
{
	const auto where = reinterpret_cast<std::uintptr_t>(object);

	for (const place &p : known.places) {
		if (p.where == where)
			return;
	}
	known.places.push_back({where, size, 0, false});
}

} /* namespace walker */
