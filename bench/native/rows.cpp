// SPDX-License-Identifier: GPL-2.0
/*
 * rows.cpp - what is measured, a row each.
 */
#include "row.hpp"

#include "../peers/limits.hpp"
#include "../peers/mcs.hpp"
#include "../peers/ntspin.hpp"
#include "../peers/pthread.hpp"
#include "../peers/qspinlock.hpp"
#include "../peers/simple.hpp"

namespace bench
{

std::vector<row> all_rows()
{
	std::vector<row> rows = {
		row_of<queued<native_access>>("ntspin queued"),
		row_of<ordinary<native_access>>("ntspin ordinary"),
		row_of<pure_mcs<native_access>>("pure MCS"),
		row_of<qspinlock_shape<native_access>>("qspinlock shape"),
		row_of<ticket_lock<native_access>>("ticket"),
		row_of<test_and_set<native_access>>("test-and-set"),
		row_of<pthread_spin<native_access>>("pthread_spin"),
		row_of<pthread_mutex<native_access>>("pthread_mutex"),
		limit_of<bare<native_access>>("bare compare-exchange + byte store"),
	};

	for (const row &more : concurrency_kit_rows())
		rows.insert(rows.end() - 1, more);
	return rows;
}

} /* namespace bench */
