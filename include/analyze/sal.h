/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sal.h - Windows' annotations as marks that scripts/analyze finds behind the preprocessor.
 *
 * Included before a driver's first line, in place of the empty words of
 * driverspecs.h and concurrencysal.h. An attribute cannot stand where such a word
 * stands, before the parameters that it names: so each word becomes a mark, and
 * scripts/analyze puts the attribute behind the declarator.
 *
 * For clang -fsyntax-only -Wthread-safety alone: nothing here has a body.
 */
#ifndef NTSPIN_ANALYZE_SAL_H
#define NTSPIN_ANALYZE_SAL_H

#include "../driverspecs.h"

/* What a routine does to a lock. */
#undef _Acquires_lock_
#undef _Acquires_exclusive_lock_
#undef _Acquires_shared_lock_
#undef _Acquires_nonreentrant_lock_
#undef _Releases_lock_
#undef _Releases_exclusive_lock_
#undef _Releases_shared_lock_
#undef _Releases_nonreentrant_lock_
#define _Acquires_lock_(lock) ntspin_sal_acquires(lock)
#define _Acquires_exclusive_lock_(lock) ntspin_sal_acquires(lock)
#define _Acquires_shared_lock_(lock) ntspin_sal_acquires_shared(lock)
#define _Acquires_nonreentrant_lock_(lock) ntspin_sal_acquires(lock)
#define _Releases_lock_(lock) ntspin_sal_releases(lock)
#define _Releases_exclusive_lock_(lock) ntspin_sal_releases(lock)
#define _Releases_shared_lock_(lock) ntspin_sal_releases_shared(lock)
#define _Releases_nonreentrant_lock_(lock) ntspin_sal_releases(lock)

/* What it expects of one. */
#undef _Requires_lock_held_
#undef _Requires_exclusive_lock_held_
#undef _Requires_shared_lock_held_
#undef _Requires_lock_not_held_
#define _Requires_lock_held_(lock) ntspin_sal_requires(lock)
#define _Requires_exclusive_lock_held_(lock) ntspin_sal_requires(lock)
#define _Requires_shared_lock_held_(lock) ntspin_sal_requires_shared(lock)
#define _Requires_lock_not_held_(lock) ntspin_sal_excludes(lock)

/* What a lock guards. */
#undef _Guarded_by_
#undef _Write_guarded_by_
#define _Guarded_by_(lock) ntspin_sal_guarded(lock)
#define _Write_guarded_by_(lock) ntspin_sal_write_guarded(lock)

/* What the analyser shall believe. */
#undef _Analysis_assume_lock_acquired_
#undef _Analysis_assume_lock_released_
#undef _Analysis_assume_lock_held_
#undef _Analysis_suppress_lock_checking_
#undef _Function_ignore_lock_checking_
#define _Analysis_assume_lock_acquired_(lock) ntspin_takes(&(lock))
#define _Analysis_assume_lock_released_(lock) ntspin_gives(&(lock))
#define _Analysis_assume_lock_held_(lock) ntspin_holds(&(lock))
#define _Analysis_suppress_lock_checking_(lock) ntspin_sal_ignores(lock)
#define _Function_ignore_lock_checking_(lock) ntspin_sal_ignores(lock)

/* The IRQL that a routine needs, and what it does to it. */
#undef _IRQL_requires_
#undef _IRQL_requires_max_
#undef _IRQL_always_function_max_
#undef _IRQL_saves_
#undef _IRQL_restores_
#undef _IRQL_saves_global_
#undef _IRQL_restores_global_
#define _IRQL_requires_(irql) ntspin_sal_max_irql(irql)
#define _IRQL_requires_max_(irql) ntspin_sal_max_irql(irql)
#define _IRQL_always_function_max_(irql) ntspin_sal_max_irql(irql)
#define _IRQL_saves_ ntspin_sal_saves
#define _IRQL_restores_ ntspin_sal_restores
#define _IRQL_saves_global_(kind, place) ntspin_sal_saves_global(kind, place)
#define _IRQL_restores_global_(kind, place) ntspin_sal_restores_global(kind, place)

/* The older spelling of the same. */
#undef __drv_maxIRQL
#undef __drv_requiresIRQL
#undef __drv_savesIRQL
#undef __drv_restoresIRQL
#undef __drv_savesIRQLGlobal
#undef __drv_restoresIRQLGlobal
#define __drv_maxIRQL(irql) ntspin_sal_max_irql(irql)
#define __drv_requiresIRQL(irql) ntspin_sal_max_irql(irql)
#define __drv_savesIRQL ntspin_sal_saves
#define __drv_restoresIRQL ntspin_sal_restores
#define __drv_savesIRQLGlobal(kind, place) ntspin_sal_saves_global(kind, place)
#define __drv_restoresIRQLGlobal(kind, place) ntspin_sal_restores_global(kind, place)

/* Conditions and groups. */
#undef _At_
#undef _When_
#undef _Group_
#undef _Always_
#undef __drv_at
#undef __drv_when
#define _At_(target, ...) ntspin_sal_at(target, __VA_ARGS__)
#define _When_(condition, ...) ntspin_sal_when(condition, __VA_ARGS__)
#define _Group_(...) __VA_ARGS__
#define _Always_(...) __VA_ARGS__
#define __drv_at(target, ...) ntspin_sal_at(target, __VA_ARGS__)
#define __drv_when(condition, ...) ntspin_sal_when(condition, __VA_ARGS__)

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What scripts/analyze puts into a body. The lock is any, as a pointer: a cast does
 * not hide it from clang.
 */
#define NTSPIN_ON(what) __attribute__((what(*(char *)lock)))
void ntspin_takes(const volatile void *lock) NTSPIN_ON(acquire_capability);
void ntspin_gives(const volatile void *lock) NTSPIN_ON(release_capability);
void ntspin_holds(const volatile void *lock) NTSPIN_ON(assert_capability);
void ntspin_sleeps(const volatile void *lock) NTSPIN_ON(locks_excluded);
unsigned char ntspin_saves(const volatile void *lock, unsigned char level)
	NTSPIN_ON(acquire_capability);
#undef NTSPIN_ON

/* Windows' names for locks that are no variables. */
extern char _Global_cancel_spin_lock_, _Global_critical_region_, _Global_priority_region_;
extern char _Global_interlock_;

#ifdef __cplusplus
}
#endif

#endif
