// SPDX-License-Identifier: GPL-2.0
/*
 * main.cpp - simulates the lock and its peers on 2 to 1024 CPUs: tables, and JSON.
 *
 *	sim [-o FILE] [-n CPUS] [-v]	the JSON; the most CPUs; the variants that were tried
 */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "peers.hpp"

using namespace bench;

namespace
{

struct times {
	unsigned inside;
	unsigned outside;
};

/* What bench measures on two CPUs, to be compared with. */
constexpr times two_cpu_times[] = {{50, 50}, {200, 200}, {50, 200}, {50, 0}};
constexpr times scale_times = {50, 200};

struct named_variant {
	const char *name;
	variant as;
};

constexpr named_variant variants[] = {
	{"as shipped", {}},
	{"own handle fetched to write when it owns", {.fetch_handle = true}},
	{"own handle written to when it owns", {.write_handle = true}},
	{"follower's handle fetched to write when it owns", {.fetch_follower = true}},
	{"own and follower's handle fetched", {.fetch_handle = true, .fetch_follower = true}},
	{"whoever watches the word looks every 4th time", {.word_looks_every = 4}},
	{"whoever watches its handle looks every 4th time", {.handle_looks_every = 4}},
	{"nobody pauses between two looks", {.word_looks_every = 0, .handle_looks_every = 0}},
	{"in order: as shipped", {.in_order = true}},
	{"in order: word fetched before the first look",
	 {.in_order = true, .fetch_word_first = true}},
	{"in order: word fetched before the release", {.in_order = true, .fetch_to_release = true}},
	{"in order: word fetched for both",
	 {.in_order = true, .fetch_word_first = true, .fetch_to_release = true}},
	{"in order: ticket kept in the handle", {.in_order = true, .know_ticket = true}},
	{"in order: word fetched first, ticket kept",
	 {.in_order = true, .fetch_word_first = true, .know_ticket = true}},
};

std::FILE *json;
bool is_first_row = true;

workload load_of(unsigned cpus, unsigned sockets, times in)
{
	return {.cpus = cpus,
		.sockets = sockets,
		.inside = in.inside * ns,
		.outside = in.outside * ns,
		.count = acquisitions_for(cpus),
		.runs = runs_for(cpus)};
}

void report(const char *table, const char *name, const workload &load, const outcome &result,
	    double reference)
{
	const traffic &counted = result.counted;

	std::printf("  %-48s %8.3f %7.2f %9.2f %7.2f %9.2f %9.0f\n", name, result.per_us(),
		    result.per_us() / reference, result.each(counted.transfers),
		    result.each(counted.far), result.each(counted.invalidations),
		    result.hand_over_ns());
	if (json == nullptr)
		return;
	std::fprintf(json,
		     "%s\n{\"table\": \"%s\", \"lock\": \"%s\", \"cpus\": %u, \"sockets\": %u, "
		     "\"inside\": %llu, \"outside\": %llu, \"per_us\": %.4f, \"to_mcs\": %.4f, "
		     "\"transfers\": %.4f, \"far\": %.4f, \"invalidations\": %.4f, "
		     "\"hand_over_ns\": %.1f}",
		     is_first_row ? "" : ",", table, name, load.cpus, load.sockets,
		     static_cast<unsigned long long>(load.inside / ns),
		     static_cast<unsigned long long>(load.outside / ns), result.per_us(),
		     result.per_us() / reference, result.each(counted.transfers),
		     result.each(counted.far), result.each(counted.invalidations),
		     result.hand_over_ns());
	is_first_row = false;
}

/* The routines store the old IRQL in the handle; those for DISPATCH_LEVEL do not. */
void head(const workload &load)
{
	std::printf("\n%u CPUs on %u socket%s, %llu ns inside and %llu outside%s\n", load.cpus,
		    load.sockets, load.sockets == 1 ? "" : "s",
		    static_cast<unsigned long long>(load.inside / ns),
		    static_cast<unsigned long long>(load.outside / ns),
		    load.stores_level ? "" : ", at DISPATCH_LEVEL");
	std::printf("  %-48s %8s %7s %9s %7s %9s %9s\n", "", "per us", "to MCS", "transfers", "far",
		    "invalid.", "hand-over");
}

void compare(const char *table, const workload &load)
{
	const double reference = mcs_row.simulate({}, load, {}).per_us();

	head(load);
	for (const simulated_lock &lock : all_locks)
		report(table, lock.name, load, lock.simulate({}, load, {}), reference);
}

void try_variants(unsigned cpus, unsigned sockets, bool stores_level)
{
	workload load = load_of(cpus, sockets, scale_times);

	load.stores_level = stores_level;

	const double reference = mcs_row.simulate({}, load, {}).per_us();

	head(load);
	for (const named_variant &tried : variants)
		report(stores_level ? "variants" : "variants at DISPATCH_LEVEL", tried.name, load,
		       queued_row.simulate({}, load, tried.as), reference);
	for (const std::size_t offset : {std::size_t{48}, std::size_t{56}}) {
		workload placed = load;
		const std::string name =
			"handle at byte " + std::to_string(offset) + " of its line";

		placed.handle_offset = offset;
		report("variants", name.c_str(), load, queued_row.simulate({}, placed, {}),
		       reference);
	}
}

} /* namespace */

int main(int count, char **words)
{
	unsigned most = machine::max_cpus;
	bool with_variants = false;

	for (int i = 1; i < count; i++) {
		if (std::strcmp(words[i], "-v") == 0)
			with_variants = true;
		else if (i + 1 < count && std::strcmp(words[i], "-n") == 0)
			most = static_cast<unsigned>(std::strtoul(words[++i], nullptr, 10));
		else if (i + 1 < count && std::strcmp(words[i], "-o") == 0)
			json = std::fopen(words[++i], "w");
		else
			return std::fputs("usage: sim [-o FILE] [-n CPUS] [-v]\n", stderr), 2;
	}

	const double near_trip = transfer_ns({}, 1);
	const double far_trip = transfer_ns({}, 2);

	std::printf("one line, one way: %.0f ns on one socket, %.0f ns from one to the other\n",
		    near_trip, far_trip);
	if (json != nullptr)
		std::fprintf(json,
			     "{\"transfer_ns\": {\"near\": %.1f, \"far\": %.1f},\n\"rows\": [",
			     near_trip, far_trip);
	for (const unsigned sockets : {1u, 2u})
		for (const times in : two_cpu_times)
			compare("two", load_of(2, sockets, in));
	for (unsigned cpus = 2; cpus <= std::min(most, machine::max_cpus); cpus *= 2)
		compare("scale", load_of(cpus, 2, scale_times));
	for (const unsigned cpus : {8u, 64u}) {
		workload load = load_of(cpus, 2, scale_times);

		load.stores_level = false;
		compare("scale at DISPATCH_LEVEL", load);
	}
	if (with_variants) {
		for (const unsigned sockets : {1u, 2u})
			try_variants(2, sockets, true);
		for (const unsigned cpus : {4u, 8u, 64u})
			for (const bool stores_level : {true, false})
				try_variants(cpus, 2, stores_level);
	}
	if (json != nullptr) {
		std::fputs("\n]}\n", json);
		std::fclose(json);
	}
	return 0;
}
