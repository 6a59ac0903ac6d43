/* SPDX-License-Identifier: GPL-2.0 */
/*
 * worker.hpp - a thread that does one thing after another, as it is told.
 */
#ifndef NTSPIN_WAITS_PLAYER_HPP
#define NTSPIN_WAITS_PLAYER_HPP

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "wdm.h"

class player {
public:
	player() : thread_([this] { run(); })
	{
	}

	~player()
	{
		give([] { return LONG(0); }, true);
		thread_.join();
	}

	void tell(std::function<LONG()> task)
	{
		give(std::move(task), false);
	}

	/* What the last task returned, once it has. */
	std::optional<LONG> answer()
	{
		const std::lock_guard held(mutex_);

		return answer_;
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
		answer_.reset();
		told_.notify_one();
	}

	void run()
	{
		for (bool last = false; !last;) {
			std::unique_lock held(mutex_);

			told_.wait(held, [this] { return task_ != nullptr; });

			const std::function<LONG()> task = task_;

			last = last_;
			held.unlock();

			const LONG answer = task();

			held.lock();
			answer_ = answer;
			task_ = nullptr;
		}
	}

	std::mutex mutex_;
	std::condition_variable told_;
	std::function<LONG()> task_;
	std::optional<LONG> answer_;
	bool last_ = false;
	std::thread thread_;
};

#endif
