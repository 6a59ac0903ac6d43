/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device.h - the seam's part that devices need: what a driver leaves of them.
 */
#ifndef NTSPIN_SEAM_DEVICE_H
#define NTSPIN_SEAM_DEVICE_H

#include "wdm.h"

EXTERN_C_START

/* What io/ does for the host: */

/**
 * ntspin_devices_forget - a driver goes: what it leaves of devices is reported and deleted
 * @part: what shows that one is the driver's, its driver object or the site that it was made at;
 *	  NULL where neither is. Of a symbolic link there is the site alone. Called with
 *	  interrupts off
 * @arg: handed to it
 *
 * What somebody else has referenced, or has attached a device to, stays allocated until he lets go;
 * requests to it are answered STATUS_INVALID_DEVICE_REQUEST.
 */
void ntspin_devices_forget(const void *(*part)(const void *driver, const void *site,
					       const void *arg),
			   const void *arg);

EXTERN_C_END

#endif
