// SPDX-License-Identifier: GPL-2.0
/* trace.cpp - steps in words. */
#include "trace.hpp"

#include "../../../module/lock/lock_word.hpp"

#include "coverage.hpp"

namespace explorer
{

namespace
{

std::string name_of(unsigned thread)
{
	return std::string(1, static_cast<char>('A' + thread));
}

/* A handle's address, or one in somebody's stack. */
std::string node_name(std::uintptr_t at)
{
	for (unsigned t = 0; t < max_contenders; t++) {
		const std::uintptr_t handle = reinterpret_cast<std::uintptr_t>(&handles[t]);
		const std::uintptr_t frame = reinterpret_cast<std::uintptr_t>(&stacks[t]);

		if ((at >= handle && at < handle + sizeof(handles[t])) ||
		    (at >= frame && at < frame + sizeof(stack)))
			return name_of(t);
	}
	return at ? "?" : "none";
}

std::string lock_field_name(std::uint64_t bits)
{
	static const char *const states[] = {
		"owns_by_ticket", "waiting", "owns_by_queue", "?", "head", "?", "?", "?"};

	return bits ? states[bits & 7] : "null";
}

std::string value_name(const request &r, std::uint64_t value)
{
	switch (r.of) {
	case field::next:
		/* While its node owns by ticket, the ticket. */
		return value && value <= 0xff ? "ticket " + std::to_string(value) :
						node_name(value);
	case field::lock:
		return lock_field_name(value);
	default:
		return r.what == action::load || r.what == action::compare_exchange ?
			       word_name(value) :
			       std::to_string(value);
	}
}

} /* namespace */

std::string word_name(std::uint64_t bits)
{
	const ntspin::lock_word word = ntspin::lock_word(bits);
	std::string name = state_name(bits);

	name += "(s " + std::to_string(word.serving());
	if (word.has_tail())
		name += ", tail " + node_name(word.tail());
	return name + ")";
}

const char *order_name(int order)
{
	switch (order) {
	case __ATOMIC_ACQUIRE:
		return "acquire";
	case __ATOMIC_RELEASE:
		return "release";
	case __ATOMIC_ACQ_REL:
		return "acq_rel";
	default:
		return "relaxed";
	}
}

std::string action_name(action what)
{
	static const char *const names[] = {"load",	    "store",	     "compare_exchange",
					    "load_serving", "store_serving", "wait_while_serving",
					    "wait_while"};

	return names[static_cast<int>(what)];
}

std::string describe(unsigned thread, const request &r)
{
	std::string text = name_of(thread) + "  " + r.from.function + ": " + action_name(r.what);

	if (r.of != field::word)
		text += " " + node_name(r.where) + (r.of == field::next ? ".Next" : ".Lock");
	if (r.what != action::load && r.what != action::load_serving &&
	    r.what != action::compare_exchange)
		text += " " + value_name(r, r.value);
	return text;
}

std::string describe_result(const request &r, std::uint64_t word_before)
{
	switch (r.what) {
	case action::store:
		return "";
	case action::compare_exchange:
		if (r.done)
			return " " + word_name(word_before) + " -> " + word_name(r.value);
		return " finds " + word_name(r.found);
	case action::store_serving:
		return ": " + word_name(word_before) + " -> " + word_name(r.found);
	default:
		return " finds " + value_name(r, r.found);
	}
}

} /* namespace explorer */
