/* SPDX-License-Identifier: GPL-2.0 */
/*
 * coroutine.hpp - what runs on a simulated CPU, and the memory that it runs in.
 *
 * All simulated memory, stacks with it, lies in one arena that starts on a page: which objects
 * share a line depends on nothing but the program.
 */
#ifndef NTSPIN_BENCH_COROUTINE_HPP
#define NTSPIN_BENCH_COROUTINE_HPP

#include <cstddef>
#include <functional>

#include <ucontext.h>

namespace bench
{

class arena {
public:
	static constexpr std::size_t line_bytes = 64;

	explicit arena(std::size_t bytes);
	~arena();
	arena(const arena &) = delete;
	arena &operator=(const arena &) = delete;

	/* On lines of its own; offset bytes into the first of them. */
	void *allocate(std::size_t bytes, std::size_t offset);

	const char *begin() const
	{
		return begin_;
	}

	std::size_t lines() const
	{
		return bytes_ / line_bytes;
	}

private:
	std::size_t bytes_;
	std::size_t used_ = 0;
	char *begin_;
};

class coroutine {
public:
	static constexpr std::size_t stack_bytes = 32 * 1024;

	coroutine(void *stack, std::function<void()> body);
	coroutine(const coroutine &) = delete;
	coroutine &operator=(const coroutine &) = delete;

	/* Run it until it leaves, or ends. */
	void enter();
	/* Called by itself: back to whoever entered. */
	void leave();

	bool ended() const
	{
		return ended_;
	}

private:
	static void first_entry(unsigned high, unsigned low);

	std::function<void()> body_;
	ucontext_t inside_;
	ucontext_t outside_;
	bool ended_ = false;
};

} /* namespace bench */

#endif
