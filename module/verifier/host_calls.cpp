// SPDX-License-Identifier: GPL-2.0
/*
 * host_calls.cpp - what the host calls: to set up the tables, to find holders, and when a task ends
 * or memory is freed.
 */
#include "circle_search.hpp"
#include "release.hpp"

namespace ntspin
{

acquisition_records acquisitions;
lock_table table;
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
		for (ULONG i = 0; i < ntspin_lock_entries(); i++)
			make_empty(table.entries[i].edges[list]);
	}
}

/* Returns whether an entry is still referred to, and so is kept. */
bool end_entries_in(const memory_range &memory, ULONG &steps) noexcept
{
	const section held(table.table_lock);
	bool some_in_use = false;

	visit_lines(memory, steps, [&](line_member *member) {
		while (member) {
			lock_entry &entry = static_cast<lock_entry &>(*member);

			member = member->same_line;
			steps++;
			if (memory.has(entry.lies_at) && !end_entry(entry))
				some_in_use = true;
		}
		return false;
	});
	return some_in_use;
}

/* What is found by no call of the driver's is reported at the lock's acquire. */
call acquire_of(const acquisition &record) noexcept
{
	return {nullptr, record.who.get().site, call::any_level};
}

BOOLEAN is_in_memory(const void *lock, const void *, const void *memory) noexcept
{
	return static_cast<const memory_range *>(memory)->has(lock);
}

} /* namespace */

