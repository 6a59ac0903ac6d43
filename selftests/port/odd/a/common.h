/* SPDX-License-Identifier: GPL-2.0 */
#define COMMON_OF_A
