// SPDX-License-Identifier: GPL-2.0
/* contenders.cpp - the switch, and ThreadSanitizer's entries, by which shipped code asks. */
#include "contenders.hpp"

#include "../switch_to.hpp"

namespace walker
{

contender contenders[max_threads];
stack stacks[max_threads];
deeds done;

namespace
{

void *walker_stack;
unsigned running;

[[noreturn]] void run_program()
{
	const unsigned me = running;

	for (const char *round = contenders[me].program; *round; round++)
		model::run(*round, !round[1]);
	for (;;)
		ask({});
}

bool is_on_a_stack(std::uintptr_t where)
{
	const auto begin = reinterpret_cast<std::uintptr_t>(stacks);

	return where >= begin && where < begin + sizeof(stacks);
}

} /* namespace */

const request &ask(const request &wanted) noexcept
{
	contender &me = contenders[running];

	me.pending = wanted;
	ntspin_switch_to(&me.stack_pointer, walker_stack);
	return contenders[running].pending;
}

unsigned self() noexcept
{
	return running;
}

/* Never comes back. */
void fail(const char *check, const char *detail) noexcept
{
	if (!done.check) {
		done.check = check;
		done.detail = detail;
	}
	for (;;)
		ask({});
}

void lock(unsigned number) noexcept
{
	ask({.what = action::lock,
	     .value = number,
	     .from = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))});
}

void unlock(unsigned number) noexcept
{
	unlocked(number);
}

void free(const volatile void *object, std::size_t size) noexcept
{
	freed(reinterpret_cast<std::uintptr_t>(object), size);
}

void prepare(unsigned i, const char *program)
{
	contenders[i] = {prepare_stack(stacks[i], &run_program), {}, program};
}

void resume(unsigned i)
{
	running = i;
	ntspin_switch_to(&walker_stack, contenders[i].stack_pointer);
	if (stacks[i].word[0])
		done.overflow = true;
}

} /* namespace walker */

using namespace walker;

/* What the compiler calls instead of an atomic access, or before a plain one. */

#define FROM reinterpret_cast<std::uintptr_t>(__builtin_return_address(0))
#define AT(object) reinterpret_cast<std::uintptr_t>(object)

namespace
{

using u8 = std::uint8_t;

std::uint64_t step(const request &wanted) noexcept
{
	return ask(wanted).found;
}

void plain(const void *where, std::size_t size, bool writes) noexcept
{
	if (!is_on_a_stack(AT(where)))
		plain_access(AT(where), size, writes);
}

} /* namespace */

extern "C" {

#define SIZED(bits)                                                                            \
	std::uint##bits##_t __tsan_atomic##bits##_load(const volatile void *a, int order)      \
	{                                                                                      \
		return static_cast<std::uint##bits##_t>(step({.what = action::load,            \
							      .size = bits / 8,                \
							      .order = static_cast<u8>(order), \
							      .where = AT(a),                  \
							      .from = FROM}));                 \
	}                                                                                      \
	void __tsan_atomic##bits##_store(volatile void *a, std::uint##bits##_t v, int order)   \
	{                                                                                      \
		step({.what = action::store,                                                   \
		      .size = bits / 8,                                                        \
		      .order = static_cast<u8>(order),                                         \
		      .where = AT(a),                                                          \
		      .value = v,                                                              \
		      .from = FROM});                                                          \
	}                                                                                      \
	MODIFIES(bits, exchange, exchange, v)                                                  \
	MODIFIES(bits, fetch_add, add, v)                                                      \
	MODIFIES(bits, fetch_sub, add, -std::uint64_t{v})                                      \
	MODIFIES(bits, fetch_or, bit_or, v)                                                    \
	bool __tsan_atomic##bits##_compare_exchange_strong(volatile void *a,                   \
							   std::uint##bits##_t *expected,      \
							   std::uint##bits##_t v, int order,   \
							   int failure)                        \
	{                                                                                      \
		const request *met = &ask({.what = action::compare_exchange,                   \
					   .size = bits / 8,                                   \
					   .order = static_cast<u8>(order),                    \
					   .failure = static_cast<unsigned>(failure),          \
					   .where = AT(a),                                     \
					   .value = v,                                         \
					   .expected = *expected,                              \
					   .from = FROM});                                     \
                                                                                               \
		*expected = static_cast<std::uint##bits##_t>(met->found);                      \
		return met->done;                                                              \
	}

#define MODIFIES(bits, name, kind, by)                                                            \
	std::uint##bits##_t __tsan_atomic##bits##_##name(volatile void *a, std::uint##bits##_t v, \
							 int order)                               \
	{                                                                                         \
		return static_cast<std::uint##bits##_t>(step({.what = action::kind,               \
							      .size = bits / 8,                   \
							      .order = static_cast<u8>(order),    \
							      .where = AT(a),                     \
							      .value = by,                        \
							      .from = FROM}));                    \
	}

SIZED(8)
SIZED(16)
SIZED(32)
SIZED(64)

void __tsan_atomic_thread_fence(int order)
{
	step({.what = action::fence, .order = static_cast<u8>(order), .from = FROM});
}

#define PLAIN(size)                            \
	void __tsan_read##size(const void *a)  \
	{                                      \
		plain(a, size, false);         \
	}                                      \
	void __tsan_write##size(const void *a) \
	{                                      \
		plain(a, size, true);          \
	}

PLAIN(1)
PLAIN(2)
PLAIN(4)
PLAIN(8)
PLAIN(16)

void __tsan_read_range(const void *a, std::size_t size)
{
	plain(a, size, false);
}

void __tsan_write_range(const void *a, std::size_t size)
{
	plain(a, size, true);
}

void __tsan_init()
{
}
}
