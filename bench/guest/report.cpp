// SPDX-License-Identifier: GPL-2.0
/*
 * report.cpp - what was measured in the guests: tables, what was to be reached, and JSON.
 *
 *	report -o FILE [-c CONSOLE]... [-p CONSOLE]...
 *
 * -c: of a guest whose clock counts instructions; -p: of one whose CPUs run in parallel.
 */
#include <cmath>
#include <cstdio>
#include <exception>

#include <unistd.h>

#include "../native/host_name.hpp"
#include "samples.hpp"

namespace
{

using namespace bench;

/* One lock's values for one measure, by round. */
struct figure {
	std::string measure, lock, peer;
	series values, peers;

	summary own() const
	{
		return summarise(values, distance::near);
	}

	double to_peer() const
	{
		return ratio(values, peers, distance::near).median;
	}
};

struct target {
	std::string measure, lock, against;
	bool at_most;
	double bound, reached;

	bool is_met() const
	{
		return at_most ? reached <= bound : reached >= bound;
	}
};

struct report {
	std::string guest;
	std::vector<figure> figures;
	std::vector<target> targets;
	std::vector<order_sample> orders;
	std::string noise;

	void add_noise(const std::string &why)
	{
		noise += (noise.empty() ? "" : "; ") + why;
	}

