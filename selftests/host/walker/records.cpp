// SPDX-License-Identifier: GPL-2.0
/*
 * records.cpp - the verifier's records' contenders: the shipped routines as they are while it is
 * on, with tables of a few entries, and the host that they ask.
 *
 * Each contender is a task on a processor of its own, at DISPATCH_LEVEL. Rounds:
 *
 *	a  acquire and release lock 0
 *	b  the same of lock 1, whose entry is the same one where there is one only
 *	n  as a, but in an NMI: it goes unrecorded where there is no entry yet
 *	g  as a; and lock 0 begins as a word that is none
 *	w  as a; and lock 0 is known from the start, and about to give out its last ticket
 *	z  what is checked and looked up before lock 0 is asked for, and no more
 *	l  look at entry 0, as for debugfs
 */
#include "abstract_section.hpp"

#include <verifier/host_calls.cpp>
#include <verifier/lock_rows.cpp>
#include <verifier/instrumented_acquire.cpp>
#include <verifier/instrumented_release.cpp>

#include "records.hpp"

LONG ntspin_slow_flags = NTSPIN_VERIFY | NTSPIN_LOCKDEP;

namespace
{

KSPIN_LOCK locks[2];
/* What the locks guard. */
volatile unsigned long data[2];
ntspin::processor_holds holds[records::processors];
ntspin::lock_entry rows[ntspin::ways * ntspin::sets];
ULONG shares[ntspin::ways * ntspin::sets * records::processors];
ntspin::order_edge edges[ntspin::edges_max];
ntspin::order_edge *hashed[ntspin::edges_max];
ntspin::shared_field<ntspin::line_member *> first_in_line[ntspin::lock_lines::line_count];
ntspin::shared_field<ULONG> known_in_page[ntspin::lock_lines::page_count];
bool in_nmi[walker::max_threads];
ULONG acquired[walker::max_threads];
/* Of each entry, as lockdep's map is. */
const void *volatile class_of[ntspin::ways * ntspin::sets];

constexpr ntspin::call how = {"", &locks, ntspin::call::same_level};

[[gnu::noinline]] void use(unsigned number) noexcept
{
	ntspin::instrumented_acquire(&locks[number], DISPATCH_LEVEL,
				     {how.routine, NTSPIN_ORDINARY, how.level}, how.caller);
	records::enters(number);
	data[number] = data[number] + 1;
	records::leaves(number);
	ntspin::instrumented_release(&locks[number], NTSPIN_ORDINARY, DISPATCH_LEVEL, how);
}

[[gnu::noinline]] void look_up() noexcept
{
	const ntspin::known_lock lock = ntspin::identify(
		{&locks[0], nullptr, NTSPIN_ORDINARY, false, true, DISPATCH_LEVEL, how});

	if (lock.entry)
		ntspin::put(*lock.entry);
}

[[gnu::noinline]] void look() noexcept
{
	struct ntspin_lock_row row;

	if (ntspin_lock_row(0, &row) && row.holder.pid)
		records::sees(static_cast<unsigned>(row.holder.pid), row.holder.processor,
			      reinterpret_cast<std::uintptr_t>(row.holder.site));
}

} /* namespace */

