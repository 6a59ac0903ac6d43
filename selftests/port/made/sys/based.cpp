// SPDX-License-Identifier: GPL-2.0
/* based.cpp - an aligned new, a long that is counted, a word that C++ has no more. */
#include <ntddk.h>

void *operator new(size_t size, std::align_val_t alignment);

struct counted {
	volatile long count;
	long add()
	{
		return InterlockedIncrement(&count);
	}
};

long use(void)
{
	counted one = {1};
	register long result = one.add();

	return result;
}
