// SPDX-License-Identifier: GPL-2.0
/* steps.cpp - steps: which there are, and what one does to memory. */
#include "world.hpp"

#include "../explorer/failure.hpp"

namespace walker
{

using explorer::failure;

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

bool is_whole(const place &p, const request &r)
{
	return p.size == r.size;
}

} /* namespace */

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

	const place &p = known.places[known.locate(t, r.where, r.size, false, false)];
	const unsigned l = p.slot;

	if (l == place::none) {
		if (r.is_wait() && !r.is_over(part(p, r).of(p.peek())))
			return;
		found.certain = true;
		return found.add(t, 0);
	}

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

void world::check(const options &found) const
{
	if (finished())
		model::check_end();
	else if (!found.certain && !model::may_wait_for_ever())
		throw failure{"hang", "all who are left may wait forever"};
}

void world::perform(option o)
{
	make(o);
	reduce();
}

namespace
{

std::uint64_t changed(const request &r, std::uint64_t found)
{
	switch (r.what) {
	case action::add:
		return found + r.value;
	case action::bit_or:
		return found | r.value;
	default:
		return r.value;
	}
}

} /* namespace */

/* Nobody else comes there: it finds what is there, and leaves what it is to. */
void world::make_alone(unsigned t, request &r, const place &p)
{
	const part of(p, r);
	const std::uint64_t before = p.peek();

	r.found = of.of(before);
	r.done = r.found == r.expected;
	if (r.writes() && (r.what != action::compare_exchange || r.done))
		p.poke(of.with(before, changed(r, r.found)));
	model::stepped(t, r, before, p.peek());
}

/* A step that changes the newest value. */
void world::modify(unsigned t, request &r, const place &p)
{
	const part of(p, r);
	const std::uint64_t before = mem_.newest(p.slot);

	r.found = of.of(before);
	/* A store into a part reads nothing: it acquires nothing either. */
	mem_.modify(t, p.slot, of.with(before, changed(r, r.found)),
		    r.what == action::store ? r.order & __ATOMIC_RELEASE : r.order);
}

void world::make_shared(unsigned t, request &r, const place &p, unsigned message)
{
	const part of(p, r);
	const std::uint64_t before = mem_.newest(p.slot);

	r.done = message == mem_.count(p.slot);
	touch(t, r, p, r.writes() && (r.what != action::compare_exchange || r.done));
	if (r.what == action::store && is_whole(p, r))
		mem_.write(t, p.slot, message, r.value, r.order);
	else if (r.writes() && (r.what != action::compare_exchange || r.done))
		modify(t, r, p);
	else
		r.found = of.of(mem_.read(t, p.slot, message,
					  r.writes() ? static_cast<int>(r.failure) : r.order));
	p.poke(mem_.newest(p.slot));
	model::stepped(t, r, before, mem_.newest(p.slot));
}

void world::make(option o)
{
	const unsigned t = o.thread;
	request &r = contenders[t].pending;

	if (r.what == action::lock) {
		mem_.take_lock(t, static_cast<unsigned>(r.value));
		books_.held[t] |= static_cast<std::uint8_t>(1u << r.value);
	} else if (r.what == action::fence) {
		mem_.fence(t, r.order);
	} else {
		const place &p = known.places[known.locate(t, r.where, r.size, false, false)];

		if (p.slot == place::none)
			make_alone(t, r, p);
		else
			make_shared(t, r, p, o.message);
	}
	if (journal)
		write_down(t, r);
	advance(t);
}

/* Atomic accesses race with plain ones alone. */
void world::touch(unsigned t, const request &r, const place &p, bool writes)
{
	bool races = false;

	if (!p.raced)
		return;
	known.each_object(t, r.where, r.size, true, [&](unsigned i, const object &o) {
		races |= !o.atomic && !mem_.covers(t, i, writes);
		if (o.atomic && o.where == r.where && o.size == r.size)
			mem_.touch(t, i, writes);
	});
	if (races && !known.has_grown)
		throw failure{"race", "an atomic access beside a plain one"};
}

} /* namespace walker */
