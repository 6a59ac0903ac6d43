// SPDX-License-Identifier: GPL-2.0
/*
 * member.cpp - a class that holds a lock, with inline members of either kind.
 */
#include <ntddk.h>
#include "driver.h"

namespace
{

class counter {
public:
	explicit counter(int first) : value_(first)
	{
		KSPIN_LOCK free = 0;

		lock_ = free;
	}

	/* No static member: it has a this. */
	FORCEINLINE int next()
	{
		return ++value_;
	}

	static FORCEINLINE int zero()
	{
		return 0;
	}

	__declspec(noinline) int value() const;

private:
	KSPIN_LOCK lock_;
	int value_;
};

int counter::value() const
{
	return lock_ == 0 ? value_ : -1;
}

enum class flags : ULONG { none, first = 1, second = 2 };

} /* namespace */

DEFINE_ENUM_FLAG_OPERATORS(flags)

extern "C" const char *run_member(void);

const char *run_member(void)
{
	counter one(1), two(10);

	one.next();
	if (one.value() != 2 || two.value() != 10 || counter::zero() != 0)
		return "a member function is its object's";
	if ((flags::first | flags::second) != static_cast<flags>(3))
		return "flags can be combined";
	return in_every_file(1) == 2 ? nullptr : "an inline function of C, in C++";
}
