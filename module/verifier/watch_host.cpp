// SPDX-License-Identifier: GPL-2.0
/*
 * watch_host.cpp - what the host asks of those who watch: switch, who holds, what goes.
 */
#include "circle_search.hpp"
#include "release.hpp"

namespace ntspin
{

held_locks notes;
lock_records table;
order_edges orders;
lock_lines lines;

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

/* Whether some stay, since somebody refers to them. */
bool end_records_in(const memory_range &memory, ULONG &steps) noexcept
{
	const section held(table.table_lock);
	bool some_stay = false;

	visit_lines(memory, steps, [&](line_member *member) {
		while (member) {
			lock_record &record = static_cast<lock_record &>(*member);

			member = member->same_line;
			steps++;
			if (memory.has(record.lies_at) && !end_record(record))
				some_stay = true;
		}
		return false;
	});
	return some_stay;
}

BOOLEAN is_in_memory(const void *lock, const void *, const void *memory) noexcept
{
	return static_cast<const memory_range *>(memory)->has(reinterpret_cast<ULONG_PTR>(lock));
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
	       edges_max * (sizeof(*orders.edges) + sizeof(*orders.hashed)) +
	       lines.line_count * sizeof(*lines.first) + lines.page_count * sizeof(*lines.known) +
	       ntspin_records() * processors * sizeof(ULONG);
}

void ntspin_tables_use(PVOID memory, ULONG processors)
{
	notes.processors = static_cast<processor_holds *>(memory);
	notes.count = processors;
	table.records = reinterpret_cast<lock_record *>(notes.processors + processors);
	orders.edges = reinterpret_cast<order_edge *>(table.records + ntspin_records());
	orders.hashed = reinterpret_cast<order_edge **>(orders.edges + edges_max);
	lines.first = reinterpret_cast<shared_field<line_member *> *>(orders.hashed + edges_max);
	lines.known = reinterpret_cast<shared_field<ULONG> *>(lines.first + lines.line_count);
	table.shares = reinterpret_cast<ULONG *>(lines.known + lines.page_count);
}

void ntspin_tables_begin(void)
{
	__builtin_memset(notes.processors, 0, ntspin_tables_size(notes.count));
	notes.complete = 0;
	notes.doubted = 0;
	notes.not_noted = 0;
	table.forgotten = 0;
	begin_orders();
	/* In a handle it is told from an address, from 0, and from epoch_of_none. */
	notes.epoch = notes.epoch % last_epoch + 1;
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
		report({NTSPIN_TASK_ENDED, note->lock, note}, at);
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
	*misuse = misuse_of({NTSPIN_SLEPT, note ? note->lock.now() : nullptr}, how);
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
		report({fault, note->lock, note}, how);
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
		if (!end_record(record))
			left++;
	}
	return left;
}

void ntspin_orders_ask_again(void)
{
	const section held(table.table_lock);

	orders.question++;
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

/* A lock that is held has a record that somebody refers to: no notes are looked at but for those. */
ULONG ntspin_memory_gone(const void *start, ULONG_PTR size)
{
	const ULONG_PTR first = reinterpret_cast<ULONG_PTR>(start);
	const memory_range memory = {first, first + size};
	ULONG steps = 0;

	if (!may_have_locks(memory, steps, ntspin_records()))
		return steps;
	if (ntspin_in_nmi() || end_records_in(memory, steps)) {
		ntspin_locks_gone(NTSPIN_MEMORY_FREED, is_in_memory, &memory);
		if (!ntspin_in_nmi())
			end_records_in(memory, steps);
	}
	return steps;
}

} /* extern "C" */
