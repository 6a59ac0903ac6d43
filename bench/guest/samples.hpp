/* SPDX-License-Identifier: GPL-2.0 */
/*
 * samples.hpp - what ntspin_bench.ko has printed, read back from the guests' consoles.
 *
 *	ntspin_bench: kernel RELEASE
 *	ntspin_bench: pair ROUND TICKS PAIRS LOCK
 *	ntspin_bench: contest CPUS ROUND NS LONGEST_NS ACQUISITIONS... LOCK
 *	ntspin_bench: order CPUS ACQUISITIONS IN_QUEUE ERRORS LOCK
 *	ntspin_bench: done
 */
#ifndef NTSPIN_BENCH_GUEST_SAMPLES_HPP
#define NTSPIN_BENCH_GUEST_SAMPLES_HPP

#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "../native/statistics.hpp"

namespace bench
{

/* Jain's index: 1 where all CPUs got the lock as often, 1/CPUs where one got it always. */
inline double fairness_of(const std::vector<double> &by_cpu)
{
	double sum = 0, squares = 0;

	for (const double one : by_cpu) {
		sum += one;
		squares += one * one;
	}
	return squares == 0 ? 0 : sum * sum / (static_cast<double>(by_cpu.size()) * squares);
}

struct contest_samples {
	series rate;	/* acquisitions of all CPUs in 1000 ns, or 1000 instructions */
	series longest; /* wait, in thousands of the same */
	series fairness;
	std::vector<double> by_cpu; /* acquisitions, of all rounds */
};

struct order_sample {
	std::string lock;
	unsigned cpus;
	bool counted; /* instructions were: the CPUs of that guest run in turns */
	unsigned long acquisitions, in_queue, errors;

	bool is_busted() const
	{
		return lock.starts_with("busted");
	}
};

struct samples {
	std::string kernel;
	std::map<std::string, series> ticks;		    /* of one pair, the loop's included */
	std::map<std::string, contest_samples> contests[9]; /* by CPUs, by lock */
	std::vector<order_sample> orders;

	void read(const std::string &file, bool counted);

private:
	void read_line(const std::string &line, bool counted);
};

inline std::string rest_of(std::istream &in)
{
	std::string rest;

	std::getline(in >> std::ws, rest);
	while (!rest.empty() && rest.back() == '\r')
		rest.pop_back();
	return rest;
}

inline void samples::read_line(const std::string &line, bool counted)
{
	std::istringstream in(line);
	std::string what;
	double round;

	in >> what;
	if (what == "kernel") {
		kernel = rest_of(in);
	} else if (what == "pair") {
		double all, pairs;

		in >> round >> all >> pairs;
		ticks[rest_of(in)].push_back({all / pairs, distance::near});
	} else if (what == "contest") {
		unsigned cpus = 0;
		double ns, longest, sum = 0;

		in >> cpus >> round >> ns >> longest;
		if (cpus < 1 || cpus > 8)
			throw std::runtime_error("not a sample: " + line);

		std::vector<double> by_cpu(cpus);

		for (double &one : by_cpu) {
			in >> one;
			sum += one;
		}

		contest_samples &of = contests[cpus][rest_of(in)];

		of.by_cpu.resize(cpus);
		for (unsigned cpu = 0; cpu < cpus; cpu++)
			of.by_cpu[cpu] += by_cpu[cpu];
		of.rate.push_back({sum / ns * 1000, distance::near});
		of.longest.push_back({longest / 1000, distance::near});
		of.fairness.push_back({fairness_of(by_cpu), distance::near});
	} else if (what == "order") {
		order_sample one;

		in >> one.cpus >> one.acquisitions >> one.in_queue >> one.errors;
		one.counted = counted;
		one.lock = rest_of(in);
		orders.push_back(one);
	}
}

/* A console that does not say that all was done is half a run. */
inline void samples::read(const std::string &file, bool counted)
{
	static const std::string tag = "ntspin_bench: ";
	std::ifstream console(file);
	std::string line;
	bool done = false;

	while (std::getline(console, line)) {
		const std::size_t at = line.find(tag);

		if (at == std::string::npos)
			continue;
		done = done || line.find("done", at) != std::string::npos;
		read_line(line.substr(at + tag.size()), counted);
	}
	if (!done)
		throw std::runtime_error(file + ": the benchmark did not end");
}

} /* namespace bench */

#endif
