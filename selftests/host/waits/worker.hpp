/* SPDX-License-Identifier: GPL-2.0 */
/*
 * worker.hpp - a thread that runs one task after another, as they are given to it.
 */
#ifndef NTSPIN_WAITS_WORKER_HPP
#define NTSPIN_WAITS_WORKER_HPP

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "wdm.h"

class worker {
public:
	worker() : thread_([this] { run(); })
	{
	}

	~worker()
	{
		give([] { return LONG(0); }, true);
		thread_.join();
	}

	void start(std::function<LONG()> task)
	{
		give(std::move(task), false);
	}

	/* What the last task returned, once it has. */
	std::optional<LONG> result()
	{
		const std::lock_guard held(mutex_);

		return result_;
	}

	bool is_free()
	{
		const std::lock_guard held(mutex_);

		return !task_;
	}

private:
	void give(std::function<LONG()> task, bool last)
	{
		const std::lock_guard held(mutex_);

		task_ = std::move(task);
		last_ = last;
		result_.reset();
		given_.notify_one();
	}

	void run()
	{
		for (bool last = false; !last;) {
			std::unique_lock held(mutex_);

			given_.wait(held, [this] { return task_ != nullptr; });

			const std::function<LONG()> task = task_;

			last = last_;
			held.unlock();

			const LONG result = task();

			held.lock();
			result_ = result;
			task_ = nullptr;
		}
	}

	std::mutex mutex_;
	std::condition_variable given_;
	std::function<LONG()> task_;
	std::optional<LONG> result_;
	bool last_ = false;
	std::thread thread_;
};

#endif