	/* Of the ratio to the peer, which takes nine rounds at least. */
	void add_target(const figure &of, bool at_most, double bound)
	{
		if (!of.own().is_enough())
			throw std::runtime_error(of.lock + ", " + of.measure + ": too few rounds");
		targets.push_back({of.measure, of.lock, of.peer, at_most, bound, of.to_peer()});
	}
};

/* A round of the known loop takes ten instructions; a few come before and after all of them. */
double ticks_each(const samples &of, std::size_t round)
{
	const double ticks = of.ticks.at("known loop")[round].value / 10;
	const double whole = std::round(ticks);

	return std::abs(ticks - whole) < 0.001 * ticks ? whole : ticks;
}

/* Without the loop. */
series instructions(const samples &of, const std::string &lock)
{
	series all = of.ticks.at(lock);

	for (std::size_t round = 0; round < all.size(); round++)
		all[round].value = (all[round].value - of.ticks.at("empty loop")[round].value) /
				   ticks_each(of, round);
	return all;
}

void count_instructions(const samples &of, report &into)
{
	const struct {
		const char *measure, *peer;
		std::vector<const char *> locks;
		double bound;
	} measures[] = {
		{"instructions, PASSIVE_LEVEL",
		 "spin_lock_bh",
		 {"ntspin queued", "ntspin ordinary", "spin_lock_bh"},
		 1.9},
		{"instructions, DISPATCH_LEVEL",
		 "spin_lock",
		 {"ntspin queued, AtDpcLevel", "ntspin ordinary, AtDpcLevel", "spin_lock",
		  "raw_spin_lock"},
		 2.0},
	};

	if (of.ticks.empty())
		return;
	for (const auto &measure : measures)
		for (const char *lock : measure.locks) {
			const figure now = {measure.measure, lock, measure.peer,
					    instructions(of, lock), instructions(of, measure.peer)};

			into.figures.push_back(now);
			if (now.own().high != now.own().low)
				into.add_noise(now.lock + ": the count differs between rounds");
			if (lock == measure.locks[0])
				into.add_target(now, true, measure.bound);
		}
}

/* On two CPUs that run in parallel, speed; on more that run in turns, who waits and who gets it. */
void compare_contests(const samples &of, unsigned cpus, report &into)
{
	const struct {
		const char *what;
		series contest_samples::*values;
	} measures[] = {
		{cpus == 2 ? "acquisitions each us" : "acquisitions, 1000 instructions",
		 &contest_samples::rate},
		{"longest wait, 1000 instructions", &contest_samples::longest},
		{"Jain's index", &contest_samples::fairness},
	};
	const std::string many = std::to_string(cpus) + " CPUs, ";
	const auto &all = of.contests[cpus];

	if (all.empty())
		return;

	const contest_samples &peer = all.at("spin_lock_bh");

	for (const auto &measure : measures) {
		for (const auto &[lock, now] : all)
			into.figures.push_back({many + measure.what, lock, "spin_lock_bh",
						now.*measure.values, peer.*measure.values});
		if (cpus == 2)
			break;
	}
	for (const char *lock : {"ntspin queued", "ntspin ordinary"})
		if (cpus > 2)
			into.targets.push_back({many + "Jain's index, all rounds", lock, "", false,
						0.999, fairness_of(all.at(lock).by_cpu)});

	const double spread = summarise(peer.rate, distance::near).spread();

	if (spread > 0.1)
		into.add_noise("spin_lock_bh's spread on " + std::to_string(cpus) + " CPUs is " +
			       std::to_string(static_cast<int>(spread * 100)) + " %");
}

void check_order(const samples &of, report &into)
{
	into.orders = of.orders;
	for (const order_sample &now : of.orders) {
		const std::string where = std::to_string(now.cpus) + " CPUs" +
					  (now.counted ? " in turns" : "") + ", order errors";

		into.targets.push_back({where, now.lock, "", !now.is_busted(),
					now.is_busted() ? 1.0 : 0.0,
					static_cast<double>(now.errors)});
	}
}

void show(const report &of)
{
	std::string measure;

	std::printf("%s\n%s; guest: %s in QEMU, emulated\n", processor().c_str(), kernel().c_str(),
		    of.guest.c_str());
	if (!of.noise.empty())
		std::printf("NOISY: %s\n", of.noise.c_str());
	for (const figure &now : of.figures) {
		if (now.measure != measure)
			std::printf("\n%-40s %10s %21s   to %-14s %6s\n", now.measure.c_str(),
				    "median", "quartiles", now.peer.c_str(), "rounds");
		measure = now.measure;

		const summary own = now.own();
		/* Jain's index differs from 1 far behind the point, if at all. */
		const int digits = measure.ends_with("index") ? 6 : 2;

		std::printf("  %-38s %10.*f %10.*f %10.*f   %-17.2f %6zu\n", now.lock.c_str(),
			    digits, own.median, digits, own.low, digits, own.high, now.to_peer(),
			    own.rounds);
	}
	std::printf("\n%-47s %10s %12s %8s\n", "each acquisition against the one before", "grants",
		    "in the queue", "errors");
	for (const order_sample &now : of.orders)
		std::printf("  %u CPUs%-9s %-28s %10lu %12lu %8lu\n", now.cpus,
			    now.counted ? " in turns" : "", now.lock.c_str(), now.acquisitions,
			    now.in_queue, now.errors);
	std::printf("\n%-34s %-29s %9s %9s\n", "to reach", "", "target", "measured");
	for (const target &now : of.targets)
		std::printf("%-34s %-29s %s %6.5g %9.5g  %s\n", now.measure.c_str(),
			    now.lock.c_str(), now.at_most ? "<=" : ">=", now.bound, now.reached,
			    now.is_met() ? "REACHED" : "NOT REACHED");
}

void write_json(const report &of, const char *file)
{
	std::FILE *const out = std::fopen(file, "w");
	const char *comma = "";

	if (out == nullptr)
		throw std::runtime_error(std::string("cannot write ") + file);
	std::fprintf(out,
		     "{\"processor\": \"%s\", \"kernel\": \"%s\", \"guest\": \"%s\", "
		     "\"command\": \"make bench-guest\", \"noise\": \"%s\",\n\"rows\": [",
		     processor().c_str(), kernel().c_str(), of.guest.c_str(), of.noise.c_str());
	for (const figure &now : of.figures) {
		std::fprintf(out,
			     "%s\n{\"measure\": \"%s\", \"lock\": \"%s\", \"rounds\": %zu, "
			     "\"median\": %.4f, \"low\": %.4f, \"high\": %.4f, "
			     "\"against\": \"%s\", \"to_it\": %.4f, \"raw\": [",
			     comma, now.measure.c_str(), now.lock.c_str(), now.own().rounds,
			     now.own().median, now.own().low, now.own().high, now.peer.c_str(),
			     now.to_peer());
		comma = "";
		for (const sample &one : now.values) {
			std::fprintf(out, "%s%.4f", comma, one.value);
			comma = ", ";
		}
		std::fputs("]}", out);
		comma = ",";
	}
	std::fputs("\n],\n\"order\": [", out);
	comma = "";
	for (const order_sample &now : of.orders) {
		std::fprintf(out,
			     "%s\n{\"lock\": \"%s\", \"cpus\": %u, \"in_turns\": %s, "
			     "\"acquisitions\": %lu, \"in_queue\": %lu, \"errors\": %lu}",
			     comma, now.lock.c_str(), now.cpus, now.counted ? "true" : "false",
			     now.acquisitions, now.in_queue, now.errors);
		comma = ",";
	}
	std::fputs("\n],\n\"targets\": [", out);
	comma = "";
	for (const target &now : of.targets) {
		std::fprintf(out,
			     "%s\n{\"measure\": \"%s\", \"lock\": \"%s\", \"against\": \"%s\", "
			     "\"%s\": %g, \"reached\": %.6g, \"met\": %s}",
			     comma, now.measure.c_str(), now.lock.c_str(), now.against.c_str(),
			     now.at_most ? "at_most" : "at_least", now.bound, now.reached,
			     now.is_met() ? "true" : "false");
		comma = ",";
	}
	std::fputs("\n]}\n", out);
	std::fclose(out);
}

} /* namespace */

int main(int count, char **words)
{
	const char *file = nullptr;
	samples all;
	report made;
	int option;

	try {
		while ((option = getopt(count, words, "o:c:p:")) != -1) {
			if (option == 'o')
				file = optarg;
			else if (option == '?')
				return 2;
			else
				all.read(optarg, option == 'c');
		}
		made.guest = all.kernel;
		count_instructions(all, made);
		for (const unsigned cpus : {2u, 4u, 8u})
			compare_contests(all, cpus, made);
		check_order(all, made);
		show(made);
		if (file != nullptr)
			write_json(made, file);
	} catch (const std::exception &failure) {
		std::fprintf(stderr, "bench-guest: %s\n", failure.what());
		return 1;
	}
	return 0;
}
