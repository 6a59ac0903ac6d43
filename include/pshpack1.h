/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pshpack1.h - structures are packed to 1 bytes until poppack.h.
 */
#pragma pack(push, 1)
