// SPDX-License-Identifier: GPL-2.0
/* state.cpp - a state: its digest, and how the search keeps one and goes back to it. */
#include <cstring>

#include "world.hpp"

namespace explorer
{

digest world::fingerprint() const
{
	digest sum;

	sum.add(&books_, sizeof(books_));
	sum.add(local_, n_ * sizeof(digest));
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
	take(static_cast<void *>(&mem_),
	     static_cast<std::size_t>(saved.data() + saved.size() - from));
}

} /* namespace explorer */
