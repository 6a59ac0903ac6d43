/* SPDX-License-Identifier: GPL-2.0 */
/*
 * usb200.h - what older sources include of the second USB specification: all of usbspec.h.
 */
#ifndef NTSPIN_USB200_H
#define NTSPIN_USB200_H

#include "usbspec.h"

#endif
