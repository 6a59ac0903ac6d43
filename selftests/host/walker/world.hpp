/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world.hpp - one state of an execution: memory, contenders, and what is freed.
 *
 * There is one world, the one that runs. The search saves it and takes it back. Shared memory is
 * what the model's file has as globals: the linker puts them between two symbols. They hold the
 * newest values; older ones are the memory's.
 */
#ifndef WALKER_WORLD_HPP
#define WALKER_WORLD_HPP

#include <string>
#include <vector>

#include "../explorer/depth_first.hpp"
#include "contenders.hpp"
#include "registry.hpp"

namespace walker
{

struct setup {
	std::vector<std::string> programs;
	/* Each load finds whatever the memory model lets it find. */
	bool stale = true;
	/* Also where only one contender comes, a step is one: shows that it changes no verdict. */
	bool every_step = false;
};

using explorer::option;
using options = explorer::options_of<max_threads * memory::max_messages>;

/* The walk has shown that more is shared than was known. */
struct anew {};

constexpr unsigned max_freed = 12;

/* A part of the state: no padding. */
struct ledger {
	range freed[max_freed];
	std::uint32_t freed_count;
	std::uint32_t done;   /* a bit for each contender */
	std::uint8_t held[8]; /* by each contender: a bit for each lock */
};

class world {
public:
	void start(const setup &run);
	void find(options &found);
	void perform(option o);
	bool finished() const
	{
		return books_.done == (1u << n_) - 1;
	}

	/* All have returned, or somebody may go on, or may wait for ever. */
	void check(const options &found) const;
	/* To a state which means something only while no more is known to be shared. */
	void arrived() const
	{
		if (known.has_grown)
			throw anew{};
	}

	digest fingerprint() const;
	void save(std::vector<char> &to) const;
	void restore(const std::vector<char> &saved);

	/* For the contender that runs. */
	void plain_access(std::uintptr_t where, std::size_t size, bool writes);
	void freed(std::uintptr_t where, std::size_t size);
	void unlocked(unsigned number)
	{
		mem_.give_lock(self(), number);
		books_.held[self()] &= static_cast<std::uint8_t>(~(1u << number));
	}
	bool is_sequential() const
	{
		return !run_->stale;
	}

	/* Where set, each step is written down. */
	std::vector<std::string> *journal = nullptr;

private:
	void reset();
	void advance(unsigned t);
	void reduce();
	bool is_independent(unsigned t) const;
	void make(option o);
	void make_alone(unsigned t, request &r, const place &p);
	void make_shared(unsigned t, request &r, const place &p, unsigned message);
	void modify(unsigned t, request &r, const place &p);
	void touch(unsigned t, const request &r, const place &p, bool writes);
	void find_steps(unsigned t, options &found);
	void write_down(unsigned t, const request &r);
	bool is_freed(std::uintptr_t where, std::size_t size) const;

	const setup *run_;
	unsigned n_;
	memory mem_;
	ledger books_;
	/* What stands for each contender's stack and next step. */
	digest local_[max_threads];
	/* Locations that the contender that runs has written to plainly. */
	std::vector<unsigned> written_;
	/* Shared memory as the program was started with it. */
	std::vector<char> initial_;
};

extern world the_world;

} /* namespace walker */

#endif
