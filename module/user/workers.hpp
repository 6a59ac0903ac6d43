/* SPDX-License-Identifier: GPL-2.0 */
/*
 * workers.hpp - what workers.cpp does around a fork(): in the child its threads are gone.
 */
#ifndef NTSPIN_USER_WORKERS_HPP
#define NTSPIN_USER_WORKERS_HPP

namespace host
{

void lock_workers() noexcept;
void unlock_workers() noexcept;
void forget_workers() noexcept;

} /* namespace host */

#endif
