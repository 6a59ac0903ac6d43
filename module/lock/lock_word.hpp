/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_word.hpp - the 64 bits of a KSPIN_LOCK.
 *
 *	63                      10 9   8 7        0
 *	+--------------------------+-----+----------+
 *	|           tail           |  q  |     s    |
 *	+--------------------------+-----+----------+
 *
 *	s     the ticket that is served: its holder owns the lock. A byte of its own, so that the
 *	      owner can advance it with a plain store while others compare-exchange the whole word.
 *	q     the next ticket to be given out, mod 4.
 *	tail  the handle that was queued last, or 0.
 *
 * Promised: each field wraps inside itself; q + 1 never carries into the tail, nor s + 1 into q.
 * Invariant: out = (q - s) mod 4, the tickets that are out, is 0, 1 or 2. The lock is free where
 * tail and out are 0; so zeroed storage is free, and a free word need not be zero.
 *
 *	   state     tail  out
 *	   free        0    0
 *	   held        0    1
 *	   pending     0    2     held, and one waits with a ticket
 *	   draining    t    0     queued, and the last ticket was just returned
 *	   queued      t    1     queued; held by ticket, or by the first of the queue
 *	   backed_up   t    2     queued, and one waits with a ticket
 *
 * This is about one value of the word; who may make which step is queue_lock.hpp's.
 */
#ifndef NTSPIN_LOCK_WORD_HPP
#define NTSPIN_LOCK_WORD_HPP

#include "wdm.h"

/*
 * The tail's coding in a lock word: a handle's address is shifted left by this
 * and decoded by an arithmetic shift right. 7 keeps the 57 bits of a 5-level
 * x86-64 address; arm64 has 56 and wants the pointer tag in the top byte gone.
 */
#ifdef __aarch64__
#define NTSPIN_TAIL_SHIFT 8
#else
#define NTSPIN_TAIL_SHIFT 7
#endif

namespace ntspin
{

using ticket = UCHAR;

class lock_word {
public:
	/* How many tickets may be out: one that owns and one that waits. */
	static constexpr unsigned max_out = 2;

	[[gnu::always_inline]] explicit constexpr lock_word(KSPIN_LOCK bits) noexcept : bits_(bits)
	{
	}

	/* The word of a free lock that serves s: s in the low byte, s mod 4 above it. */
	[[gnu::always_inline]] static constexpr lock_word free_at(ticket s) noexcept
	{
		return lock_word(s * (serving_one + next_one) & tickets_mask);
	}

	[[gnu::always_inline]] constexpr KSPIN_LOCK bits() const noexcept
	{
		return bits_;
	}

	constexpr ticket serving() const noexcept
	{
		return static_cast<ticket>(bits_);
	}

	constexpr unsigned out() const noexcept
	{
		return static_cast<unsigned>((bits_ >> next_shift) - bits_) & 3;
	}

	/* The ticket that the next taker gets. */
	constexpr ticket next_ticket() const noexcept
	{
		return static_cast<ticket>(serving() + out());
	}

	/*
	 * The address of the last queued handle, or 0. arm64's pointer tag is lost, as what is in the
	 * top byte: this one's is 0xff, which KASAN lets through to any memory.
	 */
	constexpr ULONG_PTR tail() const noexcept
	{
		return static_cast<ULONG_PTR>(static_cast<LONG_PTR>(bits_ & ~tickets_mask) >>
					      NTSPIN_TAIL_SHIFT);
	}

	/* Whether that is this handle. As it is coded: an address of ours may have a tag. */
	constexpr bool is_tail(ULONG_PTR handle) const noexcept
	{
		return (bits_ & ~tickets_mask) == handle << NTSPIN_TAIL_SHIFT;
	}

	constexpr bool has_tail() const noexcept
	{
		return bits_ > tickets_mask;
	}

	/*
	 * Whether somebody owns: a ticket is out. Of two bytes the lowest two bits each, so said that
	 * compilers for x86-64 take the second byte by its name, with no shift.
	 */
	[[gnu::always_inline]] constexpr bool is_owned() const noexcept
	{
		return (static_cast<USHORT>(bits_) >> next_shift ^ static_cast<UCHAR>(bits_)) & 3;
	}

	constexpr bool is_free() const noexcept
	{
		return !has_tail() && out() == 0;
	}

	[[gnu::always_inline]] constexpr lock_word with_ticket_taken() const noexcept
	{
		return lock_word((bits_ & ~next_mask) | ((bits_ + next_one) & next_mask));
	}

	/* A free word's first ticket taken: with no tail to preserve, one mask less. */
	[[gnu::always_inline]] constexpr lock_word with_first_ticket_taken() const noexcept
	{
		return lock_word((bits_ + next_one) & tickets_mask);
	}

	constexpr lock_word with_serving(ticket s) const noexcept
	{
		return lock_word((bits_ & ~serving_mask) | s);
	}

	constexpr lock_word with_tail(ULONG_PTR handle) const noexcept
	{
		return lock_word((bits_ & tickets_mask) | handle << NTSPIN_TAIL_SHIFT);
	}

private:
	static constexpr unsigned next_shift = 8;
	static constexpr KSPIN_LOCK serving_one = 1;
	static constexpr KSPIN_LOCK next_one = KSPIN_LOCK{1} << next_shift;
	static constexpr KSPIN_LOCK serving_mask = 0xff;
	static constexpr KSPIN_LOCK next_mask = KSPIN_LOCK{3} << next_shift;
	static constexpr KSPIN_LOCK tickets_mask = serving_mask | next_mask;

	/* The lowest bit of an 8-aligned address must land above the tickets. */
	static_assert((KSPIN_LOCK{8} << NTSPIN_TAIL_SHIFT & tickets_mask) == 0);

	KSPIN_LOCK bits_;
};

static_assert(sizeof(lock_word) == sizeof(KSPIN_LOCK));
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the byte s is the word's first");

/* The tail's coding loses nothing: kernel and user addresses, each with the highest and lowest. */
constexpr bool tail_survives(ULONG_PTR handle) noexcept
{
	const lock_word busy = lock_word::free_at(0xff).with_ticket_taken();

	return busy.with_tail(handle).tail() == handle &&
	       busy.with_tail(handle).with_tail(0).bits() == busy.bits();
}

static_assert(tail_survives(0x0000'0000'0000'0008)); /* user space */
static_assert(tail_survives(0x0000'7fff'ffff'fff8)); /* x86-64 with 4 levels, arm64 with 48 bits */
static_assert(tail_survives(0x000f'ffff'ffff'fff8)); /* arm64 with 52 bits */
static_assert(tail_survives(0xffff'8000'0000'0000)); /* x86-64 with 4 levels, kernel */
static_assert(tail_survives(0xfff0'0000'0000'0000)); /* arm64 with 52 bits, kernel */
static_assert(tail_survives(0xff80'0000'0000'0000)); /* the lowest that both codings keep */
static_assert(tail_survives(0xffff'ffff'ffff'fff8));
#ifndef __aarch64__
static_assert(tail_survives(0x00ff'ffff'ffff'fff8)); /* x86-64 with 5 levels */
static_assert(tail_survives(0xff11'0000'0000'0000)); /* its direct map */
#endif

} /* namespace ntspin */

#endif
