/* SPDX-License-Identifier: GPL-2.0 */
/* found.h - where no project says that headers are. */
#define FOUND_NAME "Sheets"
