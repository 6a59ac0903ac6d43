/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pshpack2.h - structures are packed to 2 bytes until poppack.h.
 */
#pragma pack(push, 2)
