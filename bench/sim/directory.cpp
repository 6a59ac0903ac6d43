// SPDX-License-Identifier: GPL-2.0
/*
 * directory.cpp - who has which line, who waits for it, and what it costs to get it.
 *
 * A transaction takes the line from those who have it half-way, when the directory's probe reaches
 * them, and its CPU makes its access when it ends: so nobody gets a line without using it once,
 * and a compare-exchange that fails may be repeated before the line is gone.
 */
#include "machine.hpp"

#include <utility>

namespace bench
{

unsigned machine::line_at(address where)
{
	unsigned &index = line_of_[(where - address_of(memory_.begin())) / arena::line_bytes];

	if (index == 0) {
		index = static_cast<unsigned>(lines_.size());
		lines_.emplace_back();
	}
	return index;
}

/* A line that was asked for is not there yet. */
bool machine::has(const line &at, unsigned cpu, intent want) const
{
	if (at.in_flight_to == cpu)
		return false;
	return at.owner == cpu || (want == intent::read && at.sharers[cpu]);
}

void machine::obtain(address where, intent want)
{
	const unsigned index = line_at(where);

	if (has(lines_[index], current_, want))
		return;
	ask(index, {current_, want, purpose::resume});
	leave();
}

void machine::prefetch(const volatile void *object)
{
	const unsigned index = line_at(address_of(object));

	if (!has(lines_[index], current_, intent::write))
		ask(index, {current_, intent::write, purpose::prefetch});
}

void machine::ask(unsigned index, request wanted)
{
	lines_[index].requests.push_back(wanted);
	if (!lines_[index].busy)
		begin_next(index);
}

void machine::begin_next(unsigned index)
{
	line &at = lines_[index];

	if (at.busy || at.requests.empty())
		return;

	const request wanted = at.requests.front();
	const bool shares = wanted.want == intent::read && at.owner == nobody;
	ps latency = 0;
	ps busy = 0;

	at.requests.pop_front();
	at.busy = true;
	at.taker = wanted;
	if (!has(at, wanted.cpu, wanted.want)) {
		latency = latency_of(at, wanted);
		busy = shares && at.sharers.any() ? costs_.next_reader : latency;
		if (shares)
			change_hands(at);
		else
			schedule(latency / 2, happening::probed, index);
	}
	/* First its access is made, then the next transaction begins: both may be due at once. */
	if (wanted.why == purpose::resume)
		schedule(latency, happening::resume, wanted.cpu);
	else if (wanted.why == purpose::drain)
		schedule(latency, happening::drained, wanted.cpu);
	schedule(busy, happening::line_free, index);
}

ps machine::distance(unsigned from, unsigned to)
{
	if (socket_of(from) == socket_of(to))
		return costs_.near_by;
	traffic_.far++;
	return costs_.far;
}

ps machine::latency_of(const line &at, const request &wanted)
{
	const cpu_set others = cpu_set(at.sharers).reset(wanted.cpu);
	const bool writes = wanted.want == intent::write;
	const std::size_t copies = others.count() + (at.owner != nobody);
	ps latency;

	traffic_.transfers++;
	if (at.owner != nobody) {
		latency = distance(wanted.cpu, at.owner);
	} else if (others.none()) {
		latency = at.sharers.any() ? costs_.near_by : costs_.memory;
	} else {
		/* A copy comes from the nearest, but the farthest must say that it is gone. */
		const cpu_set &mine = on_socket_[socket_of(wanted.cpu)];
		const bool is_far = writes ? (others & ~mine).any() : (others & mine).none();

		latency = is_far ? costs_.far : costs_.near_by;
		traffic_.far += is_far;
	}
	if (writes) {
		traffic_.invalidations += copies;
		if (copies > 1)
			latency += (copies - 1) * costs_.invalidation;
	}
	return latency;
}

/* Who had the line loses it, or shares it from now on; who takes it may use it once it is there. */
void machine::change_hands(line &at)
{
	const request &taker = at.taker;

	if (taker.want == intent::write) {
		at.sharers.reset();
		at.owner = taker.cpu;
		at.in_flight_to = taker.cpu;
		wake_watchers(at);
	} else if (at.owner != nobody) {
		at.sharers.set(at.owner);
		at.sharers.set(taker.cpu);
		at.owner = nobody;
	} else if (at.sharers.any()) {
		at.sharers.set(taker.cpu);
	} else {
		/* The first reader of all gets the line exclusively, as MESI has it. */
		at.owner = taker.cpu;
		at.in_flight_to = taker.cpu;
	}
}

void machine::wake_watchers(line &at)
{
	for (const unsigned cpu : std::exchange(at.watchers, {})) {
		if (cpu == at.owner)
			at.watchers.push_back(cpu);
		else
			schedule(0, happening::resume, cpu);
	}
}

void machine::sleep_until_lost(address where)
{
	line &at = lines_[line_at(where)];

	if (!has(at, current_, intent::read))
		return;
	at.watchers.push_back(current_);
	leave();
}

} /* namespace bench */
