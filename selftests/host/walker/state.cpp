// SPDX-License-Identifier: GPL-2.0
/* state.cpp - a state: its digest, and how the search keeps one and goes back to it; its story. */
#include <cstdio>
#include <cstring>

#include "world.hpp"

/* The model's globals. */
extern char __start_walked[];
extern char __stop_walked[];

namespace walker
{

void world::reset()
{
	if (initial_.empty())
		initial_.assign(__start_walked, __stop_walked);
	std::memcpy(__start_walked, initial_.data(), initial_.size());
}

digest world::fingerprint() const
{
	digest sum;

	sum.add(&books_, sizeof(books_));
	sum.add(local_, n_ * sizeof(digest));
	sum.add(__start_walked, static_cast<std::size_t>(__stop_walked - __start_walked) & ~7ul);
	mem_.add_to(sum);
	return sum;
}

void world::save(std::vector<char> &to) const
{
	const auto put = [&](const void *from, std::size_t bytes) {
		const char *begin = static_cast<const char *>(from);

		to.insert(to.end(), begin, begin + bytes);
	};

	to.clear();
	put(&books_, sizeof(books_));
	put(local_, sizeof(local_));
	put(contenders, n_ * sizeof(contender));
	for (unsigned t = 0; t < n_; t++) {
		const char *top = reinterpret_cast<const char *>(&stacks[t] + 1);
		const char *from = static_cast<const char *>(contenders[t].stack_pointer);

		put(from, static_cast<std::size_t>(top - from));
	}
	put(__start_walked, static_cast<std::size_t>(__stop_walked - __start_walked));
	put(&mem_, mem_.used_bytes());
}

void world::restore(const std::vector<char> &saved)
{
	const char *from = saved.data();
	const auto take = [&](void *to, std::size_t bytes) {
		std::memcpy(to, from, bytes);
		from += bytes;
	};

	take(&books_, sizeof(books_));
	take(local_, sizeof(local_));
	take(contenders, n_ * sizeof(contender));
	for (unsigned t = 0; t < n_; t++) {
		char *bottom = reinterpret_cast<char *>(&stacks[t]);
		char *to = static_cast<char *>(contenders[t].stack_pointer);
		const std::size_t dead = static_cast<std::size_t>(to - bottom);

		std::memset(bottom, 0, dead);
		take(to, sizeof(stack) - dead);
	}
	take(__start_walked, static_cast<std::size_t>(__stop_walked - __start_walked));
	take(static_cast<void *>(&mem_),
	     static_cast<std::size_t>(saved.data() + saved.size() - from));
}

/* Addresses are for walk.py to put into words. */
void world::write_down(unsigned t, const request &r)
{
	static const char *const names[] = {"load",  "store",	   "exchange",
					    "add",   "bit_or",	   "compare_exchange",
					    "fence", "wait_while", "wait_until",
					    "lock"};
	static const char *const orders[] = {"relaxed", "consume", "acquire",
					     "release", "acq_rel", "seq_cst"};
	const unsigned long long found = r.found, value = r.value;
	char text[200];

	std::snprintf(text, sizeof(text), "%c  @%lx: %s %s &%lx %llx%s%llx%s", 'A' + t,
		      static_cast<unsigned long>(r.from), names[static_cast<int>(r.what)],
		      orders[r.order], static_cast<unsigned long>(r.where), value, " finds ", found,
		      r.what == action::compare_exchange && !r.done ? " fails" : "");
	journal->push_back(text);
}

} /* namespace walker */
