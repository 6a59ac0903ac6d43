/* SPDX-License-Identifier: GPL-2.0 */
/*
 * circle_search.hpp - whether an order closes a circle: whether its two locks are acquired in the
 * other order too, directly or through other locks.
 *
 * A deadlock needs a circle: A held and B asked for by one, B held and A asked for by another. Not
 * every circle can close: where two of its orders are only ever seen under one more lock, a gate,
 * they exclude each other.
 *
 * The search runs from both ends, one step of each in turn, and ends as soon as the smaller side is
 * walked: one lock with thousands under it makes no long search. Each lock and each order is
 * visited once: edges_max steps at most.
 *
 * All under table_lock.
 */
#ifndef NTSPIN_CIRCLE_SEARCH_HPP
#define NTSPIN_CIRCLE_SEARCH_HPP

#include "lock_table.hpp"

namespace ntspin
{
namespace
{

/* As many orders a circle may have, and those that are walked where the first is a gated one. */
constexpr ULONG path_max = 16;
constexpr ULONG steps_max = 2000;

inline bool share_a_gate(const order_edge &one, const order_edge &other) noexcept
{
	for (ULONG i = 0; i < one.gate_count; i++)
		for (ULONG k = 0; k < other.gate_count; k++)
			if (one.gates[i] == other.gates[k])
				return true;
	return false;
}

inline bool is_over(const order_edge &edge) noexcept
{
	return edge.held->life != edge.held_life || edge.asked->life != edge.asked_life;
}

/* Once it is over it makes room for others, and a walk along that list does not meet it again. */
inline void set_aside(order_edge &edge, ULONG list) noexcept
{
	withdraw(edge.links[list]);
	insert_first(orders.ended[list], edge.links[list]);
}

inline void forget_order(order_edge &edge) noexcept
{
	edge.held_life = edge.held->life - 1;
	set_aside(edge, by_held);
}

/* The orders of a circle; the first is the one that closes it. */
struct circle {
	const order_edge *orders[path_max];
	ULONG length;

	bool is_gated_with(const order_edge &edge) const noexcept
	{
		for (ULONG i = 0; i < length; i++)
			if (share_a_gate(*orders[i], edge))
				return true;
		return false;
	}
};

/* One end, from which a walk goes along the orders, in breadth; or against them. */
class circle_end {
public:
	circle_end(lock_entry &start, ULONG list, ULONGLONG search) noexcept
		: list_(list), search_(search), at_(&start), last_(&start),
		  next_(start.edges[list].next)
	{
		start.search = search;
		start.search_next = nullptr;
	}

	bool has_met(const lock_entry &entry) const noexcept
	{
		return entry.search == search_;
	}

	/* The next order on the walk; NULL where it is over. */
	order_edge *step() noexcept
	{
		while (next_ == &at_->edges[list_]) {
			at_ = at_->search_next;
			if (!at_)
				return nullptr;
			next_ = at_->edges[list_].next;
		}

		order_edge &edge = edge_of(*next_, list_);

		next_ = next_->next;
		return &edge;
	}

	void drop(order_edge &edge) noexcept
	{
		set_aside(edge, list_);
	}

	void go(order_edge &edge) noexcept
	{
		lock_entry &to = list_ == by_held ? *edge.asked : *edge.held;

		if (has_met(to))
			return;
		to.search = search_;
		to.way = &edge;
		to.search_next = nullptr;
		last_->search_next = &to;
		last_ = &to;
	}

private:
	const ULONG list_;
	const ULONGLONG search_;
	lock_entry *at_;
	lock_entry *last_;
	order_link *next_;
};

/* Of the walks that have met in an order: all of them, from the lock asked for to the one held. */
inline bool trace_back(circle &found, order_edge &meeting, const lock_entry &start,
		       const lock_entry &goal) noexcept
{
	ULONG before = 0;

	for (const lock_entry *at = meeting.held; at != &start; at = at->way->held)
		before++;
	if (before + 2 > path_max)
		return false;
	found.length = before + 2;
	found.orders[before + 1] = &meeting;
	for (const lock_entry *at = meeting.held; at != &start; at = at->way->held)
		found.orders[before--] = at->way;
	for (const lock_entry *at = meeting.asked; at != &goal; at = at->way->asked) {
		if (found.length == path_max)
			return false;
		found.orders[found.length++] = at->way;
	}
	return true;
}

/* Whether there is a way back at all, gates apart that the first order has: the shortest. */
inline bool find_way_back(circle &found, order_edge &closing) noexcept
{
	lock_entry &start = *closing.asked;
	lock_entry &goal = *closing.held;
	/* 0 is in entries that no search has come to. */
	const ULONGLONG search = ++orders.searches * 2;
	circle_end forth(start, by_held, search);
	circle_end back(goal, by_asked, search + 1);

	for (bool forward = true;; forward = !forward) {
		circle_end &here = forward ? forth : back;
		circle_end &there = forward ? back : forth;
		order_edge *const edge = here.step();

		if (!edge)
			return false;
		if (is_over(*edge)) {
			here.drop(*edge);
			continue;
		}
		if (share_a_gate(closing, *edge))
			continue;
		if (there.has_met(forward ? *edge->asked : *edge->held)) {
			if (trace_back(found, *edge, start, goal))
				return true;
			orders.lost++;
			return false;
		}
		here.go(*edge);
	}
}

inline bool is_on(lock_entry *const *at, ULONG depth, const order_edge &edge) noexcept
{
	for (ULONG i = 0; i <= depth; i++)
		if (at[i] == edge.asked)
			return true;
	return false;
}

/* Each way back in turn, as deep as path_max, of at most steps_max steps. */
inline bool find_way_without_gate(circle &found) noexcept
{
	const order_edge &closing = *found.orders[0];
	order_link *next[path_max] = {closing.asked->edges[by_held].next};
	lock_entry *at[path_max] = {closing.asked};
	ULONG depth = 0;

	for (ULONG steps = 0;; steps++) {
		if (steps == steps_max) {
			orders.lost++;
			return false;
		}
		found.length = depth + 1;
		if (next[depth] == &at[depth]->edges[by_held]) {
			if (depth-- == 0)
				return false;
			continue;
		}

		const order_edge &edge = edge_of(*next[depth], by_held);

		next[depth] = next[depth]->next;
		if (is_over(edge) || found.is_gated_with(edge) || is_on(at, depth, edge))
			continue;
		found.orders[found.length++] = &edge;
		if (edge.asked == closing.held)
			return true;
		if (found.length == path_max)
			continue;
		depth++;
		at[depth] = edge.asked;
		next[depth] = edge.asked->edges[by_held].next;
	}
}

inline bool has_gate(const circle &found) noexcept
{
	circle part = {{}, 0};

	for (; part.length < found.length; part.length++) {
		if (part.is_gated_with(*found.orders[part.length]))
			return true;
		part.orders[part.length] = found.orders[part.length];
	}
	return false;
}

inline bool closes_circle(circle &found, order_edge &closing) noexcept
{
	found.orders[0] = &closing;
	return find_way_back(found, closing) && (!has_gate(found) || find_way_without_gate(found));
}

} /* namespace */
} /* namespace ntspin */

#endif
