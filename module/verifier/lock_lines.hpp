/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_lines.hpp - which of the known locks lie in a part of memory.
 *
 * Promised: a look-up takes no lock, and no more steps where thousands of locks are known elsewhere
 * than where there are none: one for each page, and one for each cache line in a page that has
 * locks. FALSE is certain. Every free of memory is looked up.
 *
 * Cache lines are hashed; the table changes under table_lock. A reader without it sees by a count
 * whether the table has changed meanwhile.
 */
#ifndef NTSPIN_LOCK_LINES_HPP
#define NTSPIN_LOCK_LINES_HPP

#include "../lock/atomic.hpp"
#include "memory_range.hpp"
#include "shared_field.hpp"

namespace ntspin
{

/* A lock that is known, by where it lies. */
struct line_member {
	shared_field<ULONG_PTR> lies_at; /* 0 where it is in no line */
	shared_field<line_member *> same_line;
};

constexpr ULONG line_size = 64;
constexpr ULONG page_size = 4096;
constexpr ULONG line_bits = 13;
constexpr ULONG page_bits = 13;

struct lock_lines {
	static constexpr ULONG line_count = 1 << line_bits;
	static constexpr ULONG page_count = 1 << page_bits;

	shared_field<line_member *> *first;
	shared_field<ULONG> *known; /* how many locks lie in pages of this hash */
	ULONG changes;		    /* odd while something changes */
};

extern lock_lines lines;

namespace
{

inline shared_field<line_member *> &line_of(ULONG_PTR address) noexcept
{
	return lines.first[address / line_size * 0x9e3779b97f4a7c15 >> (64 - line_bits)];
}

inline shared_field<ULONG> &known_near(ULONG_PTR address) noexcept
{
	return lines.known[address / page_size * 0x9e3779b97f4a7c15 >> (64 - page_bits)];
}

/*
 * Under table_lock. The fence orders the changes after the odd count: pairs with may_have_locks().
 */
inline void begin_change() noexcept
{
	atomic_ref(lines.changes).store(lines.changes + 1, memory_order_relaxed);
	__atomic_thread_fence(__ATOMIC_RELEASE);
}

/* Release: what has changed comes before the even count. Pairs with may_have_locks(). */
inline void end_change() noexcept
{
	atomic_ref(lines.changes).store(lines.changes + 1, memory_order_release);
}

inline void join_line(line_member &member, ULONG_PTR address) noexcept
{
	shared_field<line_member *> &line = line_of(address);
	shared_field<ULONG> &known = known_near(address);

	begin_change();
	member.lies_at = address;
	member.same_line = line.now();
	line = &member;
	known = known + 1;
	end_change();
}

inline void leave_line(line_member &member) noexcept
{
	shared_field<line_member *> *link = &line_of(member.lies_at);
	shared_field<ULONG> &known = known_near(member.lies_at);

	while (link->now() != &member)
		link = &link->now()->same_line;
	begin_change();
	*link = member.same_line.now();
	member.lies_at = 0;
	known = known - 1;
	end_change();
}

/*
 * Each line of some memory that may have locks in it, until one is enough. Returns whether it was.
 */
template <class Visit>
bool visit_lines(const memory_range &memory, ULONG &steps, Visit is_enough) noexcept
{
	for (ULONG_PTR page = memory.first & ~ULONG_PTR{page_size - 1}; page < memory.end;
	     page += page_size) {
		steps++;
		if (known_near(page) == 0)
			continue;

		const ULONG_PTR end = page + page_size < memory.end ? page + page_size : memory.end;
		ULONG_PTR line = page < memory.first ? memory.first : page;

		for (line &= ~ULONG_PTR{line_size - 1}; line < end; line += line_size) {
			steps++;
			if (is_enough(line_of(line).now()))
				return true;
		}
	}
	return false;
}

/*
 * Where the table changes meanwhile nothing is certain, nor where a walk ends: no walk is longer
 * than most. Acquires: pair with begin_change() and end_change().
 */
inline bool may_have_locks(const memory_range &memory, ULONG &steps, ULONG most) noexcept
{
	const ULONG before = atomic_ref(lines.changes).load(memory_order_acquire);
	const bool found = visit_lines(memory, steps, [&](const line_member *member) {
		ULONG walked = 0;

		for (; member; member = member->same_line, walked++)
			if (walked == most || memory.has(member->lies_at))
				return true;
		steps += walked;
		return false;
	});

	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return found || before % 2 ||
	       atomic_ref(lines.changes).load(memory_order_relaxed) != before;
}

} /* namespace */
} /* namespace ntspin */

#endif
