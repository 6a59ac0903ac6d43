/* SPDX-License-Identifier: GPL-2.0 */
/* records.hpp - what the verifier's records' contenders tell of what they do. */
#ifndef WALKER_RECORDS_HPP
#define WALKER_RECORDS_HPP

#include "walker.hpp"

namespace records
{

constexpr unsigned processors = 3;

/* The contender has a lock, and is about to give it up. */
void enters(unsigned lock) noexcept;
void leaves(unsigned lock) noexcept;

/* Something is reported: of a word that is none, or else. */
void reports(bool of_garbage) noexcept;
void has_class_of_another() noexcept;

/* What is known of a lock begins again. */
void begins(unsigned lock) noexcept;

/* A row shows the holder of a lock; each by a number of the holder's. */
void sees(unsigned one, unsigned other, std::uintptr_t third) noexcept;

/* Before any contender runs. */
void prepare(bool with_garbage, bool wraps) noexcept;
std::uintptr_t word_of(unsigned lock) noexcept;

} /* namespace records */

#endif
