// SPDX-License-Identifier: GPL-2.0
/*
 * threads.cpp - random programs over objects and drivers' threads, step by step beside the model:
 * threads wait for objects and for each other, end, and are begun; what they own is abandoned;
 * their handles and references come and go.
 *
 *     threads SEED PROGRAMS [SECONDS that a return is waited for]
 *
 * As programs.cpp, with fewer kinds of objects. Prints what differs, and exits with 1.
 */
#include <array>
#include <memory>

#include "../../../module/user/block.hpp"
#include "driver_thread.hpp"
#include "model.hpp"
#include "programs.hpp"
#include "thread_objects.hpp"

namespace
{

constexpr int waiters = 4;
constexpr int fixed = 3; /* objects that are no threads */
constexpr int steps = 100;

class program : thread_objects {
public:
	explicit program(unsigned seed) : thread_objects(seed)
	{
		KeInitializeEvent(&event_, SynchronizationEvent, FALSE);
		KeInitializeMutex(&mutexes_[0], 0);
		KeInitializeMutex(&mutexes_[1], 0);
		add(model::kind::synchronization, &event_);
		add(model::kind::mutex, &mutexes_[0]);
		add(model::kind::mutex, &mutexes_[1]);
	}

	/* False where it went otherwise than the model. */
	bool run()
	{
		for (int who = 0; who < waiters; who++)
			if (!begin(who))
				return false;
		for (step_ = 0; step_ < steps; step_++)
			if (!step())
				return false;
		return let_all_go();
	}

private:
	void add(model::kind type, PVOID real)
	{
		object object;

		object.real = real;
		objects_.push_back(object);
		model_.objects.push_back({type, 0, 0});
	}

	bool begin(int who)
	{
		threads_[who] = std::make_unique<driver_thread>();

		const HANDLE handle = threads_[who]->begin();
		PVOID real;

		if (!handle ||
		    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode,
					      &real, nullptr) != STATUS_SUCCESS)
			return differs("no thread is begun", who, 0, 0);
		add(model::kind::thread, real);
		object_of_[who] = static_cast<int>(objects_.size()) - 1;
		objects_.back().handle = handle;
		objects_.back().is_open = true;
		objects_.back().pointers = 1;
		return signal(who, 0, [] { return LONG(0); }) &&
		       (threads_[who]->itself() == real ||
			differs("which thread it is", who, 0, 0));
	}

	/* Whom the model has at its end has to come there, and none else. */
	bool compare()
	{
		for (const auto &[who, status] : model_.ended) {
			if (!await([&] { return threads_[who]->answer().has_value(); }))
				return differs("it still waits", who, STATUS_PENDING, status);
			if (*threads_[who]->answer() != status)
				return differs("its answer", who, *threads_[who]->answer(), status);
			waits_[who] = false;
		}
		model_.ended.clear();
		for (int who = 0; who < waiters; who++)
			if (waits_[who] && threads_[who]->answer())
				return differs("it returned", who, *threads_[who]->answer(),
					       STATUS_PENDING);
		for (unsigned i = 0; i < objects_.size(); i++) {
			if (!objects_[i].real)
				continue;

			const LONG seen = KeReadStateEvent(static_cast<KEVENT *>(objects_[i].real));
			const LONG due = model::world::state_of(model_.objects[i]);

			if (seen != due)
				return differs("an object's state", static_cast<int>(i), seen, due);
		}
		return true;
	}

	static NTSTATUS perform(std::vector<PVOID> objects, bool all, LONGLONG timeout,
				bool for_ever)
	{
		LARGE_INTEGER units;

		units.QuadPart = timeout;
		return KeWaitForMultipleObjects(static_cast<ULONG>(objects.size()), objects.data(),
						all ? WaitAll : WaitAny, Executive, KernelMode,
						FALSE, for_ever ? nullptr : &units, nullptr);
	}

	bool owns_any(int who) const
	{
		for (const model::object &o : model_.objects)
			if (o.owner == who)
				return true;
		return false;
	}

	/* For ever only where no circle can come of it: for threads that are younger. */
	bool may_wait_for(int who, int i, bool for_ever) const
	{
		if (!objects_[i].real || i == object_of_[who])
			return false;
		return i < fixed || objects_[i].ended || !for_ever || i > object_of_[who];
	}

