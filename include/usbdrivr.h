/* SPDX-License-Identifier: GPL-2.0 */
/*
 * usbdrivr.h - what drivers of old kits include of the bus: usb.h's and usbioctl.h's.
 */
#ifndef NTSPIN_USBDRIVR_H
#define NTSPIN_USBDRIVR_H

#include "usb.h"
#include "usbbusif.h"
#include "usbdlib.h"
#include "usbioctl.h"

#endif
