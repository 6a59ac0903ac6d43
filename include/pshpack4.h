/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pshpack4.h - structures are packed to 4 bytes until poppack.h.
 */
#pragma pack(push, 4)
