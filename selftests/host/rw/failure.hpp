/* SPDX-License-Identifier: GPL-2.0 */
/* failure.hpp - a promise of the lock that was broken. */
#ifndef RW_FAILURE_HPP
#define RW_FAILURE_HPP

namespace rw
{

struct failure {
	const char *check;
	const char *detail;
};

} /* namespace rw */

#endif
