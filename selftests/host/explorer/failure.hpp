/* SPDX-License-Identifier: GPL-2.0 */
/* failure.hpp - what is thrown where an execution breaks a promise of the lock's. */
#ifndef EXPLORER_FAILURE_HPP
#define EXPLORER_FAILURE_HPP

namespace explorer
{

struct failure {
	/* A word or two that name the check. */
	const char *check;
	const char *detail;
};

/* Not the lock's fault: a limit of the explorer's. Never counts as a pass, nor as a catch. */
struct out_of_room {
	const char *what;
};

} /* namespace explorer */

#endif
