// SPDX-License-Identifier: GPL-2.0
/*
 * verifier.cpp - what names each misuse.
 *
 * Promised: it neither waits for a lock of the driver's but the one that is asked for, nor
 * allocates; a misuse that it cannot see for want of room is counted, and none is made up. What it
 * notes about a lock or a handle is written before the hand-over. What is wrong is said once the
 * lock is free again, or before it is asked for.
 *
 * Here a queued caller waits as an ordinary one does, with a node in our own frame, and owns by
 * ticket: so its handle is in no queue, and moving, altering or losing it harms nobody.
 *
 * A note is made before the lock is asked for, and goes after it is free. So, once everything that
 * was held when the verifier was switched on has been released, what is not noted is not held.
 */
#include "verifier.hpp"
#include "lock_order.hpp"

using ntspin::call;
using ntspin::is_verifying;
using ntspin::lock_word;
using ntspin::verified;
using ntspin::verified_mask;
using ntspin::verified_unnoted;

namespace
{

/* Local to this file: see spin_lock.cpp. */
struct access : ntspin::direct_access {};

using lock_template = ntspin::queue_lock<access>;

ntspin_misuse misuse_of(ntspin_fault fault, const void *lock, const call &call) noexcept
{
	ntspin_misuse misuse = {};

	misuse.fault = fault;
	misuse.routine = call.routine;
	misuse.irql = ntspin_current_irql();
	misuse.lock = lock;
	misuse.caller = call.caller;
	return misuse;
}

void report(ntspin_fault fault, const void *lock, const call &call,
	    const held_lock *holder = nullptr, KIRQL level = 0) noexcept
{
	ntspin_misuse misuse = misuse_of(fault, lock, call);

	if (!is_verifying())
		return;
	misuse.level = level;
	if (holder)
		misuse.holder = holder->who;
	ntspin_report_misuse(&misuse);
}

/* What is wrong with a release, kept until the lock is free: more than three are one too many. */
class findings {
public:
	explicit findings(const call &call) noexcept : call_(call)
	{
	}

	void add(ntspin_fault fault, const void *lock, KIRQL level = 0,
		 const held_lock *holder = nullptr) noexcept
	{
		if (count_ == 3)
			return;
		found_[count_] = misuse_of(fault, lock, call_);
		found_[count_].level = level;
		if (holder)
			found_[count_].holder = holder->who;
		count_++;
	}

