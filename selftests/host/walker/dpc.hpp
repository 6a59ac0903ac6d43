/* SPDX-License-Identifier: GPL-2.0 */
/* dpc.hpp - what the DPC queue's contenders tell of what they do. */
#ifndef WALKER_DPC_HPP
#define WALKER_DPC_HPP

#include "walker.hpp"

namespace dpcs
{

constexpr unsigned count = 2;
constexpr unsigned processors = 2;

/* The contender is about to insert a DPC, and has written the number before. */
void inserts(unsigned dpc, unsigned number) noexcept;
void inserted(unsigned dpc, bool was_free) noexcept;
void removed(unsigned dpc) noexcept;
/* A DPC's routine begins; then it sees a number of a contender's. */
void runs(unsigned dpc) noexcept;
void sees(unsigned dpc, unsigned contender, unsigned number) noexcept;

/* Before any contender runs: so many will say that they are done; a bit for each that inserts. */
void prepare(unsigned others, unsigned inserters, unsigned servers) noexcept;
/* A removal in vain. */
void found_nothing() noexcept;
/* Behind an insert or a removal: what it has found of the other one's. */
void saw(unsigned number) noexcept;
/* Where the word is that says whose a DPC is. */
std::uintptr_t word_of(unsigned dpc) noexcept;
bool is_empty(unsigned processor) noexcept;
/* Whether a lowering on that processor would run its queue. */
bool is_pending(unsigned processor) noexcept;

} /* namespace dpcs */

#endif
