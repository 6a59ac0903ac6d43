/* SPDX-License-Identifier: GPL-2.0 */
/*
 * machine.hpp - a machine with up to 1024 CPUs, simulated: their caches and the traffic between.
 *
 * What it models: one directory entry for each line of memory (who has it exclusively, who shares
 * it), transactions that wait for one another at their line, a cost for each that depends on the
 * socket where the data are, and a store buffer in each CPU, which its locked instructions drain
 * and its loads look into. What it does not: bandwidth, cache sizes, speculation.
 *
 * Promised: the same program takes the same steps at the same times in every run. There is no
 * clock and no thread in here; simulated CPUs are coroutines, and of the next events the earliest
 * happens, or of those at one time the one that was asked for first.
 */
#ifndef NTSPIN_BENCH_MACHINE_HPP
#define NTSPIN_BENCH_MACHINE_HPP

#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <vector>

#include "coroutine.hpp"
#include "costs.hpp"

namespace bench
{

class machine {
public:
	static constexpr unsigned max_cpus = 1024;

	/*
	 * On two sockets, CPUs 0 and 1 lie on the first, 2 and 3 on the second, and so on: in a
	 * queue that is in the order of their numbers, every second hand-over is to the other
	 * socket. If there are two CPUs only, each has a socket.
	 */
	machine(const machine_costs &costs, unsigned cpus, unsigned sockets, unsigned seed);

	/* Memory that the simulation sees, on lines of its own; offset bytes into the first. */
	void *allocate(std::size_t bytes, std::size_t offset = 0);

	/* What a CPU is to run, from time 0. */
	void start(unsigned cpu, std::function<void()> body);
	/* Until every CPU is done. */
	void run();

	/* All that follows is called by what runs on a simulated CPU. */

	ps now() const
	{
		return now_;
	}

	const traffic &counted() const
	{
		return traffic_;
	}

	/* A number below limit, of a sequence that belongs to this CPU. */
	ps random_below(ps limit);
	void spend(ps time);

	template <class T> T load(const volatile T &object)
	{
		std::uint64_t found;
		T value;

		if (forwarded(address_of(&object), sizeof(T), found)) {
			std::memcpy(&value, &found, sizeof(T));
		} else {
			obtain(address_of(&object), intent::read);
			value = object;
		}
		spend(costs_.hit);
		return value;
	}

	/* A load that was made earlier, and cost nothing then: what the CPU knows already. */
	template <class T> T glance(const volatile T &object)
	{
		std::uint64_t found;
		T value;

		if (!forwarded(address_of(&object), sizeof(T), found))
			return object;
		std::memcpy(&value, &found, sizeof(T));
		return value;
	}

	template <class T> void store(volatile T &object, T value)
	{
		std::uint64_t bits = 0;

		std::memcpy(&bits, &value, sizeof(T));
		buffer_store({address_of(&object), sizeof(T), bits});
		spend(costs_.hit / 4);
	}

	/* A locked instruction: what step does to the object happens at once, in order. */
	template <class T, class Step> auto locked(volatile T &object, Step step)
	{
		drain();
		obtain(address_of(&object), intent::write);
		auto result = step(object);
		spend(costs_.hit + costs_.locked);
		return result;
	}

	/* Spin until the object has another value; how often it looks is poll. */
	template <class T> T wait_while(const volatile T &object, T value, ps poll)
	{
		for (;;) {
			const T found = load(object);

			if (found != value)
				return found;
			sleep_until_lost(address_of(&object));
			spend(costs_.hit + random_below(poll));
		}
	}

	/* prefetchw: ask for the line, and do not wait for it. */
	void prefetch(const volatile void *object);

	ps poll() const
	{
		return costs_.poll;
	}

private:
	enum class intent : std::uint8_t { read, write };
	enum class purpose : std::uint8_t { resume, drain, prefetch };
	using address = std::uintptr_t;
	using cpu_set = std::bitset<max_cpus>;
	static constexpr unsigned nobody = ~0u;

	struct request {
		unsigned cpu = nobody;
		intent want = intent::read;
		purpose why = purpose::resume;
	};

	struct pending_store {
		address where;
		std::size_t size;
		std::uint64_t bits;
	};

	struct line {
		unsigned owner = nobody; /* has it exclusively */
		unsigned in_flight_to = nobody;
		bool busy = false;
		request taker; /* whose transaction makes it busy */
		cpu_set sharers;
		std::deque<request> requests;
		std::vector<unsigned> watchers; /* spin on their copy of it */
	};

	struct processor {
		std::unique_ptr<coroutine> thread;
		std::function<void()> body;
		std::deque<pending_store> stores;
		bool waits_for_drain = false;
		std::uint64_t seed;
	};

	enum class happening : std::uint8_t { resume, drained, probed, line_free };

	struct event {
		ps when;
		std::uint64_t number;
		happening what;
		unsigned subject; /* a CPU, or a line */

		friend bool operator>(const event &a, const event &b)
		{
			return a.when != b.when ? a.when > b.when : a.number > b.number;
		}
	};

	unsigned socket_of(unsigned cpu) const
	{
		return (cpus_.size() > 2 ? cpu / 2 : cpu) % sockets_;
	}

	static address address_of(const volatile void *object)
	{
		return reinterpret_cast<address>(object);
	}

	unsigned line_at(address where);
	bool has(const line &at, unsigned cpu, intent want) const;
	bool forwarded(address where, std::size_t size, std::uint64_t &bits);
	void obtain(address where, intent want);
	void ask(unsigned index, request wanted);
	void begin_next(unsigned index);
	ps latency_of(const line &at, const request &wanted);
	void change_hands(line &at);
	void wake_watchers(line &at);
	ps distance(unsigned from, unsigned to);
	void buffer_store(pending_store store);
	void drain();
	void drain_first(unsigned cpu);
	void drained_first(unsigned cpu);
	void sleep_until_lost(address where);
	void schedule(ps delay, happening what, unsigned subject);
	void leave();

	machine_costs costs_;
	unsigned sockets_;
	unsigned current_ = nobody;
	unsigned running_ = 0;
	ps now_ = 0;
	std::uint64_t number_ = 0;
	traffic traffic_;
	arena memory_;
	std::vector<unsigned> line_of_; /* by place in the arena: an index into lines_, or 0 */
	std::deque<line> lines_;
	std::vector<processor> cpus_;
	std::array<cpu_set, 2> on_socket_;
	std::priority_queue<event, std::vector<event>, std::greater<event>> events_;
};

} /* namespace bench */

#endif
