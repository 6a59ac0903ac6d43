/* SPDX-License-Identifier: GPL-2.0 */
/* contenders.hpp - contenders as coroutines, and what they leave for the walker. */
#ifndef WALKER_CONTENDERS_HPP
#define WALKER_CONTENDERS_HPP

#include "walker.hpp"

namespace walker
{

/* Small, so that a state is cheap to keep. */
struct alignas(64) stack {
	static constexpr std::size_t words = 512;

	std::uint64_t word[words];
};

struct contender {
	void *stack_pointer;
	request pending;
	const char *program;
};

extern contender contenders[max_threads];
extern stack stacks[max_threads];

/* What a contender did between two steps; looked at when it comes to the second. */
struct deeds {
	const char *check; /* the promise that is broken; or NULL */
	const char *detail;
	bool overflow;
};

extern deeds done;

/* Let contender i run up to its next request. */
void resume(unsigned i);

/* Make contender i a coroutine that has not started yet. */
void prepare(unsigned i, const char *program);

/* The walker's side, asked by the contender that runs: */

void plain_access(std::uintptr_t where, std::size_t size, bool writes);
void freed(std::uintptr_t where, std::size_t size);
void unlocked(unsigned number);

} /* namespace walker */

#endif
