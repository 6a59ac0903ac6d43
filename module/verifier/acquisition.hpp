/* SPDX-License-Identifier: GPL-2.0 */
/*
 * acquisition.hpp - the record of one acquisition, and the request for it.
 *
 * All of it is local to the file that includes it, but the records themselves: see spin_lock.cpp.
 */
#ifndef NTSPIN_ACQUISITION_HPP
#define NTSPIN_ACQUISITION_HPP

#include "shared_field.hpp"
#include "instrumented.hpp"

namespace ntspin
{

struct lock_entry;

enum class hold : ULONG { none, claimed, waiting, held, refused };

/* Of locks: what was first acquired there. */
enum : UCHAR { family_none, family_queued, family_ordinary, family_rw };

/*
 * The arrival of a waiter: the lock's word as it found it, which names its predecessor, and its own
 * node. The stamp is drawn after that, so that a reuse of the node's address can be told.
 */
struct arrival {
	shared_field<KSPIN_LOCK> found;
	shared_field<ULONG_PTR> node; /* 0 for a waiter with a ticket */
	ULONGLONG stamp;	      /* 0 before it arrives */
};

struct acquisition {
	ULONG state; /* a hold; clang exchanges no enum */
	shared_field<const void *> task;
	shared_field<void *> lock;
	shared_field<KLOCK_QUEUE_HANDLE *> handle; /* of the queued family alone */
	shared_field<lock_entry *> entry;
	shared_field<ULONGLONG> sequence;
	shared_field<ULONGLONG> since;
	shared_field<ntspin_lock_kind> kind;
	shared_field<bool> native; /* the handle itself is in the queue, as with the verifier off */
	shared_field<bool> saves;  /* the acquire raised the IRQL and saved the old one */
	shared_field<bool> is_reported; /* as faulty: what follows from that fault is not */
	shared_field<bool> classed;	/* lockdep knows of it */
	arrival arrived;
	shared_holder who;
};

/* How many acquisitions are recorded on one processor; more go unrecorded. */
constexpr ULONG holds_max = 256;

struct processor_holds {
	ULONG used; /* all records from this one on are free */
	acquisition holds[holds_max];
	/* The task that a release has lowered, though its acquire saved no level; and that lock. */
	const void *unsaved_task;
	const void *unsaved_lock;
	/* The task that last raised to DISPATCH_LEVEL from below, and its call site. */
	const void *raised;
	const void *raised_at;
};

struct acquisition_records {
	processor_holds *processors;
	ULONG count;
	ULONG epoch;	/* how often observers have been switched on */
	ULONG complete; /* 0: a lock without a record may be held; else 1 + unrecorded_before */
	ULONG unrecorded_before; /* what unrecorded was when complete was last set to 0 */
	ULONG unrecorded;	 /* how many acquisitions; never falls while an observer is on */
	ULONGLONG sequence;
};

extern acquisition_records acquisitions;

namespace
{

inline bool is_rw(ntspin_lock_kind kind) noexcept
{
	return kind >= NTSPIN_SHARED;
}

inline ULONG_PTR alignment_of(ntspin_lock_kind kind) noexcept
{
	return is_rw(kind) ? alignof(EX_SPIN_LOCK) : alignof(KSPIN_LOCK);
}

inline bool is_misplaced(const void *object, ULONG_PTR alignment = 8) noexcept
{
	return object == nullptr || reinterpret_cast<ULONG_PTR>(object) % alignment != 0;
}

inline KSPIN_LOCK &word_of(void *lock) noexcept
{
	return *static_cast<KSPIN_LOCK *>(lock);
}

inline EX_SPIN_LOCK &rw_word_of(void *lock) noexcept
{
	return *static_cast<EX_SPIN_LOCK *>(lock);
}

/* An acquire, as it is asked for. */
struct request {
	void *lock;
	KLOCK_QUEUE_HANDLE *handle;
	ntspin_lock_kind kind;
	bool tries;
	bool verified;
	KIRQL old;
	const call &how;

	bool is_rw() const noexcept
	{
		return ntspin::is_rw(kind);
	}

	bool is_misplaced() const noexcept
	{
		return ntspin::is_misplaced(lock, alignment_of(kind));
	}

	bool is_handle_misplaced() const noexcept
	{
		return kind == NTSPIN_QUEUED && ntspin::is_misplaced(handle);
	}

	bool is_native() const noexcept
	{
		return kind == NTSPIN_QUEUED && !verified;
	}

	UCHAR family() const noexcept
	{
		return kind == NTSPIN_QUEUED   ? family_queued :
		       kind == NTSPIN_ORDINARY ? family_ordinary :
						 family_rw;
	}

	KSPIN_LOCK &word() const noexcept
	{
		return word_of(lock);
	}

	EX_SPIN_LOCK &rw_word() const noexcept
	{
		return rw_word_of(lock);
	}
};

} /* namespace */
} /* namespace ntspin */

#endif
