// SPDX-License-Identifier: GPL-2.0
/*
 * main.cpp - run all cases: a line for each. "case" prints the case of all characters instead.
 */
#include <cstring>

#include "check.hpp"

int main(int argc, char **argv)
{
	bool is_good = true;

	if (argc > 1 && !std::strcmp(argv[1], "case")) {
		for (unsigned int c = 0; c < 0x10000; c++)
			std::printf("%x %x %x\n", c, RtlUpcaseUnicodeChar(static_cast<WCHAR>(c)),
				    RtlDowncaseUnicodeChar(static_cast<WCHAR>(c)));
		return 0;
	}
	for (const test_case &test : cases) {
		wrong = 0;
		row = 0;
		test.run();
		std::printf("%s %s\n", wrong ? "not ok" : "ok", test.name);
		is_good = is_good && !wrong;
	}
	return is_good ? 0 : 1;
}
