/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device_queue.hpp - device queues for who uses them in a driver's name: the level is the caller's to
 * look at.
 */
#ifndef NTSPIN_KE_DEVICE_QUEUE_HPP
#define NTSPIN_KE_DEVICE_QUEUE_HPP

#include "../verifier/instrumented.hpp"
#include "wdm/device_queue.h"

namespace ntspin
{

void initialize_device_queue(KDEVICE_QUEUE &queue) noexcept;

/* Without a key the last one, and the first one. What cannot be done is said. */
BOOLEAN insert_in_device_queue(KDEVICE_QUEUE *queue, KDEVICE_QUEUE_ENTRY &entry, const ULONG *key,
			       const call &how) noexcept;
KDEVICE_QUEUE_ENTRY *remove_from_device_queue(KDEVICE_QUEUE *queue, const ULONG *key,
					      const call &how) noexcept;

} /* namespace ntspin */

#endif
