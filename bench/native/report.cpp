// SPDX-License-Identifier: GPL-2.0
/*
 * report.cpp - the tables, and the JSON that plot.py reads.
 */
#include <cstdio>
#include <stdexcept>
#include <string>

#include "host_name.hpp"
#include "measure.hpp"
#include "targets.hpp"

namespace bench
{

namespace
{

constexpr distance both_distances[] = {distance::near, distance::far};

const char *word_for(distance apart)
{
	return apart == distance::near ? "near" : "far";
}

/* Why the figures should not be trusted; empty where nothing speaks against them. */
std::string noise(const results &of)
{
	std::size_t lost = 0;
	std::string why;

	for (const sample &one : of.transfers)
		lost += one.apart == distance::unknown;
	if (lost * 4 > of.transfers.size())
		why = std::to_string(lost) + " of " + std::to_string(of.transfers.size()) +
		      " trials were disturbed";
	for (const distance apart : both_distances)
		for (const std::size_t contested : {3u, 4u, 5u}) {
			const summary ticket = summarise(of.find(contested, "ticket"), apart);

			if (ticket.is_enough() && ticket.spread() > 0.1)
				why += (why.empty() ? "" : "; ") +
				       std::string("the ticket lock's spread is ") +
				       std::to_string(static_cast<int>(ticket.spread() * 100)) +
				       " % (" + word_for(apart) + ", " + measures[contested].name +
				       ")";
		}
	return why;
}

void show_rows(const results &of, std::size_t m, distance apart)
{
	const bool alone = measures[m].what == measure::kind::pair;
	const series &mcs = of.find(m, "pure MCS");
	const series &other = of.find(m, alone ? "bare compare-exchange + byte store" : "ticket");

	if (!summarise(mcs, apart).is_enough())
		return;
	std::printf("\n%s%s%s\n", measures[m].name, alone ? "" : ", ",
		    alone ? "" : word_for(apart));
	std::printf("  %-36s %9s %17s %8s %8s %7s\n", "",
		    measures[m].what == measure::kind::contest ? "per us" : "ns", "quartiles",
		    "to MCS", alone ? "to bare" : "to ticket", "rounds");
	for (std::size_t r = 0; r < of.rows.size(); r++) {
		const series &mine = of.of[m][r];
		const summary now = summarise(mine, apart);

		if (now.rounds != 0)
			std::printf("  %-36s %9.2f %8.2f %8.2f %8.2f %8.2f %7zu\n", of.rows[r].name,
				    now.median, now.low, now.high, ratio(mine, mcs, apart).median,
				    ratio(mine, other, apart).median, now.rounds);
	}
}

void show_targets(const results &of)
{
	std::printf("\n%-16s %-46s %-34s %-5s %8s %8s\n", "lock", "measure", "against", "",
		    "target", "reached");
	for (const target &each : all_targets()) {
		const summary now = each.reached(of);
		const char *verdict = each.is_met(now.median) ? "yes" : "NO";

		if (!now.is_enough())
			verdict = "too few rounds";
		std::printf("%-16s %-46s %-34s %-5s %s %4.2f %8.2f  %s\n", each.lock,
			    measures[each.measured].name, each.peer,
			    each.measured < 3 ? "" : word_for(each.apart),
			    each.at_most ? "<=" : ">=", each.bound, now.median, verdict);
	}
}

void json_rows(std::FILE *out, const results &of)
{
	const char *comma = "";

	for (std::size_t m = 0; m < measure_count; m++)
		for (const distance apart : both_distances)
			for (std::size_t r = 0; r < of.rows.size(); r++) {
				const summary now = summarise(of.of[m][r], apart);
				const summary to_mcs =
					ratio(of.of[m][r], of.find(m, "pure MCS"), apart);

				if (now.rounds == 0)
					continue;
				std::fprintf(
					out,
					"%s\n{\"measure\": \"%s\", \"apart\": \"%s\", \"lock\": \"%s\", "
					"\"rounds\": %zu, \"median\": %.4f, \"low\": %.4f, "
					"\"high\": %.4f, \"to_mcs\": %.4f}",
					comma, measures[m].name, word_for(apart), of.rows[r].name,
					now.rounds, now.median, now.low, now.high, to_mcs.median);
				comma = ",";
			}
}

} /* namespace */

void show(const results &of, const plan &wanted)
{
	const std::string why = noise(of);

	std::printf("%s\n%s, %u rounds of %u us\n", processor().c_str(), kernel().c_str(),
		    wanted.rounds, wanted.trial_us);
	for (const distance apart : both_distances) {
		const summary transfer = summarise(of.transfers, apart);

		if (transfer.rounds != 0)
			std::printf("%s: %.0f ns for one line, one way (%.0f to %.0f, %zu trials)\n",
				    word_for(apart), transfer.median, transfer.low, transfer.high,
				    transfer.rounds);
	}
	if (!why.empty())
		std::printf("NOISY: %s\n", why.c_str());
	for (std::size_t m = 0; m < measure_count; m++)
		for (const distance apart : both_distances)
			show_rows(of, m, apart);
	show_targets(of);
}

void write_json(const results &of, const plan &wanted, const char *command, const char *file)
{
	std::FILE *const out = std::fopen(file, "w");
	const char *comma = "";

	if (out == nullptr)
		throw std::runtime_error(std::string("cannot write ") + file);
	std::fprintf(out,
		     "{\"processor\": \"%s\", \"kernel\": \"%s\", \"command\": \"%s\", "
		     "\"rounds\": %u, \"trial_us\": %u, \"noise\": \"%s\",\n\"transfer_ns\": {",
		     processor().c_str(), kernel().c_str(), command, wanted.rounds, wanted.trial_us,
		     noise(of).c_str());
	for (const distance apart : both_distances)
		std::fprintf(out, "%s\"%s\": %.1f", apart == distance::near ? "" : ", ",
			     word_for(apart), summarise(of.transfers, apart).median);
	std::fputs("},\n\"rows\": [", out);
	json_rows(out, of);
	std::fputs("\n],\n\"targets\": [", out);
	for (const target &each : all_targets()) {
		const summary now = each.reached(of);

		if (!now.is_enough())
			continue;
		std::fprintf(out,
			     "%s\n{\"lock\": \"%s\", \"measure\": \"%s\", \"against\": \"%s\", "
			     "\"apart\": \"%s\", \"%s\": %.2f, \"reached\": %.4f, \"met\": %s}",
			     comma, each.lock, measures[each.measured].name, each.peer,
			     word_for(each.apart), each.at_most ? "at_most" : "at_least",
			     each.bound, now.median, each.is_met(now.median) ? "true" : "false");
		comma = ",";
	}
	std::fputs("\n]}\n", out);
	std::fclose(out);
}

} /* namespace bench */
