/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wdm.h - the routines of the Windows driver interface that drivers lock with.
 *
 * A ported driver includes this (or ntddk.h, or ntifs.h) and nothing of Linux,
 * in C or in C++. Names, types and layouts are Windows', letter for letter.
 *
 * Each routine has its SAL first, in Windows' words for Microsoft's analysers
 * and empty here, and then its contract. "Errors" says what a misuse does on
 * Linux: what is called "reported" is one line in the kernel log, as a rule once for each
 * call site, after which the machine continues; Windows stops with a bug check.
 * A wait of more than a second is reported by every routine that waits.
 *
 * Each mechanism has a file of its own in wdm/, which this one puts together.
 *
 * This header is not for Linux code that wants a spin lock: that has its own.
 */
#ifndef NTSPIN_WDM_H
#define NTSPIN_WDM_H

#define _WDMDDK_
#define _WDM_INCLUDED_

#include "ntdef.h"
#include "ntstatus.h"
#include "driverspecs.h"

#include "wdm/address.h"
#include "wdm/affinity.h"
#include "wdm/avl_table.h"
#include "wdm/bitmap.h"
#include "wdm/callback.h"
#include "wdm/cancel.h"
#include "wdm/debug.h"
#include "wdm/device.h"
#include "wdm/device_dpc.h"
#include "wdm/device_queue.h"
#include "wdm/device_stack.h"
#include "wdm/dispatcher.h"
#include "wdm/dpc.h"
#include "wdm/driver.h"
#include "wdm/driver_extension.h"
#include "wdm/error_log.h"
#include "wdm/event.h"
#include "wdm/ex_spin_lock.h"
#include "wdm/ex_timer.h"
#include "wdm/fast_mutex.h"
#include "wdm/interlocked.h"
#include "wdm/interlocked_128.h"
#include "wdm/interlocked_list.h"
#include "wdm/interrupt.h"
#include "wdm/ipi.h"
#include "wdm/io_space.h"
#include "wdm/io_timer.h"
#include "wdm/irql.h"
#include "wdm/large_integer.h"
#include "wdm/list.h"
#include "wdm/lookaside.h"
#include "wdm/mdl.h"
#include "wdm/memory_access.h"
#include "wdm/mutex.h"
#include "wdm/object.h"
#include "wdm/pool.h"
#include "wdm/processor.h"
#include "wdm/processor_change.h"
#include "wdm/push_lock.h"
#include "wdm/queued_spin_lock.h"
#include "wdm/remove_lock.h"
#include "wdm/resource.h"
#include "wdm/rtl_memory.h"
#include "wdm/rtl_number.h"
#include "wdm/rtl_string.h"
#include "wdm/rtl_time.h"
#include "wdm/rundown.h"
#include "wdm/semaphore.h"
#include "wdm/shutdown.h"
#include "wdm/slist.h"
#include "wdm/spin_lock.h"
#include "wdm/start_io.h"
#include "wdm/thread.h"
#include "wdm/time.h"
#include "wdm/timer.h"
#include "wdm/wait.h"
#include "wdm/work_item.h"

/* What has names that Linux has, too. */
#ifdef NTSPIN_DRIVER
#include "bugcodes.h"
#include "crt/excpt.h"
#include "crt/intrin.h"
#include "devioctl.h"
#include "wdm/csq.h"
#include "wdm/device_access.h"
#include "wdm/dma.h"
#include "wdm/embedded.h"
#include "wdm/exception.h"
#include "wdm/executive.h"
#include "wdm/fast_fail.h"
#include "wdm/fast_io.h"
#include "wdm/hook.h"
#include "wdm/io_stack.h"
#include "wdm/pci.h"
#include "wdm/power_request.h"
#include "wdm/registry.h"
#include "wdm/registry_hook.h"
#include "wdm/security.h"
#include "wdm/request.h"
#include "wdm/tables.h"
#include "wdm/version.h"
#endif

#endif
