/* SPDX-License-Identifier: GPL-2.0 */
/*
 * coverage.hpp - what a run came by: arrows of queue_lock.hpp's state diagram, and more.
 *
 * A change of the word that is no arrow fails the run that made it; an arrow, or another place of
 * interest, that a whole suite never comes by fails the suite.
 */
#ifndef EXPLORER_COVERAGE_HPP
#define EXPLORER_COVERAGE_HPP

#include <cstdint>
#include <string>

#include "steps.hpp"

namespace explorer
{

/* What happens beside the word, or without changing it. */
enum class event : std::uint8_t {
	link,
	hand_over,
	make_head,
	refusal,
	wait,	   /* that found itself too early */
	overtaken, /* a compare-exchange that somebody else came before */
};

/* Counts a change of the word. */
void record_change(std::uint64_t before, std::uint64_t after);

/* The first change that was no arrow; empty where all were. Told last: it breaks no promise. */
std::string strange_change();

/* function is the template's that does it. */
void record(event what, const char *function);

/* A step with an ordering that is more than relaxed. */
void record_ordering(const request &r);

/* How often each was taken, as the members of a JSON object. */
std::string transitions();

/* The orderings: line of the template, function, step, order. As members too. */
std::string orderings();

/* The name that lock_word.hpp gives to a word's state. */
const char *state_name(std::uint64_t word);

} /* namespace explorer */

#endif
