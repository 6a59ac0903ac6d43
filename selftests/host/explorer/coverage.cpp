// SPDX-License-Identifier: GPL-2.0
/* coverage.cpp - the arrows, one row each; counts, and what a run tells of them. */
#include "coverage.hpp"

#include <cstring>
#include <map>

#include "../../../module/lock/lock_word.hpp"

#include "trace.hpp"

namespace explorer
{

namespace
{

using ntspin::lock_word;
using ntspin::ticket;

enum state : std::uint8_t { free, held, pending, draining, queued, backed_up, none };
enum label : std::uint8_t { take_ticket, join, serve, head, head_and_leave, leave, retract };

const char *const state_names[] = {"free",   "held",	  "pending", "draining",
				   "queued", "backed_up", "none"};
const char *const label_names[] = {"ticket",	     "join",  "serve",	"head",
				   "head and leave", "leave", "retract"};
const char *const event_names[] = {"link",    "hand over", "make head",
				   "refusal", "wait",	   "overtaken"};

struct arrow {
	state from;
	label by;
	state to;
	std::uint64_t taken = 0;
};

arrow arrows[] = {
	{free, take_ticket, held},
	{held, take_ticket, pending},
	{pending, join, backed_up},
	{draining, join, draining},
	{queued, join, queued},
	{backed_up, join, backed_up},
	{held, serve, free},
	{pending, serve, held},
	{queued, serve, draining},
	{backed_up, serve, queued},
	{draining, head, queued},
	{queued, head, backed_up},
	{draining, head_and_leave, held},
	{queued, head_and_leave, pending},
	{queued, leave, held},
	{queued, retract, free},
};

struct place {
	event what;
	const char *function;
	std::uint64_t seen = 0;
};

place places[] = {
	{event::link, "join"},
	{event::hand_over, "pass_on"},
	{event::make_head, "pass_on"},
	{event::refusal, "acquire_at_once"},
	{event::wait, "wait_for_turn"},
	{event::wait, "take_head_ticket"},
	{event::wait, "join"},
	{event::wait, "follower_of"},
	{event::overtaken, "take_first_ticket"},
	{event::overtaken, "join"},
	{event::overtaken, "take_head_ticket"},
	{event::overtaken, "leave_if_last"},
};

state state_of(lock_word word)
{
	static constexpr state states[2][4] = {{free, held, pending, none},
					       {draining, queued, backed_up, none}};

	return states[word.has_tail()][word.out()];
}

label label_of(lock_word before, lock_word after)
{
	const bool tail_gone = before.has_tail() && !after.has_tail();

	if (before.serving() != after.serving())
		return tail_gone ? retract : serve;
	if (before.out() != after.out())
		return tail_gone ? head_and_leave : before.has_tail() ? head : take_ticket;
	return tail_gone ? leave : join;
}

/* The states told how many tickets are out; here, that s and the tail are what they should be. */
bool well_made(lock_word before, label by, lock_word after)
{
	const bool serves = by == serve || by == retract;
	const bool keeps_tail = by == serve || by == head || by == take_ticket;

	return after.serving() == static_cast<ticket>(before.serving() + serves) &&
	       (after.tail() == before.tail()) == keeps_tail;
}

/* By line of the template. */
std::map<long, std::string> strong;

std::string strange;

std::string quoted(const std::string &text)
{
	return '"' + text + '"';
}

void add_member(std::string &members, const std::string &name, const std::string &value)
{
	members += (members.empty() ? "" : ", ") + quoted(name) + ": " + value;
}

} /* namespace */

const char *state_name(std::uint64_t word)
{
	return state_names[state_of(lock_word(word))];
}

void record_change(std::uint64_t before, std::uint64_t after)
{
	const lock_word old_word = lock_word(before);
	const lock_word new_word = lock_word(after);
	const label by = label_of(old_word, new_word);

	for (arrow &a : arrows) {
		if (a.from == state_of(old_word) && a.by == by && a.to == state_of(new_word)) {
			a.taken++;
			if (well_made(old_word, by, new_word))
				return;
		}
	}
	if (strange.empty())
		strange = word_name(before) + " --" + label_names[by] + "--> " + word_name(after);
}

std::string strange_change()
{
	return strange;
}

void record(event what, const char *function)
{
	for (place &p : places) {
		if (p.what == what && !std::strcmp(p.function, function))
			p.seen++;
	}
}

void record_ordering(const request &r)
{
	static long last;

	if (r.order == __ATOMIC_RELAXED || r.from.line == last)
		return;
	last = r.from.line;
	strong[r.from.line] = quoted(r.from.function) + ", " + quoted(action_name(r.what)) + ", " +
			      quoted(order_name(r.order));
}

std::string transitions()
{
	std::string members;

	for (const arrow &a : arrows)
		add_member(members,
			   std::string(state_names[a.from]) + " --" + label_names[a.by] + "--> " +
				   state_names[a.to],
			   std::to_string(a.taken));
	for (const place &p : places)
		add_member(members,
			   std::string(event_names[static_cast<int>(p.what)]) + " in " +
				   p.function + "()",
			   std::to_string(p.seen));
	return members;
}

std::string orderings()
{
	std::string members;

	for (const auto &[line, what] : strong)
		add_member(members, std::to_string(line), "[" + what + "]");
	return members;
}

} /* namespace explorer */
