/* SPDX-License-Identifier: GPL-2.0 */
/*
 * notice.h - what the driver, its Linux side and programs know of the device.
 */
#pragma once

/*
 * How many reads wait, as 32 bits: CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED,
 * FILE_READ_ACCESS), by its value, since programs of Linux have no such macro.
 */
#define IOCTL_NOTICE_WAITING 0x00226000
