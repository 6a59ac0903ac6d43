// SPDX-License-Identifier: GPL-2.0
/*
 * main.cpp - measures the lock and its peers on two CPUs of this machine, side by side.
 *
 *	bench [-o FILE] [-r ROUNDS] [-t MICROSECONDS] [-v]
 *
 * The JSON; rounds; how long a trial is; the variants that were tried, too.
 */
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <unistd.h>

#include "measure.hpp"

int main(int count, char **words)
{
	bench::plan wanted;
	const char *file = nullptr;
	std::string command;
	int option;

	for (int i = 0; i < count; i++)
		command += (i == 0 ? "" : " ") + std::string(words[i]);
	while ((option = getopt(count, words, "o:r:t:v")) != -1) {
		switch (option) {
		case 'o':
			file = optarg;
			break;
		case 'r':
			wanted.rounds = static_cast<unsigned>(std::strtoul(optarg, nullptr, 10));
			break;
		case 't':
			wanted.trial_us = static_cast<unsigned>(std::strtoul(optarg, nullptr, 10));
			break;
		case 'v':
			wanted.with_variants = true;
			break;
		default:
			return 2;
		}
	}
	try {
		const bench::results all = bench::run(wanted);

		bench::show(all, wanted);
		if (file != nullptr)
			bench::write_json(all, wanted, command.c_str(), file);
	} catch (const std::exception &failure) {
		std::fprintf(stderr, "bench: %s\n", failure.what());
		return 1;
	}
	return 0;
}
