// SPDX-License-Identifier: GPL-2.0
/*
 * coroutine.cpp - stacks that take turns.
 */
#include "coroutine.hpp"

#include <cstdint>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace bench
{

arena::arena(std::size_t bytes) : bytes_(bytes)
{
	/* Zeroed, and only what is touched costs memory. */
	void *begin = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (begin == MAP_FAILED)
		throw std::bad_alloc();
	begin_ = static_cast<char *>(begin);
}

arena::~arena()
{
	munmap(begin_, bytes_);
}

void *arena::allocate(std::size_t bytes, std::size_t offset)
{
	char *const start = begin_ + used_;
	const std::size_t end = used_ + offset + bytes;

	used_ = (end + line_bytes - 1) / line_bytes * line_bytes;
	if (used_ > bytes_)
		throw std::bad_alloc();
	return start + offset;
}

coroutine::coroutine(void *stack, std::function<void()> body) : body_(std::move(body))
{
	const auto self = reinterpret_cast<std::uintptr_t>(this);

	getcontext(&inside_);
	inside_.uc_stack.ss_sp = stack;
	inside_.uc_stack.ss_size = stack_bytes;
	inside_.uc_link = &outside_;
	/* makecontext() hands over ints only, and takes any function as one without arguments. */
	makecontext(&inside_, reinterpret_cast<void (*)()>(reinterpret_cast<void *>(&first_entry)),
		    2, static_cast<unsigned>(self >> 32), static_cast<unsigned>(self));
}

void coroutine::first_entry(unsigned high, unsigned low)
{
	const auto self =
		reinterpret_cast<coroutine *>(static_cast<std::uintptr_t>(high) << 32 | low);

	self->body_();
	self->ended_ = true;
}

void coroutine::enter()
{
	swapcontext(&outside_, &inside_);
}

void coroutine::leave()
{
	swapcontext(&inside_, &outside_);
}

} /* namespace bench */
