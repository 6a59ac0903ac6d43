/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory.hpp - memory by messages and views, as ../explorer/memory.hpp has it, of any location.
 *
 * More than there: fences, sequentially consistent accesses, objects that are accessed plainly. A
 * thread has three views: what it has seen; what an acquire fence would add to that; what it had
 * seen at its last release fence. An access that is sequentially consistent acquires and releases,
 * and finds nothing older than what such a store before it left: less than the language promises,
 * so that nothing is missed. In a sequentially consistent run a location keeps its newest value
 * alone, and views stay empty.
 *
 * A store into a part of a location is a read-modify-write of the whole.
 *
 * Races are seen by views too. A view covers an object's accesses, or has missed some.
 */
#ifndef WALKER_MEMORY_HPP
#define WALKER_MEMORY_HPP

#include "../explorer/digest.hpp"
#include "walker.hpp"

namespace walker
{

using explorer::digest;

constexpr unsigned max_locations = 24;
constexpr unsigned max_objects = 64;
constexpr unsigned max_locks = 4;

struct view {
	/* Places in modification order that lie behind; 0 where nothing is known. */
	std::uint8_t past[max_locations];
	/* Objects of whose last write, and last read by each thread, this does not know. */
	std::uint64_t missed_write;
	std::uint64_t missed_read[max_threads];

	void pass(unsigned l, unsigned place)
	{
		if (past[l] < place)
			past[l] = static_cast<std::uint8_t>(place);
	}

	void join(const view &other);
	bool includes(const view &other) const;

	static view nothing()
	{
		view v = {};

		v.missed_write = ~std::uint64_t{0};
		for (std::uint64_t &missed : v.missed_read)
			missed = ~std::uint64_t{0};
		return v;
	}
};

struct message {
	std::uint64_t value;
	std::uint64_t attached; /* nothing fits between it and the one before */
	view seen;
};

class memory {
public:
	static constexpr unsigned max_messages = 128;

	void start(unsigned threads, bool stale, bool fences, unsigned locations,
		   const std::uint64_t *initial);

	unsigned count(unsigned l) const
	{
		return first_[l + 1] - first_[l];
	}

	std::uint64_t value(unsigned l, unsigned i) const
	{
		return pool_[first_[l] + i].value;
	}

	std::uint64_t newest(unsigned l) const
	{
		return value(l, count(l) - 1);
	}

	/*
	 * The messages that thread t may read. One that holds what an older one holds, under mask,
	 * is left out where reading it would only add to the view.
	 */
	unsigned readable(unsigned t, unsigned l, std::uint64_t mask, int order,
			  std::uint8_t *found) const;
	/* The places where thread t may put a store; the last is count(). */
	unsigned places(unsigned t, unsigned l, int order, std::uint8_t *found) const;

	std::uint64_t read(unsigned t, unsigned l, unsigned i, int order);
	void write(unsigned t, unsigned l, unsigned place, std::uint64_t value, int order);
	/* Reads the newest, and is attached to it. */
	void modify(unsigned t, unsigned l, std::uint64_t value, int order);
	void fence(unsigned t, int order);

	bool is_locked(unsigned number) const
	{
		return locked_ >> number & 1;
	}

	void take_lock(unsigned t, unsigned number);
	void give_lock(unsigned t, unsigned number);

	/* Thread t accesses an object. */
	void touch(unsigned t, unsigned object, bool writes);
	/* Whether all writes of others, and all reads, come before what thread t does next. */
	bool covers(unsigned t, unsigned object, bool reads_too) const;

	void retire(unsigned t)
	{
		retired_ = static_cast<std::uint8_t>(retired_ | 1u << t);
		now_[t] = pending_[t] = fenced_[t] = {};
	}

	/* Drop what nobody can read, so that equal states look equal. */
	void tidy();
	void add_to(digest &sum) const;
	std::size_t used_bytes() const;

private:
	bool is_live(unsigned t) const
	{
		return !(retired_ >> t & 1);
	}

	template <class Change> void each_view(Change change);
	template <class Change> void each_shared_view(Change change);
	void insert(unsigned l, unsigned place, const message &m);
	void drop(unsigned l, unsigned gone, unsigned floor);

	view now_[max_threads];
	view pending_[max_threads];
	view fenced_[max_threads];
	view sequential_;
	view lock_[max_locks];
	std::uint8_t first_[max_locations + 1];
	std::uint8_t locations_;
	std::uint8_t threads_;
	std::uint8_t retired_; /* a bit for each thread */
	std::uint8_t locked_;
	bool stale_;
	bool fences_;
	std::uint8_t pad_[1];
	/* The last member: copies take only what is used. */
	message pool_[max_messages];
};

} /* namespace walker */

#endif
