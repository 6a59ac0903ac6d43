/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world.hpp - one state of an execution: memory, contenders, and what the lock has promised them.
 *
 * There is one world, the one that runs. The search saves it and takes it back.
 */
#ifndef EXPLORER_WORLD_HPP
#define EXPLORER_WORLD_HPP

#include <string>
#include <vector>

#include "depth_first.hpp"
#include "ledger.hpp"
#include "memory.hpp"

namespace explorer
{

/* How a run is set up. */
struct setup {
	std::vector<std::string> programs;
	/* Where s starts: at the step before it wraps. */
	std::uint8_t serving = 0xff;
	/* Each load finds whatever the memory model lets it find. */
	bool stale = false;
	/* Besides, the byte s has views of its own. */
	bool bytes = false;
	/* Without the reduction that reduce() stands for; shows that it changes no verdict. */
	bool every_order = false;
	/* The step at this line of the template is made with the order below; 0: none is. */
	long weak_line = 0;
	int weak_order = 0;
	/* The compare-exchange at this line may fail though it finds what it expects. */
	long spurious_line = 0;
};

using options = options_of<max_contenders * memory::max_messages>;

class world {
public:
	void start(const setup &run);
	void find(options &found);
	void perform(option o);
	bool finished() const
	{
		return books_.done.is_all(n_);
	}
	/* All have returned: is the lock as it was? If not, may anybody go on? */
	void check(const options &found) const;
	void arrived() const
	{
	}

	digest fingerprint() const;
	void save(std::vector<char> &to) const;
	void restore(const std::vector<char> &saved);

	/* Where set, each step is written down. */
	std::vector<std::string> *journal = nullptr;

private:
	location locate(unsigned t, const request &r);
	location locate_field(unsigned t, const request &r);
	void advance(unsigned t);
	bool announce(unsigned t, const request &r);
	void enter(unsigned t, const request &r);
	void end_section(unsigned t);
	void drop_node(unsigned t);
	void leave(unsigned t);
	void give_up(unsigned t);
	void storing(unsigned t, const request &r, unsigned owner);
	static unsigned owner_of(location l)
	{
		return (l - 1u) / 2;
	}
	void step(unsigned t, request &r, location l, unsigned message);
	void find_steps(unsigned t, options &found);
	void word_changed(unsigned t, std::uint64_t before);
	bool is_independent(unsigned t, const request &r) const;
	void reduce();
	void make(option o);
	/* The order that it is made with, which may be a weakened one. */
	int order_of(const request &r) const;

	const setup *run_;
	unsigned n_;
	memory mem_;
	ledger books_;
	/* What stands for each contender's stack and next step. */
	digest local_[max_contenders];
};

} /* namespace explorer */

#endif
