// SPDX-License-Identifier: GPL-2.0
/*
 * programs.cpp - random programs over objects and threads, step by step beside the model.
 *
 *     programs SEED PROGRAMS [SECONDS that a return is waited for]
 *
 * In each step one thread that is free does one thing. What has returned then, with what, and which
 * calls still wait, has to be as the model says. Prints what differs, and exits with 1.
 */
#include <array>
#include <memory>

#include "../../../module/seam/block.h"
#include "../../../module/user/block.hpp"
#include "model.hpp"
#include "worker.hpp"
#include "programs.hpp"

namespace
{

constexpr int workers = 5;
constexpr int steps = 120;

union storage {
	DISPATCHER_HEADER header;
	KEVENT event;
	KSEMAPHORE semaphore;
	KMUTEX mutex;
};

class program : random_program {
public:
	explicit program(unsigned seed) : random_program(seed)
	{
		for (int i = 0; i < 6; i++)
			add(static_cast<model::kind>(i < 4 ? i : pick(4)));
	}

	/* False where it went otherwise than the model. */
	bool run()
	{
		for (step_ = 0; step_ < steps; step_++)
			if (!step())
				return false;
		return let_all_go();
	}

private:
	void add(model::kind type)
	{
		auto &real = *real_.emplace_back(std::make_unique<storage>());
		model::object object = {type, pick(2), 0};

		switch (type) {
		case model::kind::notification:
			KeInitializeEvent(&real.event, NotificationEvent, object.state);
			break;
		case model::kind::synchronization:
			KeInitializeEvent(&real.event, SynchronizationEvent, object.state);
			break;
		case model::kind::semaphore:
			object.limit = 1 + pick(3);
			KeInitializeSemaphore(&real.semaphore, object.state, object.limit);
			break;
		case model::kind::mutex:
			object.state = 0;
			KeInitializeMutex(&real.mutex, 0);
			break;
		case model::kind::thread:
			break;
		}
		model_.objects.push_back(object);
	}

	static NTSTATUS perform(std::vector<PVOID> objects, bool all, LONGLONG timeout,
				bool for_ever)
	{
		std::array<KWAIT_BLOCK, 6> blocks;
		LARGE_INTEGER units;

		units.QuadPart = timeout;
		if (objects.size() == 1)
			return KeWaitForSingleObject(objects[0], Executive, KernelMode, FALSE,
						     for_ever ? nullptr : &units);
		return KeWaitForMultipleObjects(static_cast<ULONG>(objects.size()), objects.data(),
						all ? WaitAll : WaitAny, Executive, KernelMode,
						FALSE, for_ever ? nullptr : &units,
						objects.size() > 3 ? blocks.data() : nullptr);
	}

	/* Whom the model has at its end has to come there, and none else. */
	bool compare()
	{
		for (const auto &[thread, status] : model_.ended) {
			if (!await([&] { return workers_[thread].is_free(); }))
				return differs("it still waits", thread, STATUS_PENDING, status);
			if (*workers_[thread].result() != status)
				return differs("its answer", thread, *workers_[thread].result(),
					       status);
			waits_[thread] = false;
		}
		model_.ended.clear();
		for (int i = 0; i < workers; i++)
			if (waits_[i] && workers_[i].is_free())
				return differs("it returned", i, *workers_[i].result(),
					       STATUS_PENDING);
		for (unsigned i = 0; i < real_.size(); i++) {
			const LONG seen = KeReadStateEvent(&real_[i]->event);
			const LONG due = model::world::state_of(model_.objects[i]);

			if (seen != due)
				return differs("an object's state", static_cast<int>(i), seen, due);
		}
		return true;
	}

