/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driverspecs.h - Windows' annotations of interrupt levels and driver callbacks. Empty here.
 *
 * They still say, beside each routine of wdm.h, at which IRQL it may be called
 * and what it does to the IRQL.
 */
#ifndef NTSPIN_DRIVERSPECS_H
#define NTSPIN_DRIVERSPECS_H

#include "concurrencysal.h"
#include "specstrings.h"

/* The IRQL that a routine needs, and what it does to it. */
#define _IRQL_requires_(irql)
#define _IRQL_requires_max_(irql)
#define _IRQL_requires_min_(irql)
#define _IRQL_requires_same_
#define _IRQL_always_function_max_(irql)
#define _IRQL_always_function_min_(irql)
#define _IRQL_raises_(irql)
#define _IRQL_saves_
#define _IRQL_restores_
#define _IRQL_saves_global_(kind, param)
#define _IRQL_restores_global_(kind, param)
#define _IRQL_uses_cancel_
#define _IRQL_is_cancel_

/* Driver callbacks and what they own. */
#define _Dispatch_type_(type)
#define _Kernel_float_saved_
#define _Kernel_float_restored_
#define _Kernel_float_used_
#define _Kernel_clear_do_init_(yes)
#define _Kernel_IoGetDmaAdapter_
#define _Kernel_acquires_resource_(kind)
#define _Kernel_releases_resource_(kind)
#define _Kernel_requires_resource_held_(kind)
#define _Kernel_requires_resource_not_held_(kind)
#define _Kernel_entry_always_
#define _Kernel_entry_
#define __kernel_entry

/* The older spelling of the same. */
#define __drv_aliasesMem
#define __drv_allocatesMem(kind)
#define __drv_freesMem(kind)
#define __drv_at(expr, annos)
#define __drv_when(cond, annos)
#define __drv_arg(expr, annos)
#define __drv_deref(annos)
#define __drv_in(annos)
#define __drv_out(annos)
#define __drv_in_deref(annos)
#define __drv_out_deref(annos)
#define __drv_acquiresResource(kind)
#define __drv_releasesResource(kind)
#define __drv_acquiresCancelSpinLock
#define __drv_releasesCancelSpinLock
#define __drv_mustHoldCancelSpinLock
#define __drv_maxIRQL(irql)
#define __drv_minIRQL(irql)
#define __drv_requiresIRQL(irql)
#define __drv_setsIRQL(irql)
#define __drv_raisesIRQL(irql)
#define __drv_savesIRQL
#define __drv_restoresIRQL
#define __drv_savesIRQLGlobal(kind, param)
#define __drv_restoresIRQLGlobal(kind, param)
#define __drv_sameIRQL
#define __drv_useCancelIRQL
#define __drv_isCancelIRQL
#define __drv_functionClass(name)
#define __drv_dispatchType(type)
#define __drv_dispatchType_other
#define __drv_formatString(kind)
#define __drv_nonConstant
#define __drv_strictTypeMatch(mode)
#define __drv_strictType(type, mode)
#define __drv_valueIs(list)
#define __drv_reportError(text)
#define __drv_preferredFunction(name, why)
#define __drv_interlocked
#define __drv_mustHold(kind)
#define __drv_neverHold(kind)

#endif
