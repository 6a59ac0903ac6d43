/* SPDX-License-Identifier: GPL-2.0 */
/* park.hpp - what the contenders of the parking place tell, and what is left in the end. */
#ifndef WALKER_PARK_HPP
#define WALKER_PARK_HPP

#include "walker.hpp"

namespace parking
{

/* The contender owns the lock, and is about to give it up; then it has. */
void enters() noexcept;
void leaves() noexcept;

/* Before any contender runs: whether one owns from the start; how many there are, and how many wait. */
void prepare(bool owned, unsigned count, unsigned waiters) noexcept;

/* All have returned: whether anybody is still known as parked. */
bool is_anyone_left() noexcept;

} /* namespace parking */

#endif
