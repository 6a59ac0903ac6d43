/* SPDX-License-Identifier: GPL-2.0 */
/*
 * report.hpp - what a report asks of the rest of the library's host.
 */
#ifndef NTSPIN_USER_REPORT_HPP
#define NTSPIN_USER_REPORT_HPP

namespace host
{

/* Whether it ends the program, where the test has no hook for it. */
bool misuse_is_fatal() noexcept;

} /* namespace host */

#endif
