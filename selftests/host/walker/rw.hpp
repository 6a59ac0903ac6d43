/* SPDX-License-Identifier: GPL-2.0 */
/* rw.hpp - what the reader-writer lock's contenders tell of what they do. */
#ifndef WALKER_RW_HPP
#define WALKER_RW_HPP

#include "walker.hpp"

namespace rw
{

enum class call : unsigned char {
	none,
	read,
	write,
	try_read,
	try_write,
	convert,
	unread,
	unwrite,
};

void begins(call what, bool is_last) noexcept;
/* What it returned; true for those that return nothing. */
void returned(bool good) noexcept;

extern volatile std::uint32_t *const word;

} /* namespace rw */

#endif
