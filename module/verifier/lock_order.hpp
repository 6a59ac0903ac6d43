/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_order.hpp - lock order: which lock is asked for while another one is held.
 *
 * A new order is checked for a deadlock before the lock is asked for. A known one is checked again
 * when a lock that was always held around both is not held this time, and after the verifier was
 * switched, since then it is to be reported again, or to panic.
 *
 * All under table_lock.
 */
#ifndef NTSPIN_LOCK_ORDER_HPP
#define NTSPIN_LOCK_ORDER_HPP

#include "circle_search.hpp"

namespace ntspin
{
namespace
{

/* One order, as it is seen. */
struct seen_order {
	lock_entry *held;
	lock_entry *asked;
	const void *held_at;
	const void *asked_at;
	ULONG gate_count = 0;
	const void *gates[gates_max];
};

/* Keep the gates that were held each time. True where that changes them. */
inline bool narrow(order_edge &edge, const seen_order &seen) noexcept
{
	ULONG kept = 0;

	for (ULONG i = 0; i < edge.gate_count; i++)
		for (ULONG k = 0; k < seen.gate_count; k++)
			if (edge.gates[i] == seen.gates[k]) {
				edge.gates[kept++] = seen.gates[k];
				break;
			}

	const bool changed = kept != edge.gate_count;

	edge.gate_count = kept;
	return changed;
}

inline void keep_calls(order_edge &edge, const seen_order &seen) noexcept
{
	edge.held_at = seen.held_at;
	edge.asked_at = seen.asked_at;
}

inline void fill_edge(order_edge &edge, const seen_order &seen) noexcept
{
	order_edge **const bucket = bucket_of(*seen.held, *seen.asked);

	edge.held = seen.held;
	edge.asked = seen.asked;
	edge.held_life = seen.held->life;
	edge.asked_life = seen.asked->life;
	keep_calls(edge, seen);
	edge.question = orders.question;
	edge.gate_count = seen.gate_count;
	__builtin_memcpy(edge.gates, seen.gates, sizeof(edge.gates));
	edge.same_hash = *bucket;
	*bucket = &edge;
	insert_first(seen.held->edges[by_held], edge.links[by_held]);
	insert_first(seen.asked->edges[by_asked], edge.links[by_asked]);
	insert_first(orders.seen, edge.links[by_age]);
}

/* Whether an order that is known is to be asked of again; records that it was. */
inline bool is_asked_again(order_edge &edge) noexcept
{
	const bool again = edge.question != orders.question;

	edge.question = orders.question;
	return again;
}

/* Record the order. True, and the circle, if it can deadlock. */
inline bool order_can_deadlock(const seen_order &seen, circle &found) noexcept
{
	order_edge *edge = find_edge(*seen.held, *seen.asked);

	if (seen.held == seen.asked)
		return false;
	if (edge && !is_over(*edge)) {
		withdraw(edge->links[by_age]);
		insert_first(orders.seen, edge->links[by_age]);

		const bool again = is_asked_again(*edge);

		/* The calls with the fewest gates are those to report. */
		if (narrow(*edge, seen))
			keep_calls(*edge, seen);
		else if (!again)
			return false;
	} else {
		if (edge)
			clear_edge(*edge);
		else
			edge = &room_for_edge();
		fill_edge(*edge, seen);
	}
	return closes_circle(found, *edge);
}

/* Copied for the report while table_lock keeps the locks what they are. */
inline void describe(const circle &found, ntspin_circle &said) noexcept
{
	said.length = found.length;
	for (ULONG i = 0; i < found.length && i < NTSPIN_CIRCLE; i++) {
		const order_edge &edge = *found.orders[i];
		ntspin_circle_step &step = said.steps[i];

		step.lock = reinterpret_cast<const void *>(edge.held->key);
		step.site = edge.held->site;
		step.site_id = edge.held->site_id;
		step.was_initialized = edge.held->was_initialized;
		step.held_at = edge.held_at;
		step.asked_at = edge.asked_at;
	}
}

} /* namespace */
} /* namespace ntspin */

#endif