extern "C" {

ULONG ntspin_lock_entries(void)
{
	return ways * sets;
}

ULONG_PTR ntspin_tables_size(ULONG processors)
{
	return processors * sizeof(processor_holds) + ntspin_lock_entries() * sizeof(lock_entry) +
	       edges_max * (sizeof(*orders.edges) + sizeof(*orders.hashed)) +
	       lines.line_count * sizeof(*lines.first) + lines.page_count * sizeof(*lines.known) +
	       ntspin_lock_entries() * processors * sizeof(ULONG);
}

void ntspin_tables_use(PVOID memory, ULONG processors)
{
	acquisitions.processors = static_cast<processor_holds *>(memory);
	acquisitions.count = processors;
	table.entries = reinterpret_cast<lock_entry *>(acquisitions.processors + processors);
	orders.edges = reinterpret_cast<order_edge *>(table.entries + ntspin_lock_entries());
	orders.hashed = reinterpret_cast<order_edge **>(orders.edges + edges_max);
	lines.first = reinterpret_cast<shared_field<line_member *> *>(orders.hashed + edges_max);
	lines.known = reinterpret_cast<shared_field<ULONG> *>(lines.first + lines.line_count);
	table.shares = reinterpret_cast<ULONG *>(lines.known + lines.page_count);
}

void ntspin_tables_begin(void)
{
	/* Of all of them; nobody reads them meanwhile. */
	__builtin_memset(static_cast<void *>(acquisitions.processors), 0,
			 ntspin_tables_size(acquisitions.count));
	acquisitions.complete = 0;
	acquisitions.unrecorded_before = 0;
	acquisitions.unrecorded = 0;
	table.forgotten = 0;
	begin_orders();
	/* Never 0 nor epoch_of_none, and never an address. */
	acquisitions.epoch = acquisitions.epoch % last_epoch + 1;
}

void ntspin_tables_incomplete(void)
{
	atomic_ref(acquisitions.complete).store(0, memory_order_relaxed);
	/*
	 * Each lock counted so far is released before ntspin_tables_complete() is called. The count
	 * is not reset: a reader of both may have read complete before.
	 */
	atomic_ref(acquisitions.unrecorded_before)
		.store(atomic_ref(acquisitions.unrecorded).load(memory_order_relaxed),
		       memory_order_relaxed);
}

void ntspin_tables_complete(void)
{
	/* Release: pairs with all_is_recorded() and all_was_recorded(). */
	atomic_ref(acquisitions.complete)
		.store(acquisitions.unrecorded_before + 1, memory_order_release);
}

void ntspin_table_counts(struct ntspin_table_counts *counts)
{
	counts->acquisitions =
		atomic_ref(acquisitions.unrecorded).load(memory_order_relaxed) -
		atomic_ref(acquisitions.unrecorded_before).load(memory_order_relaxed);
	counts->forgotten = atomic_ref(table.forgotten).load(memory_order_relaxed);
	counts->orders = atomic_ref(orders.lost).load(memory_order_relaxed);
}

void ntspin_find_holder(const void *lock, struct ntspin_holder *holder)
{
	if (!is_instrumented())
		return;
	if (acquisition *const record = latest_anywhere([=](acquisition &record, hold state) {
		    return record.lock == lock && state == hold::held;
	    }))
		*holder = record->who.get();
}

/* Pinned: the switch waits for this, and so does not clear the tables meanwhile. */
const void *ntspin_find_site(const void *lock, BOOLEAN *was_initialized)
{
	const pinned pinned_here;

	if (!is_instrumented() || is_misplaced(lock, alignof(EX_SPIN_LOCK)))
		return nullptr;

	lock_entry *const entry = find(lock);

	if (!entry)
		return nullptr;

	const void *const site_id = entry->site_id;

	*was_initialized = entry->was_initialized;
	put(*entry);
	return site_id;
}

void ntspin_task_ended(const void *task)
{
	while (acquisition *const record = latest_anywhere([=](acquisition &record, hold state) {
		       return record.task == task && state != hold::waiting;
	       })) {
		if (state_now(*record) == hold::refused) {
			drop_record(*record);
			continue;
		}
		report({NTSPIN_TASK_ENDED, record->lock, record}, acquire_of(*record));
		/* The lock stays held, by no task that could release it. */
		record->task = nullptr;
	}
}

BOOLEAN ntspin_task_slept(const void *task, struct ntspin_misuse *misuse)
{
	call how = {nullptr, nullptr, call::any_level};
	bool first = true;
	acquisition *const record = latest_on(holds_here(), [=](acquisition &record, hold state) {
		return record.task == task && state == hold::held;
	});

	if (record) {
		how = acquire_of(*record);
		first = !record->is_reported;
	} else if (holds_here().raised == task) {
		how.caller = holds_here().raised_at;
	}
	*misuse = misuse_of({NTSPIN_SLEPT, record ? record->lock.now() : nullptr}, how);
	misuse->irql = DISPATCH_LEVEL;
	ntspin_fill_holder(&misuse->holder, nullptr);
	latest_on(holds_here(), [=](acquisition &other, hold) {
		if (other.task == task)
			other.is_reported = true;
		return false;
	});
	return first;
}

void ntspin_locks_gone(enum ntspin_fault fault,
		       BOOLEAN (*is_gone)(const void *lock, const void *site, const void *arg),
		       const void *arg)
{
	while (acquisition *const record = latest_anywhere([=](acquisition &record, hold state) {
		       return state == hold::held &&
			      is_gone(record.lock, record.who.get().site, arg);
	       })) {
		const call how = acquire_of(*record);

		report({fault, record->lock, record}, how);
		forget(*record, how.caller);
	}
}

ULONG ntspin_lock_entries_gone(BOOLEAN (*is_gone)(const void *lock, const void *site_id,
						  const void *arg),
			       const void *arg)
{
	ULONG left = 0;
	const section held(table.table_lock);

	for (ULONG i = 0; i < ntspin_lock_entries(); i++) {
		lock_entry &entry = table.entries[i];

		if (entry.key <= 1 ||
		    !is_gone(reinterpret_cast<const void *>(entry.key), entry.site_id, arg))
			continue;
		if (!end_entry(entry))
			left++;
	}
	return left;
}

void ntspin_orders_ask_again(void)
{
	const section held(table.table_lock);

	orders.question++;
}

/* In batches, since interrupts are off in each. */
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

/* A held lock has an entry with a reference: only for those the records are searched. */
ULONG ntspin_memory_gone(const void *start, ULONG_PTR size)
{
	const memory_range memory = range_of(start, size);
	ULONG steps = 0;

	if (!may_have_locks(memory, steps, ntspin_lock_entries()))
		return steps;
	if (ntspin_in_nmi() || end_entries_in(memory, steps)) {
		ntspin_locks_gone(NTSPIN_MEMORY_FREED, is_in_memory, &memory);
		if (!ntspin_in_nmi())
			end_entries_in(memory, steps);
	}
	return steps;
}

} /* extern "C" */