	bool wait(int who)
	{
		const int how = pick(owns_any(who) ? 2 : 8);
		const bool for_ever = how > 1;
		model::waiting waiting = {who, pick(2) != 0, {}};
		std::vector<PVOID> reals;

		for (int tries = 0; tries < 30 && reals.size() < 1u + pick(3); tries++) {
			const int i = pick(2) ? pick(fixed) :
						pick(static_cast<int>(objects_.size()));
			bool is_there = false;

			for (int other : waiting.objects)
				is_there |= other == i;
			if (is_there || !may_wait_for(who, i, for_ever))
				continue;
			waiting.objects.push_back(i);
			reals.push_back(objects_[i].real);
		}
		if (reals.empty())
			return true;

		const unsigned before = host::sleeps();

		model_.wait(waiting, for_ever);
		waits_[who] = true;
		threads_[who]->tell([=, all = waiting.all] {
			return perform(reals, all, how ? -1000 : 0, for_ever);
		});
		await([&] { return threads_[who]->answer() || host::sleeps() != before; });
		return compare();
	}

	template <class Call> bool signal(int who, LONG due, Call call)
	{
		threads_[who]->tell(call);
		model_.ended[who] = due;
		return compare();
	}

	bool signal_one(int who, int i)
	{
		model::object &o = model_.objects[i];

		if (o.type == model::kind::synchronization)
			return signal(who, model_.set(o),
				      [this] { return KeSetEvent(&event_, 0, FALSE); });
		if (o.state > 0 && !waits_[o.owner] && pick(4))
			who = o.owner;
		return signal(who, model_.give_back(o, who),
			      [this, i] { return KeReleaseMutex(&mutexes_[i - 1], FALSE); });
	}

	/* Its mutexes first, then the waiters for itself. */
	bool end(int who)
	{
		const int i = object_of_[who];
		object &ending = objects_[i];
		const NTSTATUS status = pick(2) ? STATUS_SUCCESS : 1 + pick(100);
		LARGE_INTEGER limit;

		model_.end(who);
		model_.set(model_.objects[i]);
		threads_[who]->end(status);
		limit.QuadPart = -10'000'000 * patience.count();
		if (KeWaitForSingleObject(ending.real, Executive, KernelMode, FALSE, &limit) !=
		    STATUS_SUCCESS)
			return differs("it does not end", who, 0, 0);
		ending.ended = true;

		const NTSTATUS seen = PsGetThreadExitStatus(static_cast<PETHREAD>(ending.real));

		if (seen != status)
			return differs("how it ended", who, seen, status);
		object_of_[who] = -1;
		threads_[who].reset();
		return compare();
	}

	bool is_waited_for(int i) const
	{
		for (const model::waiting &waiting : model_.queue)
			for (int other : waiting.objects)
				if (other == i)
					return true;
		return false;
	}

	/* Of some thread's object, which may have ended. */
	bool refer()
	{
		const int i = fixed + pick(static_cast<int>(objects_.size()) - fixed);

		if (!objects_[i].real)
			return true;
		switch (pick(4)) {
		case 0:
			return close(i);
		case 1:
			return objects_[i].pointers < 2 || dereference(i);
		case 2:
			return !objects_[i].ended || is_waited_for(i) || let_go_of(i);
		default:
			return reference(i);
		}
	}

	int free_one()
	{
		for (int tries = 0; tries < 20; tries++) {
			const int who = pick(waiters);

			if (!waits_[who])
				return who;
		}
		return -1;
	}

	bool step()
	{
		const int who = free_one();
		int waiting = 0;

		for (bool waits : waits_)
			waiting += waits;
		if (who < 0)
			return true;
		if (waiting < waiters - 1 && pick(2))
			return wait(who);
		switch (pick(6)) {
		case 0:
			return end(who) && begin(who);
		case 1:
		case 2:
			return refer();
		default:
			return signal_one(who, pick(fixed));
		}
	}

	bool let_all_go()
	{
		for (int round = 0; round < 1000 && !model_.queue.empty(); round++) {
			for (int i = 0; i < fixed; i++) {
				const int who = free_one();

				if (who >= 0 && model_.objects[i].owner < 0 && !signal_one(who, i))
					return false;
			}
			for (int who = 0; who < waiters; who++)
				if (!waits_[who] && !(end(who) && begin(who)))
					return false;
		}
		if (!model_.queue.empty())
			return differs("it cannot be let go", model_.queue.front().thread, 0, 0);
		for (int who = 0; who < waiters; who++)
			if (!end(who))
				return false;
		for (unsigned i = fixed; i < objects_.size(); i++)
			if (objects_[i].real && !let_go_of(static_cast<int>(i)))
				return false;
		return true;
	}

	KEVENT event_;
	KMUTEX mutexes_[2];
	model::world model_;
	bool waits_[waiters] = {};
	std::array<std::unique_ptr<driver_thread>, waiters> threads_;
	std::array<int, waiters> object_of_ = {-1, -1, -1, -1};
};

} /* namespace */

int main(int argc, char **argv)
{
	return run_programs<program>(argc, argv, steps);
}
