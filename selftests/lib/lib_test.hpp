/* SPDX-License-Identifier: GPL-2.0 */
/* lib_test.hpp - what the tests of libntspin share: the hook for misuse, threads, a driver. */
#ifndef NTSPIN_LIB_TEST_HPP
#define NTSPIN_LIB_TEST_HPP

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "ntspin/user.h"

/* Misuse, told by its name in faults.def. */
class told {
public:
	told()
	{
		ntspin_user_on_misuse(record, this);
	}

	~told()
	{
		ntspin_user_on_misuse(nullptr, nullptr);
	}

	std::string faults, text;

private:
	static void record(const ntspin_user_report *report, void *context)
	{
		told &self = *static_cast<told *>(context);

		self.faults += std::string(self.faults.empty() ? "" : " ") + report->fault;
		self.text += report->text;
	}
};

template <class Body> void on_threads(unsigned count, Body body)
{
	std::vector<std::thread> threads;

	for (unsigned i = 0; i < count; i++)
		threads.emplace_back([=] { body(i); });
	for (std::thread &each : threads)
		each.join();
}

inline LARGE_INTEGER milliseconds(LONGLONG number)
{
	LARGE_INTEGER time;

	time.QuadPart = -10000 * number;
	return time;
}

/* One driver that does what the test says. */
inline PDRIVER_OBJECT loaded(PDRIVER_UNLOAD unload = nullptr)
{
	PDRIVER_OBJECT driver = nullptr;
	static PDRIVER_UNLOAD to_set;

	to_set = unload;
	EXPECT_EQ(ntspin_user_load(
			  [](PDRIVER_OBJECT object, PUNICODE_STRING) -> NTSTATUS {
				  object->DriverUnload = to_set;
				  return STATUS_SUCCESS;
			  },
			  &driver),
		  STATUS_SUCCESS);
	return driver;
}

#endif
