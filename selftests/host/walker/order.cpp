// SPDX-License-Identifier: GPL-2.0
/* order.cpp - the order of the accesses that are sequentially consistent. */
#include "memory.hpp"

namespace walker
{

unsigned memory::least_rank(unsigned t, unsigned l, int order) const
{
	return order == __ATOMIC_SEQ_CST ? ordered_[t].past[ordered_slot_[l]] : 0;
}

/* It comes before the stores behind the one that it reads, and what comes after these. */
void memory::order_read(unsigned t, unsigned l, unsigned i, int order)
{
	const unsigned slot = ordered_slot_[l];
	ranks &mine = ordered_[t];

	if (order != __ATOMIC_SEQ_CST)
		return;
	if (i + 1 == count(l))
		mine.join(writers_[slot]);
	if (mine.past[slot] < i + 1)
		mine.past[slot] = static_cast<std::uint8_t>(i + 1);
	readers_[slot].join(mine);
	for (unsigned k = i + 1; k < count(l); k++) {
		if (const unsigned other = pool_[first_[l] + k].ordered)
			ordered_[other - 1].join(mine);
	}
}

/* It comes after reads of what is older. */
void memory::order_write(unsigned t, unsigned l, unsigned place, int order, message &m)
{
	const unsigned slot = ordered_slot_[l];
	ranks &mine = ordered_[t];

	if (order != __ATOMIC_SEQ_CST)
		return;
	m.ordered = t + 1;
	mine.join(readers_[slot]);
	mine.join(writers_[slot]);
	mine.past[slot] = static_cast<std::uint8_t>(place + 1);
	writers_[slot].join(mine);
}

} /* namespace walker */