extern "C" {

KIRQL ntspin_current_irql(void)
{
	return DISPATCH_LEVEL;
}

KIRQL ntspin_level_before(KIRQL old)
{
	return old;
}

void ntspin_lower_irql(KIRQL)
{
}

void ntspin_lower_below_dispatch(KIRQL)
{
}

KIRQL ntspin_raised_from(void)
{
	return DISPATCH_LEVEL;
}

ULONG_PTR ntspin_interrupts_off(void)
{
	return 0;
}

void ntspin_interrupts_restore(ULONG_PTR)
{
}

const void *ntspin_this_task(void)
{
	return &in_nmi[walker::self()];
}

ULONG ntspin_this_processor(void)
{
	return walker::self();
}

BOOLEAN ntspin_in_nmi(void)
{
	return in_nmi[walker::self()];
}

ULONGLONG ntspin_time(void)
{
	return 0;
}

ULONGLONG ntspin_hold_limit(void)
{
	return 0;
}

/* Each part of it tells which acquisition's it is. */
ghost void ntspin_fill_holder(ntspin_holder *holder, const void *)
{
	const ULONG number = walker::self() * 16 + ++acquired[walker::self()];

	*holder = {};
	holder->pid = static_cast<LONG>(number);
	holder->processor = number;
	holder->site = reinterpret_cast<const void *>(ULONG_PTR{number});
}

const void *ntspin_lock_begins(ULONG record, const void *lock, const void *, BOOLEAN)
{
	records::begins(lock == &locks[1]);
	class_of[record] = lock;
	return lock;
}

BOOLEAN ntspin_ends_unseen(const void *)
{
	return FALSE;
}

void ntspin_report_misuse(const ntspin_misuse *misuse)
{
	records::reports(misuse->fault == NTSPIN_GARBAGE_WORD);
}

void ntspin_report(ntspin_fault, const char *, KIRQL, const void *, const void *)
{
	records::reports(false);
}

void ntspin_contention_begin(const void *)
{
}

void ntspin_unpark(const volatile void *)
{
}

void ntspin_contention_end(const void *)
{
}

BOOLEAN ntspin_lockdep_asked(const ntspin_use *use)
{
	if (!in_nmi[walker::self()] && class_of[use->record] != use->lock)
		records::has_class_of_another();
	return FALSE;
}

void ntspin_lockdep_contended(const ntspin_use *)
{
}

void ntspin_lockdep_acquired(const ntspin_use *)
{
}

void ntspin_lockdep_released(const ntspin_use *)
{
}

void ntspin_trace_contended(const ntspin_use *)
{
}

void ntspin_trace_acquired(const ntspin_use *)
{
}

void ntspin_trace_released(const ntspin_use *)
{
}

void ntspin_trace_irql(KIRQL, KIRQL, const void *)
{
}

} /* extern "C" */

unsigned model::number_of(const KSPIN_LOCK &) noexcept
{
	return 0;
}

std::uintptr_t records::word_of(unsigned number) noexcept
{
	return reinterpret_cast<std::uintptr_t>(&locks[number]);
}

/* Nobody holds two locks: no order is recorded, and one that is looked for is not there. */
ghost static void prepare_orders() noexcept
{
	ntspin::order_edges &orders = ntspin::orders;

	orders.edges = edges;
	orders.hashed = hashed;
	orders.seen = {&orders.seen, &orders.seen};
	for (ULONG list = 0; list < ntspin::by_age; list++) {
		orders.ended[list] = {&orders.ended[list], &orders.ended[list]};
		for (ntspin::lock_entry &row : rows)
			row.edges[list] = {&row.edges[list], &row.edges[list]};
	}
}

/* As join_line() does. */
ghost static void prepare_line(ntspin::lock_entry &row) noexcept
{
	constexpr ULONGLONG factor = 0x9e3779b97f4a7c15;

	row.lies_at = row.key;
	first_in_line[row.key / ntspin::line_size * factor >> (64 - ntspin::line_bits)] = &row;
	known_in_page[row.key / ntspin::page_size * factor >> (64 - ntspin::page_bits)] = 1;
}

ghost void records::prepare(bool with_garbage, bool wraps) noexcept
{
	ntspin::acquisitions.processors = holds;
	ntspin::acquisitions.count = records::processors;
	ntspin::acquisitions.epoch = 1;
	ntspin::acquisitions.complete = 1;
	ntspin::table.entries = rows;
	ntspin::table.shares = shares;
	ntspin::lines.first = first_in_line;
	ntspin::lines.known = known_in_page;
	prepare_orders();
	if (with_garbage)
		locks[0] = 0x200;
	if (wraps) {
		locks[0] = ntspin::lock_word::free_at(ntspin::last_ticket).bits();
		rows[0].key = reinterpret_cast<ULONG_PTR>(&locks[0]);
		rows[0].served = 254;
		rows[0].site = &locks;
		rows[0].used_by = ntspin::family_ordinary;
		class_of[0] = &locks[0];
		prepare_line(rows[0]);
	}
	walker::declare(&locks[0], sizeof(locks[0]));
	walker::declare(&locks[1], sizeof(locks[1]));
}

void model::run(char kind, bool) noexcept
{
	const unsigned me = walker::self();

	switch (kind) {
	case 'b':
		return use(1);
	case 'l':
		return look();
	case 'z':
		return look_up();
	case 'n':
		in_nmi[me] = true;
		use(0);
		in_nmi[me] = false;
		return;
	default:
		use(0);
	}
}
