/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rw_word.hpp - the 32 bits of an EX_SPIN_LOCK.
 *
 *	31   28 27   24 23        12 11         0
 *	+------+-------+------------+------------+
 *	|   s  |   n   |     q      |     r      |
 *	+------+-------+------------+------------+
 *
 *	r  readers that hold the lock: 4095 at most.
 *	q  readers that wait for the next batch: 4095 at most.
 *	n  writers that hold the lock or wait for it: 15 at most.
 *	s  the ticket of the writer whose turn it is, mod 16. A writer takes ticket s + n. Each
 *	   writer's release advances s, which is how a waiting reader learns that its batch is in.
 *
 * Promised: no field carries into another or borrows from one, at whatever count: who finds a
 * field full waits beside the word until there is room.
 * Invariants: where n is 0, so is q; where r, q and n are 0, so is s: a free lock is a zero.
 *
 *	   state      n   r
 *	   free       0   0     the whole word is 0
 *	   shared     0  >0     readers hold it, and more may come
 *	   draining  >0  >0     readers hold it, a writer waits: readers that come now wait
 *	   exclusive >0   0     the writer with ticket s owns it, n - 1 wait
 *
 * This is about one value of the word; who may make which step is rw_lock.hpp's.
 */
#ifndef NTSPIN_RW_WORD_HPP
#define NTSPIN_RW_WORD_HPP

#include "wdm.h"

namespace ntspin
{

class rw_word {
public:
	static constexpr ULONG max_readers = 0xfff;
	static constexpr ULONG max_waiting = 0xfff;
	static constexpr ULONG max_writers = 15;

	static constexpr ULONG readers_mask = 0xfff;
	static constexpr ULONG serving_mask = 0xf0000000;
	static constexpr ULONG every_bit = ~ULONG{0};

	[[gnu::always_inline]] explicit constexpr rw_word(ULONG bits) noexcept : bits_(bits)
	{
	}

	[[gnu::always_inline]] constexpr ULONG bits() const noexcept
	{
		return bits_;
	}

	constexpr ULONG readers() const noexcept
	{
		return bits_ & readers_mask;
	}

	constexpr ULONG waiting() const noexcept
	{
		return (bits_ & waiting_mask) >> waiting_shift;
	}

	constexpr ULONG writers() const noexcept
	{
		return (bits_ & writers_mask) >> writers_shift;
	}

	constexpr ULONG serving() const noexcept
	{
		return bits_ >> serving_shift;
	}

	/* free or shared, with room for one more */
	constexpr bool admits_reader() const noexcept
	{
		return writers() == 0 && readers() < max_readers;
	}

	/* draining or exclusive, with room for one more */
	constexpr bool lets_reader_wait() const noexcept
	{
		return writers() != 0 && waiting() < max_waiting;
	}

	constexpr bool lets_writer_wait() const noexcept
	{
		return writers() < max_writers;
	}

	constexpr bool is_owned_by_writer() const noexcept
	{
		return writers() != 0 && readers() == 0;
	}

	/* shared by one reader, whom no writer waits for */
	constexpr bool has_sole_reader() const noexcept
	{
		return writers() == 0 && readers() == 1;
	}

	constexpr rw_word with_reader() const noexcept
	{
		return rw_word(bits_ + reader_one);
	}

	constexpr rw_word with_waiting_reader() const noexcept
	{
		return rw_word(bits_ + waiting_one);
	}

	constexpr rw_word with_writer() const noexcept
	{
		return rw_word(bits_ + writer_one);
	}

	constexpr rw_word without_reader() const noexcept
	{
		return rw_word(bits_ - reader_one).zero_if_free();
	}

	/* The owner goes, and all who wait to read are readers at once. */
	constexpr rw_word without_writer() const noexcept
	{
		/* s + 1 is shifted out where it wraps. */
		return rw_word(((bits_ & serving_mask) + serving_one) |
			       ((bits_ & writers_mask) - writer_one) | waiting())
			.zero_if_free();
	}

	constexpr rw_word with_reader_made_writer() const noexcept
	{
		return rw_word(bits_ - reader_one + writer_one);
	}

	/* What the word is, under turn_mask, once it is the turn of the next writer to come. */
	static constexpr ULONG turn_mask = serving_mask | readers_mask;

	constexpr ULONG turn_of_next_writer() const noexcept
	{
		return (serving() + writers()) << serving_shift;
	}

private:
	static constexpr unsigned waiting_shift = 12;
	static constexpr unsigned writers_shift = 24;
	static constexpr unsigned serving_shift = 28;
	static constexpr ULONG reader_one = 1;
	static constexpr ULONG waiting_one = ULONG{1} << waiting_shift;
	static constexpr ULONG writer_one = ULONG{1} << writers_shift;
	static constexpr ULONG serving_one = ULONG{1} << serving_shift;
	static constexpr ULONG waiting_mask = ULONG{0xfff} << waiting_shift;
	static constexpr ULONG writers_mask = ULONG{0xf} << writers_shift;

	/* s starts over, now that nobody holds a ticket nor waits for s to change. */
	constexpr rw_word zero_if_free() const noexcept
	{
		return rw_word(bits_ & ~serving_mask ? bits_ : 0);
	}

	ULONG bits_;
};

static_assert(sizeof(rw_word) == sizeof(EX_SPIN_LOCK));

} /* namespace ntspin */

#endif
