/* SPDX-License-Identifier: GPL-2.0 */
/*
 * claims.hpp - what a program over shipped code claims, on one thread or on several.
 *
 * A claim that is not so is counted, and names its place, and the row of the table, or the round,
 * that its program is in; the program goes on.
 */
#ifndef NTSPIN_HOST_CLAIMS_HPP
#define NTSPIN_HOST_CLAIMS_HPP

#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

inline std::atomic<int> wrong;
inline unsigned row;

inline void claim(bool is_so, const char *what, const char *file, int line)
{
	if (is_so)
		return;
	wrong++;
	std::printf("# %s:%d, row %u: not so: %s\n", file, line, row, what);
}

#define CLAIM(...) claim((__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

/* Waits by yielding, which orders nothing. */
template <class Condition> void yield_until(Condition condition)
{
	while (!condition())
		std::this_thread::yield();
}

/* All at once, each with its number; returns when the last has. */
template <class Body> void on_threads(unsigned count, Body body)
{
	std::vector<std::thread> threads;

	for (unsigned i = 0; i < count; i++)
		threads.emplace_back(body, i);
	for (std::thread &thread : threads)
		thread.join();
}

#endif
