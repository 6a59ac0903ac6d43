/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver_thread.hpp - a driver's thread that takes commands until it ends.
 */
#ifndef NTSPIN_WAITS_DRIVER_THREAD_HPP
#define NTSPIN_WAITS_DRIVER_THREAD_HPP

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "wdm.h"

class driver_thread {
public:
	HANDLE begin()
	{
		HANDLE handle;

		if (PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr, run,
					 this) != STATUS_SUCCESS)
			return nullptr;
		return handle;
	}

	void tell(std::function<LONG()> task)
	{
		give(std::move(task), std::nullopt);
	}

	/* STATUS_SUCCESS: its routine returns. */
	void end(NTSTATUS status)
	{
		give(nullptr, status);
	}

	/* What the last task returned, once it has. */
	std::optional<LONG> answer()
	{
		const std::lock_guard held(mutex_);

		return answer_;
	}

	/* As the thread itself sees it; once it has done something. */
	PKTHREAD itself()
	{
		const std::lock_guard held(mutex_);

		return itself_;
	}

private:
	void give(std::function<LONG()> task, std::optional<NTSTATUS> end)
	{
		const std::lock_guard held(mutex_);

		task_ = std::move(task);
		end_ = end;
		answer_.reset();
		told_.notify_one();
	}

	/* False once it is told to end. */
	bool obey()
	{
		std::unique_lock held(mutex_);

		told_.wait(held, [this] { return task_ || end_; });
		if (end_)
			return false;

		const std::function<LONG()> task = std::exchange(task_, nullptr);

		held.unlock();

		const LONG answer = task();

		held.lock();
		itself_ = KeGetCurrentThread();
		answer_ = answer;
		return true;
	}

	/* What it is left by PsTerminateSystemThread() with has no destructors. */
	static void NTAPI run(PVOID context)
	{
		auto *const me = static_cast<driver_thread *>(context);

		while (me->obey())
			continue;

		const NTSTATUS status = *me->end_;

		if (status != STATUS_SUCCESS)
			PsTerminateSystemThread(status);
	}

	std::mutex mutex_;
	std::condition_variable told_;
	std::function<LONG()> task_;
	std::optional<NTSTATUS> end_;
	std::optional<LONG> answer_;
	PKTHREAD itself_ = nullptr;
};

#endif
