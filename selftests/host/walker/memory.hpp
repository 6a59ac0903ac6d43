/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory.hpp - memory by messages and views, as ../explorer/memory.hpp has it, of any location.
 *
 * More than there: fences, sequentially consistent accesses, objects that are accessed plainly. A
 * thread has three views: what it has seen; what an acquire fence would add to that; what it had
 * seen at its last release fence. An access that is sequentially consistent acquires and releases; and
 * has a place in an order of all such accesses, which need not be the one that they are made in: as
 * far as it follows from a thread's own order, from what was read, and from what was not read as
 * yet. That is less than the language promises, so that nothing is missed. In a sequentially consistent run a location keeps its newest value
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

constexpr unsigned max_locations = 40;
constexpr unsigned max_objects = 64;
constexpr unsigned max_locks = 4;
constexpr unsigned max_ordered = 4;

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

/* Places in modification order of the locations that are accessed sequentially consistently. */
struct ranks {
	std::uint8_t past[max_ordered];

	void join(const ranks &other)
	{
		for (unsigned i = 0; i < max_ordered; i++)
			past[i] = past[i] > other.past[i] ? past[i] : other.past[i];
	}
};

struct message {
	std::uint64_t value;
	std::uint32_t attached; /* nothing fits between it and the one before */
	std::uint32_t ordered;	/* 1 + the thread that stored it sequentially consistently */
	view seen;
};

class memory {
public:
	static constexpr unsigned max_messages = 200;

	void start(unsigned threads, bool stale, bool fences, unsigned locations,
		   const std::uint64_t *initial, const bool *ordered);

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
		ordered_[t] = {};
	}

	/* Drop what nobody can read, so that equal states look equal. */
	void canonicalize();
	void add_to(digest &sum) const;
	std::size_t used_bytes() const;

private:
	bool is_live(unsigned t) const
	{
		return !(retired_ >> t & 1);
	}

	/* The rank of location l, wherever there is one. */
	template <class Change> void each_rank(unsigned l, Change change)
	{
		const unsigned slot = ordered_slot_[l];

		if (slot == max_ordered)
			return;
		for (ranks &r : ordered_)
			change(r.past[slot]);
		for (ranks &r : readers_)
			change(r.past[slot]);
		for (ranks &r : writers_)
			change(r.past[slot]);
	}

	unsigned least_rank(unsigned t, unsigned l, int order) const;
	void order_read(unsigned t, unsigned l, unsigned i, int order);
	void order_write(unsigned t, unsigned l, unsigned place, int order, message &m);
	template <class Change> void each_view(Change change)
	{
		each_shared_view(change);
		for (unsigned t = 0; t < threads_; t++) {
			if (!is_live(t))
				continue;
			change(now_[t]);
			if (fences_)
				change(pending_[t]);
		}
	}

	/* What is found by others: the messages, the locks, what is sequentially consistent. */
	template <class Change> void each_shared_view(Change change)
	{
		change(sequential_);
		for (view &v : lock_)
			change(v);
		for (unsigned i = 0; i < first_[locations_]; i++)
			change(pool_[i].seen);
		for (unsigned t = 0; t < threads_; t++) {
			if (is_live(t))
				change(fenced_[t]);
		}
	}

	void insert(unsigned l, unsigned place, const message &m);
	void drop(unsigned l, unsigned gone, unsigned floor);

	view now_[max_threads];
	view pending_[max_threads];
	view fenced_[max_threads];
	/* What a thread's sequentially consistent accesses come after; and those of a location. */
	ranks ordered_[max_threads];
	ranks readers_[max_ordered];
	ranks writers_[max_ordered];
	std::uint8_t ordered_slot_[max_locations];
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