	/* A handle that was acquired with the verifier on may be released with it off. */
	void say() const noexcept
	{
		for (ULONG i = 0; i < count_ && is_verifying(); i++)
			ntspin_report_misuse(&found_[i]);
	}

private:
	const call &call_;
	ULONG count_ = 0;
	ntspin_misuse found_[3];
};

bool is_misplaced(const void *object) noexcept
{
	return object == nullptr || reinterpret_cast<ULONG_PTR>(object) % 8 != 0;
}

bool all_is_noted() noexcept
{
	return atomic_ref(notes.complete).load(memory_order_acquire) &&
	       atomic_ref(notes.not_noted).load(memory_order_relaxed) == 0;
}

PKSPIN_LOCK tagged(KSPIN_LOCK *lock, ULONG_PTR tag) noexcept
{
	return reinterpret_cast<PKSPIN_LOCK>(reinterpret_cast<ULONG_PTR>(lock) | tag);
}

/* The handle keeps the time of watching that it was acquired in: Next is of no other use here. */
void mark(KLOCK_QUEUE_HANDLE *handle, KSPIN_LOCK *lock, ULONG_PTR tag) noexcept
{
	if (!handle)
		return;
	atomic_ref(handle->LockQueue.Next)
		.store(reinterpret_cast<PKSPIN_LOCK_QUEUE>(static_cast<ULONG_PTR>(notes.epoch)),
		       memory_order_relaxed);
	atomic_ref(handle->LockQueue.Lock).store(tagged(lock, tag), memory_order_relaxed);
}

/* A request, on its way: what was found before the lock is asked for. */
struct request {
	KSPIN_LOCK *lock;
	KLOCK_QUEUE_HANDLE *handle;
	bool queued;
	bool tries;
	KIRQL old;
	const call &how;
};

held_lock *make_note(const request &request, hold state) noexcept
{
	held_lock *const note = claim_note();

	if (!note)
		return nullptr;
	note->lock = request.lock;
	note->handle = request.handle;
	note->record = nullptr;
	note->queued = request.queued;
	note->saves = request.how.levels();
	note->since = ntspin_time();
	ntspin_fill_holder(&note->who, request.how.caller);
	set_state(*note, state);
	return note;
}

/* The level at which the driver called: a raise of ours may have changed it since. */
KIRQL level_at_call(const request &request) noexcept
{
	const KIRQL now = ntspin_current_irql();

	return !request.how.levels() || now > DISPATCH_LEVEL ? now : request.old;
}

void judge_level(const request &request) noexcept
{
	const KIRQL level = level_at_call(request);
	ntspin_fault fault;

	if (request.how.levels() && level > DISPATCH_LEVEL)
		fault = NTSPIN_ACQUIRED_HIGH;
	else if (request.how.level == call::stays && level < DISPATCH_LEVEL)
		fault = NTSPIN_ACQUIRED_LOW;
	else
		return;

	ntspin_misuse misuse = misuse_of(fault, request.lock, request.how);

	misuse.irql = level;
	ntspin_report_misuse(&misuse);
}

/* A handle that is in a note is not to be used for another acquire; where it still says so. */
held_lock *user_of(const request &request) noexcept
{
	KLOCK_QUEUE_HANDLE *const handle = request.handle;
	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(
		atomic_ref(handle->LockQueue.Lock).load(memory_order_relaxed));
	const auto uses = [=](held_lock &note, hold state) {
		return note.handle == handle && state != hold::refused;
	};

	if (held_lock *const mine = latest_of_mine_here(uses))
		return mine;
	if ((content & verified_mask) != verified)
		return nullptr;
	return latest_anywhere([=](held_lock &note, hold state) {
		return uses(note, state) &&
		       content == reinterpret_cast<ULONG_PTR>(tagged(note.lock, verified));
	});
}

enum class outcome { owned, failed, refused, handle_in_use };

/* Whether the request can be met as yet; if not, says why. */
outcome judge_request(const request &request) noexcept
{
	KSPIN_LOCK *const lock = request.lock;

	if (is_misplaced(lock) || (request.queued && is_misplaced(request.handle))) {
		report(NTSPIN_BAD_POINTER, is_misplaced(lock) ? lock : nullptr, request.how);
		return outcome::refused;
	}
	if (!request.tries) {
		held_lock *const mine = latest_of_mine([=](held_lock &note, hold state) {
			return note.lock == lock && state == hold::held;
		});

		if (mine) {
			report(NTSPIN_SELF_DEADLOCK, lock, request.how, mine);
			return request.queued && user_of(request) ? outcome::handle_in_use :
								    outcome::refused;
		}
	}
	if (!request.queued)
		return outcome::owned;
	if (held_lock *const user = user_of(request)) {
		report(NTSPIN_HANDLE_IN_USE, lock, request.how, user);
		return outcome::handle_in_use;
	}
	return outcome::owned;
}

/* Referred to by nobody else, the lock is free, unless its word is none. It is made free then. */
void judge_word(lock_record &record, const request &request) noexcept
{
	KSPIN_LOCK word = atomic_ref(*request.lock).load(memory_order_relaxed);

	if (lock_word(word).is_free() || !all_is_noted() ||
	    __atomic_load_n(&record.references, __ATOMIC_SEQ_CST) != 1)
		return;
	/* Whoever came in between has changed the word. */
	if (atomic_ref(*request.lock)
		    .compare_exchange_strong(word, 0, memory_order_relaxed, memory_order_relaxed))
		report(NTSPIN_GARBAGE_WORD, request.lock, request.how);
}

/* Zeroed storage is a new lock: nothing is known of it. */
void judge_family(lock_record &record, const request &request) noexcept
{
	const UCHAR mine = request.queued ? family_queued : family_ordinary;
	const atomic_ref used_by(record.used_by);
	UCHAR before = family_none;

	if (atomic_ref(*request.lock).load(memory_order_relaxed) == 0 && !ntspin_in_nmi()) {
		const section held(table.table_lock);

		begin_life(record);
	}
	if (!used_by.compare_exchange_strong(before, mine, memory_order_relaxed,
					     memory_order_relaxed) &&
	    before != mine)
		report(request.queued ? NTSPIN_QUEUED_ON_ORDINARY : NTSPIN_ORDINARY_ON_QUEUED,
		       request.lock, request.how);
}

/* A try does not wait, so it closes no circle. */
void judge_order(lock_record &record, const request &request) noexcept
{
	constexpr ULONG held_max = 8;
	held_lock *mine[held_max];
	ULONG count = 0;
	ULONGLONG before = ~0ULL;
	bool circle = false;

	while (count < held_max) {
		held_lock *const note = latest_of_mine_here([=](held_lock &note, hold state) {
			return state == hold::held && note.record && note.sequence < before;
		});

		if (!note)
			break;
		before = note->sequence;
		mine[count++] = note;
	}
	if (count == 0 || ntspin_in_nmi())
		return;
	{
		const section held(table.table_lock);

		for (ULONG i = 0; i < count; i++) {
			lock_record *gates[held_max];
			ULONG gate_count = 0;

			for (ULONG k = 0; k < count; k++)
				if (k != i)
					gates[gate_count++] = mine[k]->record;
			circle |= order_can_deadlock(*mine[i]->record, record, gates, gate_count);
		}
	}
	if (circle)
		report(NTSPIN_ORDER, request.lock, request.how, mine[0]);
}

void judge_wait(const request &request, ULONGLONG waited) noexcept
{
	const ULONGLONG limit = ntspin_hold_limit();

	if (limit && waited > limit)
		report(NTSPIN_SPUN_LONG, request.lock, request.how);
}

bool own(const request &request) noexcept
{
	lock_word seen(0);

	if (lock_template::acquire_at_once(access{{nullptr}}, *request.lock, seen))
		return true;
	if (request.tries)
		return false;
	ntspin_contention_begin(request.lock);
	lock_template::acquire_contended(access{{request.how.caller}}, *request.lock, seen);
	ntspin_contention_end(request.lock);
	return true;
}

outcome ask_for(const request &request) noexcept
{
	const outcome judged = judge_request(request);

	if (judged != outcome::owned) {
		make_note(request, hold::refused);
		return judged;
	}
	judge_level(request);

	lock_record *const record = get(request.lock);

	if (record) {
		judge_word(*record, request);
		judge_family(*record, request);
		if (!request.tries)
			judge_order(*record, request);
	}

	held_lock *const note = record ? make_note(request, hold::waiting) : nullptr;

	mark(request.handle, request.lock, note ? verified : verified_unnoted);
	if (!note)
		__atomic_fetch_add(&notes.not_noted, 1, __ATOMIC_RELAXED);
	if (!own(request)) {
		if (note)
			drop_note(*note);
		if (record)
			put(*record);
		return outcome::failed;
	}
	if (!note) {
		if (record)
			put(*record);
		return outcome::owned;
	}

	const ULONGLONG asked = note->since;

	note->record = record;
	note->since = ntspin_time();
	record->last_use = note->since;
	set_state(*note, hold::held);
	judge_wait(request, note->since - asked);
	return outcome::owned;
}

/* Where a raising acquire was refused, the level is what it was. */
void take_raise_back(KIRQL old) noexcept
{
	if (old < DISPATCH_LEVEL)
		ntspin_lower_below_dispatch(old);
}

void clear_suspect() noexcept
{
	holds_here().suspect = nullptr;
}

/* As every release that restores: a level above the current one is reported, and left alone. */
void restore(KIRQL level, KSPIN_LOCK *lock, const call &call, bool excused = false) noexcept
{
	const KIRQL now = ntspin_current_irql();

	if (level <= now)
		ntspin_lower_irql(level);
	else if (!excused)
		ntspin_report(NTSPIN_RESTORED_ABOVE, call.routine, level, lock, call.caller);
}

/* Whether a level below DISPATCH_LEVEL is one that the raise in force can have saved. */
bool was_saved(KIRQL level) noexcept
{
	const KIRQL from = ntspin_raised_from();

	return level == from || (level == PASSIVE_LEVEL && from == APC_LEVEL);
}

/*
 * The level that a release is about to restore: is it one that somebody saved? Where only a raise
 * accounts for it, and the acquire saved nothing, the next lowering will tell.
 */
void judge_restored(const held_lock &note, KIRQL level, findings &found) noexcept
{
	const KIRQL now = ntspin_current_irql();
	held_lock *const other = latest_of_mine_here(
		[&](held_lock &held, hold state) { return state == hold::held && &held != &note; });

	if (level >= DISPATCH_LEVEL || now != DISPATCH_LEVEL || note.excused)
		return;
	if (!was_saved(level)) {
		found.add(NTSPIN_STALE_LEVEL, note.lock, level);
	} else if (other && other->sequence > note.sequence) {
		found.add(NTSPIN_OUT_OF_ORDER, note.lock, level, other);
		other->excused = true;
	} else if (other && !note.saves) {
		found.add(NTSPIN_STALE_LEVEL, note.lock, level, other);
		other->excused = true;
	} else if (!note.saves) {
		processor_holds &here = holds_here();

		here.suspect_lock = note.lock;
		here.suspect = note.task;
	}
}

void judge_release(const held_lock &note, KIRQL level, const call &how, findings &found) noexcept
{
	const KIRQL now = ntspin_current_irql();
	const ULONGLONG limit = ntspin_hold_limit();

	if (!note.excused && how.levels() && now != DISPATCH_LEVEL)
		found.add(note.queued ? NTSPIN_RELEASED_QUEUED_ELSEWHERE :
					NTSPIN_RELEASED_ELSEWHERE,
			  note.lock);
	else if (!note.excused && how.level == call::stays && now < DISPATCH_LEVEL)
		found.add(NTSPIN_RELEASED_LOW, note.lock);
	if (how.levels())
		judge_restored(note, level, found);
	if (limit && ntspin_time() - note.since > limit)
		found.add(NTSPIN_HELD_LONG, note.lock);
}

/* The lock is not ours behind the hand-over, and may be gone. The record is still referred to. */
void give_up(held_lock &note, KIRQL level, const call &call, findings &found) noexcept
{
	KSPIN_LOCK *const lock = note.lock;
	lock_record *const record = note.record;
	const bool excused = note.excused;

	judge_release(note, level, call, found);
	drop_note(note);
	lock_template::release(access{{nullptr}}, *lock);
	put(*record);
	found.say();
	if (call.levels())
		restore(level, lock, call, excused);
}

/* One that was acquired unnoted, or in an earlier time of watching. */
void give_up_unnoted(KSPIN_LOCK *lock, KIRQL level, const call &call) noexcept
{
	lock_template::release(access{{nullptr}}, *lock);
	if (call.levels())
		restore(level, lock, call);
}

/* Nobody's, or somebody else's: nothing is done. */
void refuse_release(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle, const call &call) noexcept
{
	held_lock *const other = latest_anywhere([=](held_lock &note, hold state) {
		return state != hold::refused &&
		       ((handle && note.handle == handle) || (lock && note.lock == lock));
	});
	const KIRQL now = ntspin_current_irql();

	if (call.levels() && now != DISPATCH_LEVEL)
		report(handle ? NTSPIN_RELEASED_QUEUED_ELSEWHERE : NTSPIN_RELEASED_ELSEWHERE, lock,
		       call);
	if (other)
		report(NTSPIN_HELD_BY_OTHER, lock ? lock : other->lock, call, other);
	else
		ntspin_report(handle ? NTSPIN_RELEASED_TWICE : NTSPIN_NOT_HELD, call.routine, 0,
			      lock, call.caller);
}

KSPIN_LOCK *lock_of(ULONG_PTR content) noexcept
{
	return reinterpret_cast<KSPIN_LOCK *>(content & ~verified_mask);
}

held_lock *held_by_me(KSPIN_LOCK *lock) noexcept
{
	return latest_of_mine([=](held_lock &note, hold state) {
		return note.lock == lock && (state == hold::held || state == hold::refused);
	});
}

/* A handle that is in no note of this task's. */
bool release_stray(KLOCK_QUEUE_HANDLE *handle, ULONG_PTR content, const call &call) noexcept
{
	KSPIN_LOCK *const lock = lock_of(content);
	const ULONG_PTR tag = content & verified_mask;
	const KIRQL level = handle->OldIrql;
	const bool is_ours = ntspin::is_verified(*handle);
	const bool is_old = ntspin::epoch_of(*handle) < notes.epoch;
	findings found(call);

	if (is_ours && (tag == verified_unnoted || is_old)) {
		atomic_ref(handle->LockQueue.Lock).store(nullptr, memory_order_relaxed);
		give_up_unnoted(lock, level, call);
		return true;
	}

	held_lock *const mine = content ? held_by_me(lock) : nullptr;

	if (mine && state_now(*mine) == hold::held) {
		found.add(mine->queued ? NTSPIN_HANDLE_MOVED : NTSPIN_QUEUED_RELEASE, lock, 0,
			  mine);
		atomic_ref(handle->LockQueue.Lock).store(nullptr, memory_order_relaxed);
		give_up(*mine, level, call, found);
		return true;
	}
	if (content && !is_ours && !all_is_noted())
		return false;
	refuse_release(lock, handle, call);
	return true;
}

} /* namespace */

