/* SPDX-License-Identifier: GPL-2.0 */
/*
 * usbdi.h - requests to a device of the bus, by an older name: usb.h's and usbioctl.h's.
 */
#ifndef NTSPIN_USBDI_H
#define NTSPIN_USBDI_H

#include "usb.h"
#include "usbioctl.h"

#endif
