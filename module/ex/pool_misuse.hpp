/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_misuse.hpp - what is misuse of pool, and how it is reported.
 *
 * Of what is refused here nothing is done; what is checked is done all the same.
 *
 * A part of pool.cpp: all of it is local to the file.
 */
#ifndef NTSPIN_POOL_MISUSE_HPP
#define NTSPIN_POOL_MISUSE_HPP

#include "../verifier/instrumented.hpp"
#include "pool_block.hpp"
#include "pool_request.hpp"

namespace
{

/* What a call is, apart from the block. */
struct call_site {
	const char *routine;
	const void *caller;
};

void report(ntspin_fault fault, call_site at, KIRQL irql, const void *block,
	    const ntspin_pool_facts *facts = nullptr) noexcept
{
	ntspin_misuse misuse = {};

	misuse.fault = fault;
	misuse.routine = at.routine;
	misuse.irql = irql;
	misuse.lock = block;
	misuse.caller = at.caller;
	misuse.pool = facts;
	ntspin_report_misuse(&misuse);
}

void check_allocation(call_site at, SIZE_T size, ULONG what, ULONG tag) noexcept
{
	const ntspin_pool_facts facts = {tag, 0, 0, 0, nullptr};
	const KIRQL irql = ntspin_current_irql();

	if (what & paged ? irql > APC_LEVEL : irql > DISPATCH_LEVEL)
		report(what & paged ? NTSPIN_PAGED_HIGH : NTSPIN_POOL_HIGH, at, irql, nullptr,
		       &facts);
	if (!size)
		report(NTSPIN_POOL_EMPTY, at, irql, nullptr, &facts);
}

PVOID refuse_to_raise(call_site at, ULONG tag) noexcept
{
	const ntspin_pool_facts facts = {tag, 0, 0, 0, nullptr};

	report(NTSPIN_POOL_RAISES, at, ntspin_current_irql(), nullptr, &facts);
	return nullptr;
}

void check_free(call_site at, void *block) noexcept
{
	const KIRQL irql = ntspin_current_irql();
	const pool_block &header = *header_of(block);
	const ntspin_pool_facts facts = {header.tag, 0, 0, 0, nullptr};

	if (header.paged ? irql > APC_LEVEL : irql > DISPATCH_LEVEL)
		report(header.paged ? NTSPIN_PAGED_FREED_HIGH : NTSPIN_POOL_FREED_HIGH, at, irql,
		       block, &facts);
}

/* A block of another tag, one that was free already, or none at all. */
void refuse_free(call_site at, void *block, ULONG tag) noexcept
{
	const KIRQL irql = ntspin_current_irql();

	if (!may_be_block(block))
		return report(NTSPIN_POOL_NO_BLOCK, at, irql, block);

	const ULONG own = header_of(block)->tag;
	const ntspin_pool_facts facts = {own, 0, 0, 0, nullptr}, other = {own, tag, 0, 0, nullptr};

	if (is_sealed(block, seal::live) && tag && tag != own)
		report(NTSPIN_POOL_TAG, at, irql, block, &other);
	else if (is_sealed(block, seal::freed))
		report(NTSPIN_POOL_FREED_TWICE, at, irql, block, &facts);
	else
		report(NTSPIN_POOL_NO_BLOCK, at, irql, block);
}

} /* namespace */

#endif
