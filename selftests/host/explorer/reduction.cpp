// SPDX-License-Identifier: GPL-2.0
/* reduction.cpp - what a step is about, and whether another order of it need be looked at. */
#include "failure.hpp"
#include "world.hpp"

namespace explorer
{

namespace
{

std::uintptr_t node_of(const request &r)
{
	return r.where - (r.of == field::lock ? offsetof(KSPIN_LOCK_QUEUE, Lock) : 0);
}

/* Whose handle, or in whose stack; max_contenders where nobody's. */
unsigned owner_of_node(std::uintptr_t node, unsigned n)
{
	for (unsigned t = 0; t < n; t++) {
		const auto stack_begin = reinterpret_cast<std::uintptr_t>(&stacks[t]);

		if (node == reinterpret_cast<std::uintptr_t>(&handles[t]) ||
		    (node >= stack_begin && node < stack_begin + sizeof(stack)))
			return t;
	}
	return max_contenders;
}

} /* namespace */

/* Which location a step is about; and whether the contender may touch it at all. */
location world::locate(unsigned t, const request &r)
{
	if (books_.gave_up.has(t))
		throw failure{"after release", "a step after the lock was given up"};
	if (r.of != field::word)
		return locate_field(t, r);
	if (r.where != reinterpret_cast<std::uintptr_t>(&lock_storage))
		throw failure{"stray pointer", "this is not the lock"};
	if (books_.freed)
		throw failure{"lock gone", "the lock is touched after it was freed"};
	return r.is_about_serving() ? mem_.serving_location() : word_location;
}

location world::locate_field(unsigned t, const request &r)
{
	const std::uintptr_t node = node_of(r);
	const unsigned owner = owner_of_node(node, n_);

	if (owner == max_contenders)
		throw failure{"stray pointer", "this is no node"};
	if (owner == t && !books_.node[t])
		books_.node[t] = node;
	if (owner != t && !books_.published.has(owner))
		throw failure{"dead node", "a step on a node that its owner has taken back"};
	if (books_.node[owner] != node)
		throw failure{"stray pointer", "this is not the owner's node of now"};
	return r.of == field::next ? next_location(owner) : lock_location(owner);
}

/*
 * Whether a step that can be made now finds and leaves the same whenever it is made: then no
 * other order of it need be looked at. No step of another's comes in its way, or that one's step
 * fails a check of its own (in parentheses).
 *
 *   a field of its own node, until the word shows the node       (dead node)
 *   its own Lock, but for a wait that is not over                (grant)
 *   its own Next, once it is set                                 (link)
 *   s, where it owns, or nobody does and it is the next          (serve)
 *   the grant of another's Lock, who waits and does nothing else (grant)
 *
 * But while it is in the section, it does nothing that another could see.
 */
bool world::is_independent(unsigned t, const request &r) const
{
	const unsigned owner = owner_of_node(node_of(r), n_);

	if (books_.gave_up.has(t))
		return false;
	switch (r.what) {
	case action::load_serving:
		return books_.owner == t + 1;
	case action::wait_while_serving:
		return !books_.owner && books_.waiting && books_.arrived[0] == t;
	case action::compare_exchange:
	case action::store_serving:
		return false;
	default:
		break;
	}
	if (r.of == field::lock)
		return owner == t || !books_.inside.has(t);
	if (r.of == field::word || owner != t)
		return false;
	return !books_.published.has(t) || mem_.newest(next_location(t));
}

/* Make all steps that may as well be made at once. */
void world::reduce()
{
	options only;

	for (unsigned t = 0; t < n_ && !run_->every_order; t++) {
		if (books_.done.has(t) || !is_independent(t, contenders[t].pending))
			continue;
		only.count = 0;
		find_steps(t, only);
		if (only.count != 1)
			continue;
		make(only.each[0]);
		t = ~0u;
	}
	mem_.canonicalize();
}

} /* namespace explorer */