namespace ntspin
{

void verify_acquire_queued(KSPIN_LOCK *lock, KLOCK_QUEUE_HANDLE *handle, KIRQL old,
			   const call &call) noexcept
{
	const outcome came = ask_for({lock, handle, true, false, old, call});

	if (!call.levels())
		return;
	clear_suspect();
	if (came != outcome::owned)
		take_raise_back(old);
	/* In a handle that is in use stands what another acquire has saved. */
	if (came != outcome::handle_in_use && !is_misplaced(handle))
		handle->OldIrql = old;
}

KIRQL verify_acquire(KSPIN_LOCK *lock, KIRQL old, const call &call) noexcept
{
	const outcome came = ask_for({lock, nullptr, false, false, old, call});

	if (!call.levels())
		return old;
	clear_suspect();
	if (came != outcome::owned)
		take_raise_back(old);
	return old;
}

BOOLEAN verify_try(KSPIN_LOCK *lock, const call &call) noexcept
{
	return ask_for({lock, nullptr, false, true, DISPATCH_LEVEL, call}) == outcome::owned;
}

bool verify_release_queued(KLOCK_QUEUE_HANDLE *handle, const call &call) noexcept
{
	/* The verifier was never on: what looks like its handle is rubbish. */
	if (!notes.processors)
		return false;

	held_lock *const mine = latest_of_mine([=](held_lock &note, hold state) {
		return note.queued && note.handle == handle &&
		       (state == hold::held || state == hold::refused);
	});
	findings found(call);

	if (mine && state_now(*mine) == hold::refused) {
		drop_note(*mine);
		return true;
	}
	if (is_misplaced(handle)) {
		report(NTSPIN_BAD_POINTER, nullptr, call);
		return true;
	}

	const ULONG_PTR content = reinterpret_cast<ULONG_PTR>(
		atomic_ref(handle->LockQueue.Lock).load(memory_order_relaxed));

	if (!mine)
		return release_stray(handle, content, call);
	if (content != reinterpret_cast<ULONG_PTR>(tagged(mine->lock, verified)))
		found.add(NTSPIN_HANDLE_ALTERED, mine->lock);

	const KIRQL level = handle->OldIrql;

	atomic_ref(handle->LockQueue.Lock).store(nullptr, memory_order_relaxed);
	give_up(*mine, level, call, found);
	return true;
}

void verify_release(KSPIN_LOCK *lock, KIRQL level, const call &call) noexcept
{
	held_lock *const mine = held_by_me(lock);
	findings found(call);

	if (mine && state_now(*mine) == hold::refused)
		return drop_note(*mine);
	if (is_misplaced(lock))
		return report(NTSPIN_BAD_POINTER, lock, call);
	if (mine) {
		if (mine->queued)
			found.add(NTSPIN_ORDINARY_RELEASE, lock, 0, mine);
		return give_up(*mine, level, call, found);
	}
	if (all_is_noted() || lock_template::is_free(access{{nullptr}}, *lock))
		return refuse_release(lock, nullptr, call);
	give_up_unnoted(lock, level, call);
}

void verify_initialize(KSPIN_LOCK *lock, const call &call) noexcept
{
	if (is_misplaced(lock))
		return report(NTSPIN_BAD_POINTER, lock, call);

	held_lock *const user = latest_anywhere([=](held_lock &note, hold state) {
		return note.lock == lock && state != hold::refused;
	});

	if (user)
		return report(NTSPIN_INITIALIZED_HELD, lock, call, user);
	/* A word of 0 is a new lock to the next acquire. */
	direct_access::store(*lock, 0, memory_order_relaxed);
}

void verify_raised() noexcept
{
	clear_suspect();
}

/* To a level that no raise has saved; or, once more, to where a release has lowered already. */
void verify_lowering(KIRQL level, const call &call) noexcept
{
	const KIRQL now = ntspin_current_irql();
	processor_holds &here = holds_here();

	if (level == now && here.suspect == ntspin_this_task()) {
		ntspin_misuse misuse = misuse_of(NTSPIN_STALE_LEVEL, here.suspect_lock, call);

		misuse.level = level;
		ntspin_report_misuse(&misuse);
	} else if (level < DISPATCH_LEVEL && now >= DISPATCH_LEVEL && !was_saved(level)) {
		report(NTSPIN_LOWERED_UNSAVED, nullptr, call, nullptr, level);
	}
	here.suspect = nullptr;
}

verified_routine::verified_routine() noexcept : verifying_(is_verifying())
{
	if (!verifying_)
		return;
	level_ = ntspin_current_irql();
	begun_ = __atomic_add_fetch(&notes.sequence, 1, __ATOMIC_RELAXED);
}

void verified_routine::returned(const char *kind, const void *routine) noexcept
{
	const call how = {kind, routine, call::any};

	if (!verifying_)
		return;

	held_lock *const left = latest_of_mine_here([this](held_lock &note, hold state) {
		return state == hold::held && note.sequence > begun_;
	});

	if (left) {
		report(NTSPIN_HELD_AT_RETURN, left->lock, how, left);
		left->excused = true;
	}
	if (ntspin_current_irql() == level_)
		return;
	report(NTSPIN_LEVEL_AT_RETURN, nullptr, how, nullptr, level_);
	if (ntspin_current_irql() > level_)
		ntspin_lower_irql(level_);
}

} /* namespace ntspin */

