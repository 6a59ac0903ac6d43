/* SPDX-License-Identifier: GPL-2.0 */
/*
 * work_seam.hpp - the one work item that is queued.
 */
#ifndef NTSPIN_REQUESTS_WORK_SEAM_HPP
#define NTSPIN_REQUESTS_WORK_SEAM_HPP

namespace host
{

/* Runs it; false where there is none. */
bool work();

} /* namespace host */

#endif
