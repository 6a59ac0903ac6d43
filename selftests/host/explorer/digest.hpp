/* SPDX-License-Identifier: GPL-2.0 */
/*
 * digest.hpp - 128 bits that stand for a state.
 *
 * Two different states among 10^8 meet in one digest with a chance below 10^-22; so a state whose
 * digest is known counts as visited.
 */
#ifndef EXPLORER_DIGEST_HPP
#define EXPLORER_DIGEST_HPP

#include <cstddef>
#include <cstdint>

namespace explorer
{

struct digest {
	std::uint64_t low = 0x243f6a8885a308d3;
	std::uint64_t high = 0x13198a2e03707344;

	bool operator==(const digest &) const = default;

	void add(std::uint64_t word)
	{
		low = fold(low ^ word, 0xa0761d6478bd642f);
		high = fold(high ^ word, 0xe7037ed1a0b428db);
	}

	/* bytes is a multiple of 8. */
	void add(const void *data, std::size_t bytes)
	{
		const char *at = static_cast<const char *>(data);
		std::size_t i = 0;

		for (; i + 16 <= bytes; i += 16) {
			std::uint64_t two[2];

			__builtin_memcpy(two, at + i, 16);
			low = fold(low ^ two[0], two[1] ^ 0xa0761d6478bd642f);
			high = fold(high ^ two[1], two[0] ^ 0xe7037ed1a0b428db);
		}
		if (i < bytes) {
			std::uint64_t last;

			__builtin_memcpy(&last, at + i, 8);
			add(last);
		}
	}

private:
	static std::uint64_t fold(std::uint64_t a, std::uint64_t b)
	{
		const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;

		return static_cast<std::uint64_t>(product) ^
		       static_cast<std::uint64_t>(product >> 64) ^ (a << 32 | a >> 32);
	}
};

} /* namespace explorer */

#endif
