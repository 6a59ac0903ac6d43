// SPDX-License-Identifier: GPL-2.0
/*
 * programs.cpp - random programs over a resource or a push lock, step by step beside the model.
 *
 *     programs SEED PROGRAMS [SECONDS that a return is waited for]
 *
 * In each step one thread that is free does one thing. What has returned then, with what, and which
 * calls still wait, has to be as the model says. Prints what differs, and exits with 1.
 */
#include <array>

#include "../../../module/seam/block.h"
#include "../../../module/user/block.hpp"
#include "../waits/worker.hpp"
#include "../waits/programs.hpp"
#include "model.hpp"

namespace
{

using model::want;

constexpr int workers = 8;
constexpr int steps = 150;

class program : random_program {
public:
	explicit program(unsigned seed) : random_program(seed), push_(seed % 3 == 0), model_(push_)
	{
		ExInitializeResourceLite(&resource_);
		ExInitializePushLock(&push_lock_);
	}

	/* False where it went otherwise than the model. */
	bool run()
	{
		for (step_ = 0; step_ < steps; step_++)
			if (!step())
				return false;
		while (!model_.owners.empty())
			if (!release(model_.owners.begin()->first))
				return false;
		if (!push_ && ExDeleteResourceLite(&resource_) != STATUS_SUCCESS)
			return differs("the resource's end", -1, STATUS_UNSUCCESSFUL, 0);
		return !push_lock_ || differs("the push lock's end", -1, 1, 0);
	}

private:
	/* What a step returned, and how often the thread has it then. */
	static LONG answer(LONG returned, LONG times)
	{
		return returned * 1000 + times;
	}

	LONG due(int who, bool returned)
	{
		return answer(returned, !push_ && model_.has(who) ? model_.owners[who] : 0);
	}

	LONG acquire_resource(want how, BOOLEAN wait)
	{
		switch (how) {
		case want::alone:
			return ExAcquireResourceExclusiveLite(&resource_, wait);
		case want::shared:
			return ExAcquireResourceSharedLite(&resource_, wait);
		case want::at_once:
			return ExAcquireSharedStarveExclusive(&resource_, wait);
		default:
			return ExAcquireSharedWaitForExclusive(&resource_, wait);
		}
	}

	LONG acquire_push_lock(want how, bool wait)
	{
		if (!wait)
			return how == want::alone ? ExTryAcquirePushLockExclusive(&push_lock_) :
						    ExTryAcquirePushLockShared(&push_lock_);
		if (how == want::alone)
			ExAcquirePushLockExclusive(&push_lock_);
		else
			ExAcquirePushLockShared(&push_lock_);
		return TRUE;
	}

	LONG perform(want how, bool wait)
	{
		if (push_)
			return answer(acquire_push_lock(how, wait), 0);

		const LONG returned = acquire_resource(how, wait);

		return answer(returned,
			      static_cast<LONG>(ExIsResourceAcquiredSharedLite(&resource_)));
	}

	bool returns(int who, LONG due)
	{
		if (!await([&] { return workers_[who].is_free(); }))
			return differs("it still waits", who, -1, due);
		waits_[who] = false;
		return *workers_[who].result() == due ||
		       differs("its answer", who, *workers_[who].result(), due);
	}

	bool compare()
	{
		for (int who : model_.let_in)
			if (!returns(who, due(who, true)))
				return false;
		model_.let_in.clear();
		for (int i = 0; i < workers; i++)
			if (waits_[i] && workers_[i].is_free())
				return differs("it returned", i, *workers_[i].result(), -1);
		if (push_)
			return true;
		for (bool alone : {false, true}) {
			const ULONG seen = alone ? ExGetExclusiveWaiterCount(&resource_) :
						   ExGetSharedWaiterCount(&resource_);

			if (static_cast<int>(seen) != model_.count(alone))
				return differs("those who wait", alone, static_cast<LONG>(seen),
					       model_.count(alone));
		}
		return true;
	}

	bool acquire(int who)
	{
		const want how = static_cast<want>(pick(push_ ? 2 : 4));
		/* One stays free, to let the others go; nobody waits for itself. */
		const bool wait = !model_.has(who) && waiting() < workers - 1 && pick(4);
		const unsigned before = host::sleeps();
		const bool had = model_.acquire(who, how, wait);

		workers_[who].start([this, how, wait] { return perform(how, wait); });
		if (had || !wait)
			return returns(who, due(who, had)) && compare();
		waits_[who] = true;
		await([&] { return workers_[who].is_free() || host::sleeps() != before; });
		return compare();
	}

	bool release(int who)
	{
		const bool was_alone = model_.alone;

		model_.release(who);
		workers_[who].start([this, was_alone] {
			if (!push_) {
				ExReleaseResourceLite(&resource_);
				return answer(0, static_cast<LONG>(ExIsResourceAcquiredSharedLite(
							 &resource_)));
			}
			if (was_alone)
				ExReleasePushLockExclusive(&push_lock_);
			else
				ExReleasePushLockShared(&push_lock_);
			return answer(0, 0);
		});
		return returns(who, due(who, false)) && compare();
	}

	bool convert(int who)
	{
		model_.convert();
		workers_[who].start([this] {
			ExConvertExclusiveToSharedLite(&resource_);
			return answer(ExIsResourceAcquiredExclusiveLite(&resource_), 0);
		});
		return returns(who, 0) && compare();
	}

	int waiting() const
	{
		int found = 0;

		for (bool waits : waits_)
			found += waits;
		return found;
	}

	bool step()
	{
		const int who = pick(workers);

		if (waits_[who])
			return true;
		if (!model_.has(who))
			return acquire(who);
		if (!push_ && model_.alone && pick(6) == 0)
			return convert(who);
		if (!push_ && pick(3) == 0)
			return acquire(who);
		return release(who);
	}

	const bool push_;
	model::lock model_;
	ERESOURCE resource_;
	EX_PUSH_LOCK push_lock_;
	bool waits_[workers] = {};
	std::array<worker, workers> workers_;
};

} /* namespace */

int main(int argc, char **argv)
{
	return run_programs<program>(argc, argv, steps);
}
