// SPDX-License-Identifier: GPL-2.0
/*
 * watch_host.cpp - what the host asks of those who watch: switch, who holds, what goes.
 */
#include "circle_search.hpp"
#include "judge_release.hpp"

namespace ntspin
{

held_locks notes;
lock_records table;
order_edges orders;

} /* namespace ntspin */

using namespace ntspin;

namespace
{

void begin_orders() noexcept
{
	orders.used = 0;
	orders.lost = 0;
	orders.searches = 0;
	make_empty(orders.seen);
	for (ULONG list = by_held; list < by_age; list++) {
		make_empty(orders.ended[list]);
		for (ULONG i = 0; i < ntspin_records(); i++)
			make_empty(table.records[i].edges[list]);
	}
}

} /* namespace */

extern "C" {

ULONG ntspin_records(void)
{
	return ways * sets;
}

ULONG_PTR ntspin_tables_size(ULONG processors)
{
	return processors * sizeof(processor_holds) + ntspin_records() * sizeof(lock_record) +
	       edges_max * (sizeof(order_edge) + sizeof(order_edge *)) +
	       ntspin_records() * processors * sizeof(ULONG);
}

void ntspin_tables_use(PVOID memory, ULONG processors)
{
	notes.processors = static_cast<processor_holds *>(memory);
	notes.count = processors;
	table.records = reinterpret_cast<lock_record *>(notes.processors + processors);
	orders.edges = reinterpret_cast<order_edge *>(table.records + ntspin_records());
	orders.hashed = reinterpret_cast<order_edge **>(orders.edges + edges_max);
	table.shares = reinterpret_cast<ULONG *>(orders.hashed + edges_max);
}

void ntspin_tables_begin(void)
{
	__builtin_memset(notes.processors, 0, ntspin_tables_size(notes.count));
	notes.complete = 0;
	notes.doubted = 0;
	notes.not_noted = 0;
	table.forgotten = 0;
	begin_orders();
	/* In a handle it is told from an address, and from 0. */
	notes.epoch = notes.epoch % 0xfffe + 1;
	for (ULONG &page : table.pages)
		page = 0;
}

void ntspin_tables_doubt(void)
{
	atomic_ref(notes.complete).store(0, memory_order_relaxed);
	/*
	 * Who is counted by now has given up its lock when ntspin_tables_complete() comes. The count
	 * is not set back: who looks at both may have seen them complete before.
	 */
	atomic_ref(notes.doubted)
		.store(atomic_ref(notes.not_noted).load(memory_order_relaxed),
		       memory_order_relaxed);
}

void ntspin_tables_complete(void)
{
	/* Release: whoever sees it sees that nothing is held unnoted. Pairs with all_is_noted(). */
	atomic_ref(notes.complete).store(notes.doubted + 1, memory_order_release);
}

void ntspin_table_counts(struct ntspin_table_counts *counts)
{
	counts->acquisitions = atomic_ref(notes.not_noted).load(memory_order_relaxed) -
			       atomic_ref(notes.doubted).load(memory_order_relaxed);
	counts->forgotten = atomic_ref(table.forgotten).load(memory_order_relaxed);
	counts->orders = atomic_ref(orders.lost).load(memory_order_relaxed);
}

void ntspin_find_holder(const void *lock, struct ntspin_holder *holder)
{
	if (!is_watched())
		return;
	if (held_lock *const note = latest_anywhere([=](held_lock &note, hold state) {
		    return note.lock == lock && state == hold::held;
	    }))
		*holder = note->who.get();
}

/* Whoever switches waits for this, too, and does not clear the table under our hands. */
const void *ntspin_find_place(const void *lock, BOOLEAN *was_initialized)
{
	const pinned here_to_stay;

	if (!is_watched() || is_misplaced(lock, alignof(EX_SPIN_LOCK)))
		return nullptr;

	lock_record *const record = find(lock);

	if (!record)
		return nullptr;

	const void *const place = record->place;

	*was_initialized = record->was_initialized;
	put(*record);
	return place;
}

void ntspin_task_ended(const void *task)
{
	const call how = {nullptr, nullptr, call::any};

	while (held_lock *const note = latest_anywhere([=](held_lock &note, hold state) {
		       return note.task == task && state != hold::waiting;
	       })) {
		if (state_now(*note) == hold::refused) {
			drop_note(*note);
			continue;
		}
		call at = how;

		at.caller = note->who.get().site;
		report(NTSPIN_TASK_ENDED, note->lock, at, note);
		/* It stays held, by nobody who could come back. */
		note->task = nullptr;
	}
}

BOOLEAN ntspin_task_slept(const void *task, struct ntspin_misuse *misuse)
{
	call how = {nullptr, nullptr, call::any};
	bool first = true;
	held_lock *const note = latest_on(holds_here(), [=](held_lock &note, hold state) {
		return note.task == task && state == hold::held;
	});

	if (note) {
		how.caller = note->who.get().site;
		first = !note->excused;
	} else if (holds_here().raised == task) {
		how.caller = holds_here().raised_at;
	}
	*misuse = misuse_of(NTSPIN_SLEPT, note ? note->lock.now() : nullptr, how);
	misuse->irql = DISPATCH_LEVEL;
	ntspin_fill_holder(&misuse->holder, nullptr);
	latest_on(holds_here(), [=](held_lock &other, hold) {
		if (other.task == task)
			other.excused = true;
		return false;
	});
	return first;
}

void ntspin_locks_gone(enum ntspin_fault fault,
		       BOOLEAN (*is_gone)(const void *lock, const void *site, const void *arg),
		       const void *arg)
{
	call how = {nullptr, nullptr, call::any};

	while (held_lock *const note = latest_anywhere([=](held_lock &note, hold state) {
		       return state == hold::held && is_gone(note.lock, note.who.get().site, arg);
	       })) {
		how.caller = note->who.get().site;
		report(fault, note->lock, how, note);
		forget(*note, how.caller);
	}
}

ULONG ntspin_records_gone(BOOLEAN (*is_gone)(const void *lock, const void *place, const void *arg),
			  const void *arg)
{
	ULONG left = 0;
	const section held(table.table_lock);

	for (ULONG i = 0; i < ntspin_records(); i++) {
		lock_record &record = table.records[i];

		if (record.key <= 1 ||
		    !is_gone(reinterpret_cast<const void *>(record.key), record.place, arg))
			continue;
		if (!take_away(record)) {
			left++;
			continue;
		}
		begin_life(record, nullptr, false);
		/* Release: pairs with the acquire in find(). */
		atomic_ref(record.key).store(0, memory_order_release);
	}
	return left;
}

/* Some at a time: interrupts are off meanwhile. */
void ntspin_orders_review(const void *(*now)(const void *call, const void *arg), const void *arg)
{
	constexpr ULONG at_a_time = 16;

	for (ULONG first = 0; first < edges_max; first += at_a_time) {
		const section held(table.table_lock);

		for (ULONG i = first; i < first + at_a_time && i < orders.used; i++) {
			order_edge &edge = orders.edges[i];

			edge.held_at = now(edge.held_at, arg);
			edge.asked_at = now(edge.asked_at, arg);
			if (!edge.held_at || !edge.asked_at)
				forget_order(edge);
		}
	}
}

BOOLEAN ntspin_may_have_locks(const void *start, ULONG_PTR size)
{
	const ULONG_PTR first = reinterpret_cast<ULONG_PTR>(start);

	for (ULONG_PTR page = first & ~ULONG_PTR{0xfff}; page < first + size; page += 0x1000) {
		ULONG bit;
		ULONG &word = page_of(page, bit);

		if (atomic_ref(word).load(memory_order_relaxed) & bit)
			return TRUE;
	}
	return FALSE;
}

} /* extern "C" */
