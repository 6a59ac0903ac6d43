// SPDX-License-Identifier: GPL-2.0
/*
 * delayed_instrumented.cpp - what the routines do while an observer is on, line for line, over
 * delayed_access; the locks of its own over one_word_access.
 */
#include "delayed_access.hpp"

/* The headers are guarded, so what remains of the name is its use. */
#define direct_access one_word_access
#include "../../../module/lock/section.hpp"
#include "../../../module/verifier/host_calls.cpp"
#include "../../../module/verifier/lock_rows.cpp"
#undef direct_access

#define direct_access delayed_access
#include "../../../module/verifier/instrumented_acquire.cpp"
#include "../../../module/verifier/instrumented_release.cpp"
#include "../../../module/verifier/instrumented_level.cpp"
