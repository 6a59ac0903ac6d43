/* SPDX-License-Identifier: GPL-2.0 */
/*
 * poppack.h - the end of what pshpack1.h, 2, 4 and 8 begin.
 */
#pragma pack(pop)
