// SPDX-License-Identifier: GPL-2.0
/* canonical.cpp - equal states look equal. */
#include <cstring>

#include "memory.hpp"

namespace walker
{

/* The newest that everybody has got past is still readable; those before are not. */
void memory::drop(unsigned l, unsigned gone, unsigned floor)
{
	const unsigned at = first_[l];

	std::memmove(static_cast<void *>(&pool_[at]), &pool_[at + gone],
		     (first_[max_locations] - at - gone) * sizeof(message));
	for (unsigned k = l + 1; k <= max_locations; k++)
		first_[k] = static_cast<std::uint8_t>(first_[k] - gone);
	pool_[at].attached = 0;
	for (unsigned t = 0; t < threads_; t++) {
		if (!is_live(t))
			continue;
		now_[t].past[l] = static_cast<std::uint8_t>(now_[t].past[l] - gone);
		if (fences_)
			pending_[t].past[l] = static_cast<std::uint8_t>(pending_[t].past[l] - gone);
	}
	/* What all have got past adds nothing to anybody's view. */
	each_rank(l, [&](std::uint8_t &past) {
		past = static_cast<std::uint8_t>(past > floor ? past - gone : 0);
	});
	each_shared_view([&](view &v) {
		v.past[l] = static_cast<std::uint8_t>(v.past[l] > floor ? v.past[l] - gone : 0);
	});
}

void memory::canonicalize()
{
	std::uint8_t floor[max_locations];
	std::uint64_t missed_write = 0;
	std::uint64_t missed_read[max_threads] = {};
	bool anybody = false;

	if (!stale_)
		return;
	std::memset(floor, 0xff, sizeof(floor));
	for (unsigned t = 0; t < threads_; t++) {
		if (!is_live(t))
			continue;
		anybody = true;
		for (unsigned l = 0; l < locations_; l++)
			floor[l] = floor[l] < now_[t].past[l] ? floor[l] : now_[t].past[l];
		missed_write |= now_[t].missed_write;
		for (unsigned k = 0; k < threads_; k++)
			missed_read[k] |= now_[t].missed_read[k];
	}
	if (!anybody)
		return;
	for (unsigned l = 0; l < locations_; l++) {
		if (floor[l])
			drop(l, floor[l] - 1u, floor[l]);
	}
	each_shared_view([&](view &v) {
		v.missed_write |= ~missed_write;
		for (unsigned k = 0; k < max_threads; k++)
			v.missed_read[k] |= ~missed_read[k];
	});
}

void memory::add_to(digest &sum) const
{
	/* And the flags that follow it. */
	sum.add(first_, offsetof(memory, pool_) - offsetof(memory, first_));
	if (stale_) {
		sum.add(now_, threads_ * sizeof(view));
		sum.add(ordered_, offsetof(memory, first_) - offsetof(memory, ordered_));
		sum.add(lock_, sizeof(lock_));
		sum.add(&sequential_, sizeof(sequential_));
	}
	if (fences_) {
		sum.add(pending_, threads_ * sizeof(view));
		sum.add(fenced_, threads_ * sizeof(view));
	}
	sum.add(pool_, first_[max_locations] * sizeof(message));
}

std::size_t memory::used_bytes() const
{
	return offsetof(memory, pool_) + first_[max_locations] * sizeof(message);
}

} /* namespace walker */
