/* SPDX-License-Identifier: GPL-2.0 */
/*
 * order_edges.hpp - the orders of two locks that were seen, and room for them.
 *
 * Promised: there is always room for one more. An order ends with the life of either of its locks;
 * those that have ended make room first, then the one seen longest ago. So any number of
 * short-lived locks may be acquired under another one, and no order is lost while those that are
 * alive fit.
 *
 * Each order is in three lists: of the lock that was held, of the one that was asked for, and of
 * all by age. When a lock's life ends, its lists are spliced into those of the orders that have
 * ended: a few steps, however long they are. An order leaves its other lists when its room is
 * reused.
 *
 * All under table_lock.
 */
#ifndef NTSPIN_ORDER_EDGES_HPP
#define NTSPIN_ORDER_EDGES_HPP

#include "wdm.h"

namespace ntspin
{

struct lock_entry;

/* A link of a circular list, or its head. */
struct order_link {
	order_link *next;
	order_link *previous;
};

enum : ULONG { by_held, by_asked, by_age, order_lists };

/* How many locks of a processor are in an order, the latest ones; the others of them are gates. */
constexpr ULONG held_max = 8;
constexpr ULONG gates_max = held_max - 1;

/*
 * While one lock was held, another was asked for; the gates were held too, each time. A gate is
 * told by its address: one that was forgotten meanwhile, and is known again, is the same one.
 */
struct order_edge {
	order_link links[order_lists]; /* first: edge_of() */
	order_edge *same_hash;
	lock_entry *held;
	lock_entry *asked;
	ULONG held_life;
	ULONG asked_life;
	const void *held_at; /* the calls, of when the order was first seen */
	const void *asked_at;
	ULONG question; /* when it was last looked for a circle by this order */
	ULONG gate_count;
	const void *gates[gates_max];
};

constexpr ULONG edge_bits = 14;
constexpr ULONG edges_max = 1 << edge_bits;

struct order_edges {
	order_edge *edges;
	order_edge **hashed;
	ULONG used;	/* nothing ever stood behind these */
	ULONG question; /* changes when what was reported is to be reported again */
	ULONG lost;	/* made room while both locks lived, or were not followed up */
	ULONGLONG searches;
	order_link ended[by_age]; /* by the lock whose life is over */
	order_link seen;	  /* all, the one that was seen last first */
};

extern order_edges orders;

namespace
{

inline void make_empty(order_link &list) noexcept
{
	list.next = &list;
	list.previous = &list;
}

inline void insert_first(order_link &list, order_link &link) noexcept
{
	link.next = list.next;
	link.previous = &list;
	list.next->previous = &link;
	list.next = &link;
}

inline void withdraw(order_link &link) noexcept
{
	link.next->previous = link.previous;
	link.previous->next = link.next;
	make_empty(link);
}

/* All that is in one list goes before what is in the other. */
inline void move_all(order_link &from, order_link &to) noexcept
{
	if (from.next == &from)
		return;
	from.previous->next = to.next;
	to.next->previous = from.previous;
	from.next->previous = &to;
	to.next = from.next;
	make_empty(from);
}

inline order_edge &edge_of(order_link &link, ULONG list) noexcept
{
	return *reinterpret_cast<order_edge *>(&link - list);
}

inline order_edge **bucket_of(const lock_entry &held, const lock_entry &asked) noexcept
{
	const ULONGLONG key =
		reinterpret_cast<ULONG_PTR>(&held) * 31 + reinterpret_cast<ULONG_PTR>(&asked);

	return &orders.hashed[key * 0x9e3779b97f4a7c15 >> (64 - edge_bits)];
}

inline order_edge *find_edge(const lock_entry &held, const lock_entry &asked) noexcept
{
	for (order_edge *edge = *bucket_of(held, asked); edge; edge = edge->same_hash)
		if (edge->held == &held && edge->asked == &asked)
			return edge;
	return nullptr;
}

/* It is in no list any more, nor found. */
inline void clear_edge(order_edge &edge) noexcept
{
	for (order_link &link : edge.links)
		withdraw(link);

	order_edge **same = bucket_of(*edge.held, *edge.asked);

	while (*same != &edge)
		same = &(*same)->same_hash;
	*same = edge.same_hash;
}

inline order_edge &room_for_edge() noexcept
{
	for (ULONG list = by_held; list < by_age; list++) {
		order_link &ended = orders.ended[list];

		if (ended.next == &ended)
			continue;

		order_edge &edge = edge_of(*ended.next, list);

		clear_edge(edge);
		return edge;
	}
	if (orders.used < edges_max)
		return orders.edges[orders.used++];

	order_edge &oldest = edge_of(*orders.seen.previous, by_age);

	orders.lost++;
	clear_edge(oldest);
	return oldest;
}

} /* namespace */
} /* namespace ntspin */

#endif
