/* SPDX-License-Identifier: GPL-2.0 */
/*
 * avl_tree.hpp - balanced trees (Adelson-Velsky, Landis), of links that Windows' headers have.
 *
 * Of each node the two subtrees differ in height by one at most: Balance is the right one's less
 * the left one's. The table's own links are the root's parent, with the root as its right child. A
 * node never moves, since the driver has pointers into it.
 *
 * All of it is local to the file that includes it.
 */
#ifndef NTSPIN_RTL_AVL_TREE_HPP
#define NTSPIN_RTL_AVL_TREE_HPP

#include "wdm/avl_table.h"

namespace
{

using node = RTL_BALANCED_LINKS;
using table = RTL_AVL_TABLE;

enum side { left, right };

constexpr side other(side of) noexcept
{
	return of == left ? right : left;
}

node *&child(node &of, side which) noexcept
{
	return which == left ? of.LeftChild : of.RightChild;
}

side side_of(const node &of) noexcept
{
	return of.Parent->LeftChild == &of ? left : right;
}

node *root_of(const table &in) noexcept
{
	return in.BalancedRoot.RightChild;
}

PVOID data_of(node *of) noexcept
{
	return of ? of + 1 : nullptr;
}

/* A plain char may have no sign in a kernel. */
int balance_of(const node &of) noexcept
{
	return static_cast<signed char>(of.Balance);
}

void set_balance(node &of, int balance) noexcept
{
	of.Balance = static_cast<CHAR>(balance);
}

void put(node &parent, side where, node *what) noexcept
{
	child(parent, where) = what;
	if (what)
		what->Parent = &parent;
}

/* The child on the other side comes up, and the node goes down to @to. */
node &rotate(node &down, side to) noexcept
{
	node &up = *child(down, other(to));
	node &parent = *down.Parent;
	const side where = side_of(down);

	put(down, other(to), child(up, to));
	put(up, to, &down);
	put(parent, where, &up);
	return up;
}

/* Of one that has two too many on one side. Returns what is in its place. */
node &rebalance(node &high) noexcept
{
	const side heavy = balance_of(high) > 0 ? right : left;
	const int sign = heavy == right ? 1 : -1;
	node &below = *child(high, heavy);

	if (balance_of(below) != -sign) {
		const int rest = sign - balance_of(below);

		set_balance(high, rest);
		set_balance(below, -rest);
		return rotate(high, other(heavy));
	}

	node &inner = *child(below, other(heavy));

	set_balance(high, balance_of(inner) == sign ? -sign : 0);
	set_balance(below, balance_of(inner) == -sign ? sign : 0);
	set_balance(inner, 0);
	rotate(below, heavy);
	return rotate(high, other(heavy));
}

void has_grown(table &in, node *at) noexcept
{
	for (node *parent = at->Parent; parent != &in.BalancedRoot; parent = at->Parent) {
		set_balance(*parent, balance_of(*parent) + (side_of(*at) == right ? 1 : -1));
		if (!balance_of(*parent))
			return;
		if (balance_of(*parent) != 1 && balance_of(*parent) != -1) {
			rebalance(*parent);
			return;
		}
		at = parent;
	}
}

/* What is below a node on that side has become lower by one. */
void has_shrunk(table &in, node *at, side where) noexcept
{
	while (at != &in.BalancedRoot) {
		set_balance(*at, balance_of(*at) + (where == left ? 1 : -1));
		if (balance_of(*at) == 1 || balance_of(*at) == -1)
			return;
		if (balance_of(*at)) {
			at = &rebalance(*at);
			if (balance_of(*at))
				return;
		}
		where = side_of(*at);
		at = at->Parent;
	}
}

node *outermost(node *from, side which) noexcept
{
	while (from && child(*from, which))
		from = child(*from, which);
	return from;
}

/* The next one in the order, or the one before; NULL where there is none. */
node *neighbour(const table &in, node &of, side which) noexcept
{
	if (child(of, which))
		return outermost(child(of, which), other(which));

	node *at = &of;

	while (at->Parent != &in.BalancedRoot && side_of(*at) == which)
		at = at->Parent;
	return at->Parent == &in.BalancedRoot ? nullptr : at->Parent;
}

void take_out(table &in, node &gone) noexcept
{
	node &parent = *gone.Parent;
	const side where = side_of(gone);

	if (!gone.LeftChild || !gone.RightChild) {
		put(parent, where, gone.LeftChild ? gone.LeftChild : gone.RightChild);
		has_shrunk(in, &parent, where);
		return;
	}

	/* The next one takes its place, and is missing where it was. */
	node &next = *outermost(gone.RightChild, left);
	const bool is_child = next.Parent == &gone;
	node *const from = is_child ? &next : next.Parent;

	if (!is_child) {
		put(*from, left, next.RightChild);
		put(next, right, gone.RightChild);
	}
	put(next, left, gone.LeftChild);
	put(parent, where, &next);
	next.Balance = gone.Balance;
	has_shrunk(in, from, is_child ? right : left);
}

} /* namespace */

#endif
