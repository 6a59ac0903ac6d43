/* SPDX-License-Identifier: GPL-2.0 */
/*
 * usb100.h - what older sources include of the first USB specification: all of usbspec.h.
 */
#ifndef NTSPIN_USB100_H
#define NTSPIN_USB100_H

#include "usbspec.h"

#endif