extern "C" {

ULONG_PTR ntspin_tables_size(ULONG processors)
{
	return processors * sizeof(processor_holds) + ways * sets * sizeof(lock_record);
}

void ntspin_tables_use(PVOID memory, ULONG processors)
{
	notes.processors = static_cast<processor_holds *>(memory);
	notes.count = processors;
	table.records = reinterpret_cast<lock_record *>(notes.processors + processors);
}

void ntspin_tables_begin(void)
{
	__builtin_memset(notes.processors, 0, ntspin_tables_size(notes.count));
	notes.complete = FALSE;
	notes.not_noted = 0;
	table.forgotten = 0;
	table.orders_lost = 0;
	notes.epoch++;
}

void ntspin_tables_complete(void)
{
	/* Release: whoever sees it sees that nothing is held unnoted. Pairs with all_is_noted(). */
	atomic_ref(notes.complete).store(TRUE, memory_order_release);
}

void ntspin_table_counts(struct ntspin_table_counts *counts)
{
	counts->acquisitions = atomic_ref(notes.not_noted).load(memory_order_relaxed);
	counts->forgotten = atomic_ref(table.forgotten).load(memory_order_relaxed);
	counts->orders = atomic_ref(table.orders_lost).load(memory_order_relaxed);
}

void ntspin_find_holder(const void *lock, struct ntspin_holder *holder)
{
	if (!is_verifying())
		return;
	if (held_lock *const note = latest_anywhere([=](held_lock &note, hold state) {
		    return note.lock == lock && state == hold::held;
	    }))
		*holder = note->who;
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

		at.caller = note->who.site;
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
		how.caller = note->who.site;
		first = !note->excused;
	}
	*misuse = misuse_of(NTSPIN_SLEPT, note ? note->lock : nullptr, how);
	misuse->irql = DISPATCH_LEVEL;
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
		       return state == hold::held && is_gone(note.lock, note.who.site, arg);
	       })) {
		lock_record *const record = note->record;

		how.caller = note->who.site;
		report(fault, note->lock, how, note);
		drop_note(*note);
		put(*record);
	}
}

} /* extern "C" */
