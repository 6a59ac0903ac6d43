// SPDX-License-Identifier: GPL-2.0
/*
 * concurrency_kit.cpp - the rows of Concurrency Kit's locks.
 */
#include "../peers/concurrency_kit.hpp"
#include "row.hpp"

namespace bench
{

std::vector<row> concurrency_kit_rows()
{
	return {
		row_of<ck_mcs<native_access>>("CK MCS"),
		row_of<ck_clh<native_access>>("CK CLH"),
		row_of<ck_ticket<native_access>>("CK ticket"),
		row_of<ck_anderson<native_access>>("CK anderson"),
	};
}

} /* namespace bench */
