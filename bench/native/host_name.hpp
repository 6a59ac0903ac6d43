/* SPDX-License-Identifier: GPL-2.0 */
/*
 * host_name.hpp - what a report says of the machine that it was made on.
 */
#ifndef NTSPIN_BENCH_HOST_NAME_HPP
#define NTSPIN_BENCH_HOST_NAME_HPP

#include <fstream>
#include <string>

#include <sys/utsname.h>

namespace bench
{

/* A virtual machine may hide the name; family and model tell the core. */
inline std::string processor()
{
	std::ifstream info("/proc/cpuinfo");
	std::string line, name, numbers;

	while (std::getline(info, line) && !line.empty()) {
		const std::string key = line.substr(0, line.find_first_of("\t:"));
		const std::size_t colon = line.find(": ");

		if (colon == std::string::npos)
			continue;
		if (key == "model name")
			name = line.substr(colon + 2);
		else if (key == "cpu family" || key == "model" || key == "stepping")
			numbers +=
				(numbers.empty() ? "" : ", ") + key + " " + line.substr(colon + 2);
	}
	return name + (numbers.empty() ? "" : " (" + numbers + ")");
}

inline std::string kernel()
{
	utsname name;

	uname(&name);
	return std::string(name.sysname) + " " + name.release;
}

} /* namespace bench */

#endif
