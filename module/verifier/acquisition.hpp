/* SPDX-License-Identifier: GPL-2.0 */
/*
 * acquisition.hpp - the record of one acquisition, and what asks for it.
 *
 * All of it is local to the file that includes it, but the records themselves: see spin_lock.cpp.
 */
#ifndef NTSPIN_ACQUISITION_HPP
#define NTSPIN_ACQUISITION_HPP

#include "shared_field.hpp"
#include "watched.hpp"

namespace ntspin
{

struct lock_record;

enum class hold : ULONG { none, claimed, waiting, held, refused };

/*
 * How a waiter came: the lock's word as it found it, which names its predecessor, and its own node.
 * The stamp is a number behind that, so that an address which is used again is told from this one.
 */
struct arrival {
	shared_field<KSPIN_LOCK> found;
	shared_field<ULONG_PTR> node; /* 0 for who took a ticket */
	ULONGLONG stamp;	      /* 0 before it came */
};

struct held_lock {
	ULONG state; /* a hold */
	shared_field<const void *> task;
	shared_field<void *> lock;
	shared_field<KLOCK_QUEUE_HANDLE *> handle; /* NULL for all but the queued family */
	shared_field<lock_record *> record;
	shared_field<ULONGLONG> sequence;
	shared_field<ULONGLONG> since;
	shared_field<UCHAR> kind;   /* an ntspin_lock_kind */
	shared_field<bool> native;  /* the handle is in the lock's queue, as while nobody watches */
	shared_field<bool> saves;   /* the acquire raised the level and saved what it was */
	shared_field<bool> excused; /* what follows from a fault that was reported is not reported */
	shared_field<bool> classed; /* lockdep knows of it */
	arrival arrived;
	shared_holder who;
};

/* As many locks as one processor may hold; more are not noted. */
constexpr ULONG holds_max = 256;

struct processor_holds {
	ULONG used; /* notes from here on are free */
	held_lock holds[holds_max];
	/* The task that a release lowered to below DISPATCH_LEVEL though its acquire saved no level. */
	const void *suspect;
	const void *suspect_lock;
	/* The task that last raised to DISPATCH_LEVEL from below, and where. */
	const void *raised;
	const void *raised_at;
};

struct held_locks {
	processor_holds *processors;
	ULONG count;
	ULONG epoch;	 /* how often watching has begun */
	ULONG complete;	 /* 0: a lock that is not noted may be held; else 1 + doubted */
	ULONG doubted;	 /* what not_noted was when that was last in doubt */
	ULONG not_noted; /* only ever rises while somebody watches */
	ULONGLONG sequence;
};

extern held_locks notes;

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

/* A lock that is asked for, and how. */
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

	bool is_native() const noexcept
	{
		return kind == NTSPIN_QUEUED && !verified;
	}

	KSPIN_LOCK &word() const noexcept
	{
		return *static_cast<KSPIN_LOCK *>(lock);
	}

	EX_SPIN_LOCK &rw_word() const noexcept
	{
		return *static_cast<EX_SPIN_LOCK *>(lock);
	}
};

inline ntspin_lock_kind kind_of(const held_lock &note) noexcept
{
	return static_cast<ntspin_lock_kind>(static_cast<UCHAR>(note.kind));
}

} /* namespace */
} /* namespace ntspin */

#endif
