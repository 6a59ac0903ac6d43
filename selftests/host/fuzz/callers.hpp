/* SPDX-License-Identifier: GPL-2.0 */
/*
 * callers.hpp - several callers on one thread: each makes a call until it ends, or waits.
 *
 * A caller has a stack of its own. Where its call waits, it stops, and looks again when it is told
 * to. So the input decides which one continues, and a sequence is the same each time.
 */
#ifndef NTSPIN_FUZZ_CALLERS_HPP
#define NTSPIN_FUZZ_CALLERS_HPP

#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <utility>

#include "../host_seam.hpp"

class callers {
public:
	static constexpr unsigned many = 4;

	callers()
	{
		host::waits = stop;
		for (unsigned i = 0; i < many; i++) {
			all_[i].task = {};
			all_[i].task.name = &all_[i];
			all_[i].waits = false;
		}
	}

	static bool waits(unsigned i)
	{
		return all_[i].waits;
	}

	static KIRQL level(unsigned i)
	{
		std::swap(host::here, all_[i].task);

		const KIRQL level = ntspin_current_irql();

		std::swap(host::here, all_[i].task);
		return level;
	}

	/* Have a caller that waits for nothing make a call: false where it has not ended yet. */
	template <class Call> static bool make(unsigned i, Call call)
	{
		/* Copied to where it stays: the call may outlive this frame. */
		static_assert(sizeof(Call) <= sizeof(all_[i].call));
		memcpy(all_[i].call, &call, sizeof(call));
		all_[i].run = [](void *stored) { (*static_cast<Call *>(stored))(); };
		getcontext(&all_[i].at);
		all_[i].at.uc_stack.ss_sp = all_[i].stack;
		all_[i].at.uc_stack.ss_size = sizeof(all_[i].stack);
		all_[i].at.uc_link = nullptr;
		makecontext(&all_[i].at, start, 0);
		all_[i].waits = true;
		return resume(i);
	}

	/* Have one that waits look again: false where it waits still. */
	static bool resume(unsigned i)
	{
		running_ = i;
		std::swap(host::here, all_[i].task);
		swapcontext(&main_, &all_[i].at);
		std::swap(host::here, all_[i].task);
		return !all_[i].waits;
	}

private:
	struct caller {
		host::task task;
		bool waits;
		void (*run)(void *call);
		alignas(16) char call[64];
		ucontext_t at;
		alignas(16) char stack[0x8000];
	};

	static void start()
	{
		caller &me = all_[running_];

		me.run(me.call);
		me.waits = false;
		stop();
	}

	static void stop()
	{
		swapcontext(&all_[running_].at, &main_);
	}

	static inline caller all_[many];
	static inline ucontext_t main_;
	static inline unsigned running_;
};

#endif
