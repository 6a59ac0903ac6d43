// SPDX-License-Identifier: GPL-2.0
/* word.cpp - the lock's word in memory: one location, or two in step. */
#include "memory.hpp"

namespace explorer
{

/* The newest store. It passes on what the one before it had, if it is to inherit that. */
void memory::append(unsigned t, location l, std::uint64_t value, bool inherit, bool release)
{
	const unsigned end = count(l);
	message m = pool_[first_[l] + end - 1];

	m.value = value;
	if (!stale_) {
		pool_[first_[l]] = m;
		return;
	}
	if (!inherit)
		m.seen = {};
	views_[t].pass(l, end + 1);
	if (release)
		m.seen.join(views_[t]);
	insert(l, end, m);
}

void memory::exchange(unsigned t, std::uint64_t value, bool acquire, bool release)
{
	const unsigned newest = count(word_location) - 1;

	read(t, word_location, newest, acquire);
	if (bytes_) {
		read(t, byte_location, newest, acquire);
		views_[t].pass(word_location, newest + 2);
		append(t, byte_location, value, true, release);
	}
	append(t, word_location, value, true, release);
}

/*
 * It takes the newest place, and no other is free: since the owner's last look at the word there
 * were read-modify-writes alone, and nothing fits between one and what it read.
 */
void memory::store_byte(unsigned t, std::uint64_t value, bool release)
{
	if (bytes_) {
		views_[t].pass(word_location, count(word_location) + 1);
		append(t, byte_location, value, false, release);
		append(t, word_location, value, true, false);
	} else {
		append(t, word_location, value, true, release);
	}
}

} /* namespace explorer */
