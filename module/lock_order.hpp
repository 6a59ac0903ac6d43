/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lock_order.hpp - which lock is asked for while which other is held, and whether that can
 * deadlock.
 *
 * A deadlock needs a circle: A held and B asked for by one, B held and A asked for by another. It
 * is found when the second order is seen, before it happens. Not every circle can close: where two
 * of its orders are only ever seen under one more lock, a gate, they exclude each other.
 *
 * All under table_lock. All of it is local to the file that includes it: see spin_lock.cpp.
 */
#ifndef NTSPIN_LOCK_ORDER_HPP
#define NTSPIN_LOCK_ORDER_HPP

#include "lock_records.hpp"

namespace ntspin
{
namespace
{

constexpr ULONG path_max = 8;
constexpr ULONG steps_max = 2000;

inline bool share_a_gate(const order_edge &one, const order_edge &other) noexcept
{
	for (ULONG i = 0; i < one.gate_count; i++)
		for (ULONG k = 0; k < other.gate_count; k++)
			if (one.gates[i] == other.gates[k])
				return true;
	return false;
}

/* A walk from a lock along its orders, as deep as path_max, and of at most steps_max steps. */
class circle_search {
public:
	explicit circle_search(const order_edge &closing, lock_record &goal) noexcept
		: goal_(&goal), path_{&closing}
	{
	}

	bool found_from(lock_record &from) noexcept
	{
		ULONG next[path_max] = {};
		lock_record *at[path_max] = {&from};
		ULONG depth = 0;

		for (;;) {
			if (next[depth] == at[depth]->edge_count) {
				if (depth-- == 0)
					return false;
				continue;
			}

			const order_edge &edge = at[depth]->edges[next[depth]++];

			if (++steps_ > steps_max) {
				table.orders_lost++;
				return false;
			}
			if (edge.to->life != edge.to_life || is_gated(edge, depth + 1))
				continue;
			if (edge.to == goal_)
				return true;
			if (depth + 2 >= path_max || is_on(at, depth, edge.to))
				continue;
			path_[depth + 1] = &edge;
			depth++;
			at[depth] = edge.to;
			next[depth] = 0;
		}
	}

private:
	bool is_gated(const order_edge &edge, ULONG length) const noexcept
	{
		for (ULONG i = 0; i < length; i++)
			if (share_a_gate(*path_[i], edge))
				return true;
		return false;
	}

	static bool is_on(lock_record *const *at, ULONG depth, lock_record *record) noexcept
	{
		for (ULONG i = 0; i <= depth; i++)
			if (at[i] == record)
				return true;
		return false;
	}

	lock_record *goal_;
	const order_edge *path_[path_max];
	ULONG steps_ = 0;
};

/* The gates that an order was seen under each time. True where that changed. */
inline bool narrow(order_edge &edge, lock_record *const *gates, ULONG count) noexcept
{
	ULONG kept = 0;

	for (ULONG i = 0; i < edge.gate_count; i++)
		for (ULONG k = 0; k < count; k++)
			if (edge.gates[i] == gates[k]) {
				edge.gates[kept++] = gates[k];
				break;
			}

	const bool changed = kept != edge.gate_count;

	edge.gate_count = static_cast<UCHAR>(kept);
	return changed;
}

/* Note that `to` is asked for while `from` is held, under the gates. True if that can deadlock. */
inline bool order_can_deadlock(lock_record &from, lock_record &to, lock_record *const *gates,
			       ULONG count) noexcept
{
	order_edge *edge = nullptr;
	bool changed;

	for (ULONG i = 0; i < from.edge_count; i++)
		if (from.edges[i].to == &to)
			edge = &from.edges[i];
	if (edge && edge->to_life == to.life) {
		changed = narrow(*edge, gates, count);
	} else {
		if (!edge) {
			if (from.edge_count == edges_max) {
				table.orders_lost++;
				return false;
			}
			edge = &from.edges[from.edge_count++];
		}
		*edge = {};
		edge->to = &to;
		edge->to_life = to.life;
		for (ULONG i = 0; i < count && i < 3; i++)
			edge->gates[edge->gate_count++] = gates[i];
		changed = true;
	}
	return changed && circle_search(*edge, from).found_from(to);
}

} /* namespace */
} /* namespace ntspin */

#endif
