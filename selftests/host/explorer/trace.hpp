/* SPDX-License-Identifier: GPL-2.0 */
/* trace.hpp - steps in words. */
#ifndef EXPLORER_TRACE_HPP
#define EXPLORER_TRACE_HPP

#include <string>

#include "steps.hpp"

namespace explorer
{

const char *order_name(int order);
std::string action_name(action what);
std::string word_name(std::uint64_t bits);

/* Contenders are A, B, ...; so are their nodes. */
std::string describe(unsigned thread, const request &r);
std::string describe_result(const request &r, std::uint64_t word_before);

} /* namespace explorer */

#endif
