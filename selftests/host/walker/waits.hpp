/* SPDX-License-Identifier: GPL-2.0 */
/* waits.hpp - what the contenders of the dispatcher tell, and what is looked at of its objects. */
#ifndef WALKER_WAITS_HPP
#define WALKER_WAITS_HPP

#include "wdm.h"
#include "walker.hpp"

namespace waiting
{

enum which : std::uint8_t { first, second, passing, semaphore, mutex, timer, objects };

constexpr LONG semaphore_limit = 2;
constexpr LONG semaphore_release = 2;
constexpr unsigned most = 2; /* of objects in one wait */

/* What the lock is taken for next. */
enum class deed : std::uint8_t { none, wait, give_up, set, reset, pulse, add, release, end };

/* The contender is about to wait, then has. */
void waits(const which *objects, unsigned count, bool all, bool may_sleep) noexcept;
void returned(NTSTATUS status) noexcept;

/* It is about to do that to an object; what it writes before goes by the number that is returned. */
unsigned begins(deed what, which object) noexcept;

constexpr unsigned deeds = 4;
constexpr unsigned nobody = 0xff;

/* Whose deed, times deeds and with its number, has given the contender the one of its objects. */
unsigned giver(unsigned index) noexcept;

/* It has done all that it does. */
void ends() noexcept;

/* Before any contender runs; what of the tasks is freed. */
void prepare(bool frees_tasks) noexcept;

/* Of an object, now. */
LONG state_of(which object) noexcept;

/* All have returned: whether any object's list, or that of the owned mutexes, has anything in it. */
bool is_anything_left() noexcept;

} /* namespace waiting */

namespace model
{

/* Under the dispatcher's lock, as it is given up. */
void leaves_lock() noexcept;

} /* namespace model */

#endif
