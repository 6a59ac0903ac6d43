/* SPDX-License-Identifier: GPL-2.0 */
/*
 * input.hpp - what both fuzzers are driven by: bytes, each of which chooses something; and how one
 * sequence leaves nothing to the next.
 */
#ifndef NTSPIN_FUZZ_INPUT_HPP
#define NTSPIN_FUZZ_INPUT_HPP

#include <stddef.h>
#include <stdint.h>

#include "../host_seam.hpp"

class input {
public:
	input(const uint8_t *data, size_t size) : at_(data), end_(data + size)
	{
	}

	bool empty() const
	{
		return at_ == end_;
	}

	unsigned next(unsigned below)
	{
		return empty() ? 0 : *at_++ % below;
	}

private:
	const uint8_t *at_;
	const uint8_t *end_;
};

/* Whatever a sequence has left held is forgotten, as if its memory went. */
inline void forget_held()
{
	const auto is_any = [](const void *, const void *, const void *) -> BOOLEAN {
		return TRUE;
	};

	ntspin_locks_gone(NTSPIN_MEMORY_FREED, is_any, nullptr);
}

#endif
