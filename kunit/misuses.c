// SPDX-License-Identifier: GPL-2.0
/*
 * misuses.c - the table of each misuse, committed on purpose: misuses.def, misuse_*.c.
 *
 * Each leaves Linux' counts and its own lock as they should be: the verifier
 * has refused what cannot go well, or done it so that no harm comes of it.
 */
#include "misuses.h"

const struct misuse misuses[MISUSE_COUNT] = {
#define MISUSE(commit, name, routine, code, ...) \
	{ name, routine, code, commit, __VA_ARGS__ },
#include "misuses.def"
#undef MISUSE
};