	bool wait(int who)
	{
		/* 0: no time, 1: a moment, else forever; owners might wait for each other's mutexes. */
		const int how = pick(owns_any(who) ? 2 : 8);
		const bool for_ever = how > 1;
		model::waiting waiting = {who, pick(2) != 0, {}};
		const int count = 1 + pick(4);
		std::vector<PVOID> objects;

		while (static_cast<int>(objects.size()) < count) {
			const int i = pick(static_cast<int>(real_.size()));
			bool is_there = false;

			for (int other : waiting.objects)
				is_there |= other == i;
			/* For WaitAll none twice. */
			if (is_there && waiting.all)
				continue;
			waiting.objects.push_back(i);
			objects.push_back(real_[i].get());
		}
		if (count == 1)
			waiting.all = false;

		const unsigned before = host::sleeps();

		model_.wait(waiting, for_ever);
		waits_[who] = true;
		workers_[who].start([=, all = waiting.all] {
			return perform(objects, all, how ? -1000 : 0, for_ever);
		});
		await([&] { return workers_[who].is_free() || host::sleeps() != before; });
		return compare();
	}

	template <class Call> bool signal(int who, LONG due, Call call)
	{
		workers_[who].start(call);
		model_.ended[who] = due;
		return compare();
	}

	bool signal_one(int who, int i)
	{
		model::object &o = model_.objects[i];
		storage &real = *real_[i];
		const LONG count = 1 + pick(3);

		switch (o.type) {
		case model::kind::semaphore:
			return signal(who, model_.release(o, count), [&real, count] {
				return KeReleaseSemaphore(&real.semaphore, 0, count, FALSE);
			});
		case model::kind::mutex:
			/* Often by its owner, where that is free. */
			if (o.state > 0 && !waits_[o.owner] && pick(4))
				who = o.owner;
			return signal(who, model_.give_back(o, who),
				      [&real] { return KeReleaseMutex(&real.mutex, FALSE); });
		default:
			break;
		}
		switch (pick(6)) {
		case 0:
			return signal(who, model_.reset(o),
				      [&real] { return KeResetEvent(&real.event); });
		case 1:
			return signal(who, model_.pulse(o),
				      [&real] { return KePulseEvent(&real.event, 0, FALSE); });
		default:
			return signal(who, model_.set(o),
				      [&real] { return KeSetEvent(&real.event, 0, FALSE); });
		}
	}

	bool end(int who)
	{
		model_.end(who);
		return signal(who, 0, [] {
			ntspin_thread_ended(ntspin_this_thread());
			return LONG(0);
		});
	}

	bool owns_any(int who) const
	{
		for (const model::object &o : model_.objects)
			if (o.owner == who)
				return true;
		return false;
	}

	int free_one()
	{
		for (int tries = 0; tries < 20; tries++) {
			const int who = pick(workers);

			if (!waits_[who])
				return who;
		}
		return -1;
	}

	bool step()
	{
		int who = free_one(), waiting = 0;

		for (bool waits : waits_)
			waiting += waits;
		if (who < 0)
			return true;
		/* One stays free, to let the others go. */
		if (waiting < workers - 1 && pick(2))
			return wait(who);
		if (pick(30) == 0)
			return end(who);
		return signal_one(who, pick(static_cast<int>(real_.size())));
	}

	bool let_go()
	{
		for (unsigned i = 0; i < real_.size(); i++) {
			const model::object &o = model_.objects[i];
			const int who = free_one();

			if (who < 0)
				continue;
			/* An owner is free. */
			if (!(o.owner >= 0 ? end(o.owner) : signal_one(who, static_cast<int>(i))))
				return false;
		}
		return true;
	}

	bool let_all_go()
	{
		for (int round = 0; round < 1000 && !model_.queue.empty(); round++)
			if (!let_go())
				return false;
		if (!model_.queue.empty())
			return differs("it cannot be let go", model_.queue.front().thread, 0, 0);
		for (int i = 0; i < workers; i++)
			if (!end(i))
				return false;
		return true;
	}

	model::world model_;
	std::vector<std::unique_ptr<storage>> real_;
	bool waits_[workers] = {};
	std::array<worker, workers> workers_;
};

} /* namespace */

int main(int argc, char **argv)
{
	return run_programs<program>(argc, argv, steps);
}
