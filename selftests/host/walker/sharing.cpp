// SPDX-License-Identifier: GPL-2.0
/* sharing.cpp - plain accesses, and what is freed. */
#include "world.hpp"

namespace walker
{

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

	const range whole = known.whole_of(where, size);

	known.each_object(t, whole.where, whole.size, false, [&](unsigned i, const object &o) {
		races |= !mem_.covers(t, i, writes);
		if (!o.atomic && o.where == whole.where && o.size == whole.size)
			mem_.touch(t, i, writes);
	});
	for (unsigned l = 0; l < known.places.size(); l++) {
		place &p = known.places[l];

		if (where >= p.where + p.size || p.where >= where + size)
			continue;
		known.guard(known.locate(t, p.where, p.size, writes, false), books_.held[t]);
		if (writes && p.slot != place::none)
			written_.push_back(l);
	}
	if (races && !known.has_grown)
		fail("race", "plain accesses of two");
}

void world::freed(std::uintptr_t where, std::size_t size)
{
	for (unsigned i = 0; i < known.objects.size(); i++) {
		if (!known.objects[i].meets(where, size))
			continue;
		/* The one that frees it is one of its users. */
		known.use(self(), known.objects[i]);
		if (!mem_.covers(self(), i, true) && !known.has_grown)
			fail("freed", "while another's access to it may not be over");
	}
	if (books_.freed_count == max_freed)
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
	known.places.push_back({where, size, 0, false, false, false, all_locks, place::none});
}

void one_object(const volatile void *object, std::size_t size)
{
	const range r = {reinterpret_cast<std::uintptr_t>(object), size};

	for (const range &other : known.wholes) {
		if (other.where == r.where)
			return;
	}
	known.wholes.push_back(r);
}

} /* namespace walker */
