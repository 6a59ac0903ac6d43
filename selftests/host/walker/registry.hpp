/* SPDX-License-Identifier: GPL-2.0 */
/*
 * registry.hpp - which parts of the shared memory are accessed, how, and by whom.
 *
 * Found by walking: where an execution shows more than was known, the walk begins again. So in the
 * walk that counts, what only one contender accesses is no step, and what is accessed both plainly
 * and atomically is known from the start.
 */
#ifndef WALKER_REGISTRY_HPP
#define WALKER_REGISTRY_HPP

#include <vector>

#include "memory.hpp"

namespace walker
{

constexpr std::uint8_t all_locks = (1u << max_locks) - 1;

/* What may be raced for: the plain accesses of an object, or its atomic ones. */
struct object {
	std::uintptr_t where;
	std::size_t size;
	bool atomic;
	std::uint8_t users; /* a bit for each contender */

	bool meets(std::uintptr_t at, std::size_t length) const
	{
		return at < where + size && where < at + length;
	}
};

struct place {
	static constexpr std::uint8_t none = 0xff;

	std::uintptr_t where;
	std::size_t size;
	std::uint8_t users;
	bool raced;   /* has an object too: it is accessed plainly as well, or may be freed */
	bool varies;  /* it is written to */
	bool ordered; /* accessed sequentially consistently */
	std::uint8_t guards; /* a bit for each lock that all hold who access it */
	std::uint8_t slot;   /* its location's number; none: it is no location, only memory */

	std::uint64_t peek() const
	{
		std::uint64_t value = 0;

		__builtin_memcpy(&value, reinterpret_cast<const void *>(where), size);
		return value;
	}

	void poke(std::uint64_t value) const
	{
		__builtin_memcpy(reinterpret_cast<void *>(where), &value, size);
	}

	/* What is never written to, all may read at any time. */
	bool is_shared() const
	{
		return varies && users & (users - 1u);
	}
};

struct range {
	std::uintptr_t where;
	std::size_t size;
};

struct registry {
	std::vector<place> places;
	std::vector<object> objects;
	std::vector<range> freeable;
	/* Accessed in parts, each of them plainly; raced for as one. */
	std::vector<range> wholes;
	bool fences = false;
	/* More is known than when the walk began. */
	bool has_grown = false;

	/* The location that holds it; entered if there is none. */
	unsigned locate(unsigned t, std::uintptr_t where, std::size_t size, bool writes,
			bool ordered);
	void use(unsigned t, object &o);
	/* It is accessed by a holder of these locks. */
	void guard(unsigned l, std::uint8_t held);
	/* Calls with each object's number that the access meets. */
	template <class Each>
	void each_object(unsigned t, std::uintptr_t where, std::size_t size, bool atomic, Each each)
	{
		enter(t, where, size, atomic);
		for (unsigned i = 0; i < objects.size(); i++) {
			if (objects[i].meets(where, size) &&
			    (objects[i].users & (objects[i].users - 1u)))
				each(i, objects[i]);
		}
	}

	/* What it is raced for as. */
	range whole_of(std::uintptr_t where, std::size_t size) const;

private:
	void enter(unsigned t, std::uintptr_t where, std::size_t size, bool atomic);
	bool is_raced(std::uintptr_t where, std::size_t size) const;
};

extern registry known;

} /* namespace walker */

#endif
