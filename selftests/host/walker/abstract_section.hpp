/* SPDX-License-Identifier: GPL-2.0 */
/*
 * abstract_section.hpp - stands for the shipped section.hpp: a lock that is the walker's own.
 *
 * The lock that is shipped is the explorer's matter. An unlock is no step: whatever comes between
 * the last one of a section and it may as well come after it.
 */
#ifndef NTSPIN_SECTION_HPP
#define NTSPIN_SECTION_HPP

#include "lock/pinned.hpp"
#include "walker.hpp"

namespace model
{

/* Below 4. */
unsigned number_of(const KSPIN_LOCK &lock) noexcept;

} /* namespace model */

namespace
{

class section {
public:
	[[gnu::always_inline]] explicit section(KSPIN_LOCK &object, const void * = nullptr) noexcept
		: number_(model::number_of(object))
	{
		walker::lock(number_);
	}

	[[gnu::always_inline]] ~section()
	{
		walker::unlock(number_);
	}

	section(const section &) = delete;
	section &operator=(const section &) = delete;

private:
	const unsigned number_;
};

} /* namespace */

#endif
