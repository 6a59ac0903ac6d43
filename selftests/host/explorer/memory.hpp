/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory.hpp - the lock's memory as the C++ memory model has it, by messages and views.
 *
 * Each location holds the values stored to it in modification order. A thread's view says, for
 * each location, how many of them it has got past: it may read any that is not older, and may put
 * a plain store anywhere behind. A store leaves a message: its value, and the view that an acquire
 * of it gains. That is the storing thread's whole view for a release; a read-modify-write passes
 * on what the message before it had (a release sequence). It takes the newest, always.
 *
 * There are no promises: nothing is stored before its time, so no value comes out of thin air.
 * In a sequentially consistent run a location keeps its newest value alone, and views stay empty.
 *
 * The word is one location. The byte s is stored to by a read-modify-write of it, since no model
 * that is agreed on has accesses of mixed size. But what they may mean is modelled besides: with
 * `bytes`, the byte s and the rest of the word each keep the view of the store that wrote them
 * last, as the machine keeps bytes; a load gains the views of what it covers, and the byte's store
 * neither gains nor passes on a view of what was there before.
 *
 * Races are seen by views too. An object's accesses by one thread are *covered* by a view that
 * has acquired the last of them. What frees an object, or is not atomic, must cover all others'.
 */
#ifndef EXPLORER_MEMORY_HPP
#define EXPLORER_MEMORY_HPP

#include "digest.hpp"
#include "steps.hpp"

namespace explorer
{

/* The word, each node's two fields, and the byte s: as many stores as to the word, in step. */
using location = std::uint8_t;

constexpr unsigned locations = 1 + 2 * max_contenders + 1;
constexpr location word_location = 0;
constexpr location byte_location = locations - 1;

constexpr location next_location(unsigned node)
{
	return static_cast<location>(1 + 2 * node);
}

constexpr location lock_location(unsigned node)
{
	return static_cast<location>(2 + 2 * node);
}

/* What is freed as one, or raced for: the lock, the data under it, and each node. */
constexpr unsigned lock_object = 0;
constexpr unsigned data_object = 1;

constexpr unsigned node_object(unsigned node)
{
	return 2 + node;
}

struct view {
	/* Places in modification order that lie behind; 0 where nothing is known. */
	std::uint8_t past[16];
	/* One bit for each object and thread. */
	std::uint64_t covered;

	void pass(location l, unsigned place)
	{
		if (past[l] < place)
			past[l] = static_cast<std::uint8_t>(place);
	}

	void join(const view &other)
	{
		for (unsigned i = 0; i < sizeof(past); i++)
			past[i] = past[i] > other.past[i] ? past[i] : other.past[i];
		covered |= other.covered;
	}

	bool includes(const view &other) const
	{
		bool all = (other.covered & ~covered) == 0;

		for (unsigned i = 0; i < sizeof(past); i++)
			all &= past[i] >= other.past[i];
		return all;
	}
};

struct message {
	std::uint64_t value;
	view seen;
};

class memory {
public:
	/* More than this are an error of the explorer's, not of the lock's. */
	static constexpr unsigned max_messages = 96;

	void start(unsigned threads, bool stale, bool bytes, std::uint64_t word);

	/* Where the byte s is read: in the word, unless it has views of its own. */
	location serving_location() const
	{
		return bytes_ ? byte_location : word_location;
	}

	unsigned count(location l) const
	{
		return first_[l + 1] - first_[l];
	}

	std::uint64_t value(location l, unsigned i) const
	{
		return pool_[first_[l] + i].value;
	}

	std::uint64_t newest(location l) const
	{
		return value(l, count(l) - 1);
	}

	/*
	 * The messages that thread t may read. One that holds what an older one holds, under mask,
	 * is left out where reading it would only add to the view: what comes after it can come
	 * after the older one too.
	 */
	unsigned readable(unsigned t, location l, std::uint64_t mask, bool acquire,
			  std::uint8_t *found) const;

	/* The first place where thread t may put a store; the last is count(). */
	unsigned first_place(unsigned t, location l) const
	{
		return stale_ ? views_[t].past[l] : count(l);
	}

	std::uint64_t read(unsigned t, location l, unsigned i, bool acquire);
	void write(unsigned t, location l, unsigned place, std::uint64_t value, bool release);
	/* On the word: a compare-exchange that succeeds, and a store to its byte s. */
	void exchange(unsigned t, std::uint64_t value, bool acquire, bool release);
	void store_byte(unsigned t, std::uint64_t value, bool release);

	/* Thread t accesses the object. */
	void touch(unsigned t, unsigned object);
	/* Whether everybody else's accesses to the object come before what thread t does next. */
	bool covers_all(unsigned t, unsigned object) const;
	/* The node is somebody's new object: its fields hold nothing. */
	void forget_node(unsigned node);
	/* Thread t reads nothing any more. */
	void retire(unsigned t);

	/* Drop what nobody can read, so that equal states look equal. */
	void canonicalize();
	void add_to(digest &sum) const;
	std::size_t used_bytes() const;

private:
	static constexpr std::uint64_t bit(unsigned object, unsigned thread)
	{
		return std::uint64_t{1} << (object * max_contenders + thread);
	}

	template <class Change> void each_view(Change change);
	void append(unsigned t, location l, std::uint64_t value, bool inherit, bool release);
	void insert(location l, unsigned place, const message &m);

	view views_[max_contenders];
	std::uint8_t first_[locations + 1];
	std::uint8_t threads_;
	std::uint8_t retired_; /* a bit for each thread */
	bool stale_;
	bool bytes_;
	std::uint8_t pad_[7];
	/* The last member: copies take only what is used. */
	message pool_[max_messages];
};

} /* namespace explorer */

#endif
