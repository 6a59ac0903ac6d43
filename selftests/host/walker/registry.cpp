// SPDX-License-Identifier: GPL-2.0
/* registry.cpp - entering what is accessed. */
#include "registry.hpp"

#include "../explorer/failure.hpp"

namespace walker
{

using explorer::out_of_room;

registry known;

bool registry::is_raced(std::uintptr_t where, std::size_t size) const
{
	const object wanted = {where, size, true, 0};

	for (const object &o : objects) {
		if (!o.atomic && o.meets(where, size))
			return true;
	}
	for (const range &r : freeable) {
		if (wanted.meets(r.where, r.size))
			return true;
	}
	return false;
}

unsigned registry::locate(unsigned t, std::uintptr_t where, std::size_t size, bool writes,
			  bool ordered)
{
	const auto user = static_cast<std::uint8_t>(1u << t);

	for (unsigned l = 0; l < places.size(); l++) {
		place &p = places[l];

		if (where < p.where || where >= p.where + p.size)
			continue;
		if (where + size > p.where + p.size)
			throw out_of_room{"ways to access a location in parts: declare it"};
		has_grown |= !(p.users & user);
		p.users |= user;
		has_grown |= writes && !p.varies;
		p.varies |= writes;
		has_grown |= ordered && !p.ordered;
		p.ordered |= ordered;
		if (!p.raced && is_raced(p.where, p.size))
			p.raced = has_grown = true;
		return l;
	}
	places.push_back({where, size, user, is_raced(where, size), writes, ordered, all_locks,
			  place::none});
	has_grown = true;
	return static_cast<unsigned>(places.size() - 1);
}

void registry::guard(unsigned l, std::uint8_t held)
{
	place &p = places[l];

	has_grown |= p.guards & ~held;
	p.guards &= held;
}

void registry::use(unsigned t, object &o)
{
	const auto user = static_cast<std::uint8_t>(1u << t);

	has_grown |= !(o.users & user);
	o.users |= user;
}

range registry::whole_of(std::uintptr_t where, std::size_t size) const
{
	for (const range &whole : wholes) {
		if (where >= whole.where && where + size <= whole.where + whole.size)
			return whole;
	}
	return {where, size};
}

void registry::enter(unsigned t, std::uintptr_t where, std::size_t size, bool atomic)
{
	const auto user = static_cast<std::uint8_t>(1u << t);
	bool is_there = false;

	/* All that it meets has one more user. */
	for (object &o : objects) {
		if (!o.meets(where, size))
			continue;
		use(t, o);
		is_there |= o.atomic == atomic && o.where == where && o.size == size;
	}
	if (is_there)
		return;
	if (objects.size() == max_objects)
		throw out_of_room{"objects"};

	object entered = {where, size, atomic, user};

	for (const object &o : objects)
		entered.users |= o.meets(where, size) ? o.users : 0;
	objects.push_back(entered);
	has_grown = true;
}

} /* namespace walker */
