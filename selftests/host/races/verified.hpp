/* SPDX-License-Identifier: GPL-2.0 */
/*
 * verified.hpp - some locks, and a verifier that has just been switched on.
 */
#ifndef NTSPIN_VERIFIED_HPP
#define NTSPIN_VERIFIED_HPP

#include <gtest/gtest.h>

#include <vector>

#include "../host_seam.hpp"

namespace
{

class verified : public testing::Test {
protected:
	void SetUp() override
	{
		KeLowerIrql(PASSIVE_LEVEL);
		host::observe(NTSPIN_VERIFY);
		for (unsigned &count : host::reported)
			count = 0;
		for (KSPIN_LOCK &lock : locks_)
			KeInitializeSpinLock(&lock);
	}

	void TearDown() override
	{
		host::observe(0);
	}

	/* Each is asked for while those before it are held. */
	template <class... Locks> void nest(Locks &...locks)
	{
		KSPIN_LOCK *const all[] = {&locks...};
		const KIRQL old = KeRaiseIrqlToDpcLevel();

		for (KSPIN_LOCK *lock : all)
			KeAcquireSpinLockAtDpcLevel(lock);
		for (ULONG i = sizeof...(locks); i-- > 0;)
			KeReleaseSpinLockFromDpcLevel(all[i]);
		KeLowerIrql(old);
	}

	/* Objects' locks that are asked for under another one; as many live as there is room for. */
	void come_and_go(KSPIN_LOCK &outer, unsigned count, std::vector<KSPIN_LOCK> &room)
	{
		for (unsigned i = 0; i < count; i++) {
			KSPIN_LOCK &lock = room[i % room.size()];

			KeInitializeSpinLock(&lock);
			nest(outer, lock);
		}
	}

	unsigned found() const
	{
		return host::reported[NTSPIN_ORDER];
	}

	ULONG lost() const
	{
		struct ntspin_table_counts counts;

		ntspin_table_counts(&counts);
		return counts.orders;
	}

	KSPIN_LOCK locks_[40];
	KSPIN_LOCK &a_ = locks_[0];
	KSPIN_LOCK &b_ = locks_[1];
	KSPIN_LOCK &c_ = locks_[2];
};

} /* namespace */

#endif
