/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntverp.h - the version of the kit that a driver is built with, for its resources.
 */
#ifndef NTSPIN_NTVERP_H
#define NTSPIN_NTVERP_H

/* Windows 10, as sdkddkver.h has it. */
#define VER_PRODUCTMAJORVERSION 10
#define VER_PRODUCTMINORVERSION 0
#define VER_PRODUCTBUILD 22621
#define VER_PRODUCTBUILD_QFE 1
#define VER_PRODUCTVERSION \
	VER_PRODUCTMAJORVERSION, VER_PRODUCTMINORVERSION, VER_PRODUCTBUILD, VER_PRODUCTBUILD_QFE
#define VER_PRODUCTVERSION_W 0x0a00
#define VER_PRODUCTVERSION_DW ((VER_PRODUCTVERSION_W << 16) | VER_PRODUCTBUILD)

#endif
