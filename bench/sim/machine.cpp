// SPDX-License-Identifier: GPL-2.0
/*
 * machine.cpp - events in order, and coroutines that wait for them.
 */
#include "machine.hpp"

#include <utility>

namespace bench
{

namespace
{

constexpr std::size_t data_bytes = 1 << 20;

} /* namespace */

machine::machine(const machine_costs &costs, unsigned cpus, unsigned sockets, unsigned seed)
	: costs_(costs), sockets_(sockets), memory_(data_bytes + cpus * coroutine::stack_bytes),
	  line_of_(memory_.lines()), lines_(1), cpus_(cpus)
{
	for (unsigned cpu = 0; cpu < cpus; cpu++) {
		cpus_[cpu].seed = std::uint64_t{seed} * max_cpus + cpu;
		on_socket_[socket_of(cpu)].set(cpu);
	}
}

void *machine::allocate(std::size_t bytes, std::size_t offset)
{
	return memory_.allocate(bytes, offset);
}

void machine::start(unsigned cpu, std::function<void()> body)
{
	void *const stack = memory_.allocate(coroutine::stack_bytes, 0);

	cpus_[cpu].thread = std::make_unique<coroutine>(stack, std::move(body));
	schedule(0, happening::resume, cpu);
	running_++;
}

void machine::run()
{
	while (running_ != 0) {
		const event next = events_.top();

		events_.pop();
		now_ = next.when;
		switch (next.what) {
		case happening::resume:
			current_ = next.subject;
			cpus_[current_].thread->enter();
			running_ -= cpus_[current_].thread->ended();
			break;
		case happening::drained:
			drained_first(next.subject);
			break;
		case happening::probed:
			change_hands(lines_[next.subject]);
			break;
		case happening::line_free:
			lines_[next.subject].busy = false;
			lines_[next.subject].in_flight_to = nobody;
			begin_next(next.subject);
			break;
		}
	}
}

void machine::schedule(ps delay, happening what, unsigned subject)
{
	events_.push({now_ + delay, number_++, what, subject});
}

void machine::leave()
{
	cpus_[current_].thread->leave();
}

void machine::spend(ps time)
{
	/* Nothing else happens before: no need to leave and come back. */
	if (events_.empty() || events_.top().when > now_ + time) {
		now_ += time;
		return;
	}
	schedule(time, happening::resume, current_);
	leave();
}

ps machine::random_below(ps limit)
{
	std::uint64_t &seed = cpus_[current_].seed;

	if (limit == 0)
		return 0;
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % limit;
}

} /* namespace bench */
