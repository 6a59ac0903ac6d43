// SPDX-License-Identifier: GPL-2.0
/*
 * delayed_watched.cpp - what the routines do while somebody watches, line for line, over
 * delayed_access; the locks of its own over one_word_access.
 */
#include "delayed_access.hpp"

/* The headers are guarded, so what remains of the name is its use. */
#define direct_access one_word_access
#include "../../../module/lock/section.hpp"
#include "../../../module/verifier/watch_host.cpp"
#include "../../../module/verifier/watch_table.cpp"
#undef direct_access

#define direct_access delayed_access
#include "../../../module/verifier/watched_acquire.cpp"
#include "../../../module/verifier/watched_release.cpp"
#include "../../../module/verifier/watched_level.cpp"
