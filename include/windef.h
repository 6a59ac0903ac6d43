/* SPDX-License-Identifier: GPL-2.0 */
/*
 * windef.h - the words of Windows' programs, which some drivers use as well.
 */
#ifndef NTSPIN_WINDEF_H
#define NTSPIN_WINDEF_H

#include "ntdef.h"

typedef unsigned int DWORD, *PDWORD, *LPDWORD;
typedef int BOOL, *PBOOL, *LPBOOL;
typedef unsigned char BYTE, *PBYTE, *LPBYTE;
typedef unsigned short WORD, *PWORD, *LPWORD;
typedef unsigned int UINT, *PUINT;
typedef float FLOAT, *PFLOAT;
typedef int *LPINT;
typedef int *LPLONG;
typedef void *LPVOID;
typedef const void *LPCVOID;

#ifndef MAX_PATH
#define MAX_PATH 260
#endif
#define WINAPI
#define CALLBACK
#define APIENTRY
#define PASCAL
#define FAR
#define NEAR

#define MAKEWORD(low, high) ((WORD)((BYTE)(low) | (WORD)(BYTE)(high) << 8))
#define MAKELONG(low, high) ((LONG)((WORD)(low) | (DWORD)(WORD)(high) << 16))
#define LOWORD(number) ((WORD)(ULONG_PTR)(number))
#define HIWORD(number) ((WORD)((ULONG_PTR)(number) >> 16))
#define LOBYTE(number) ((BYTE)(ULONG_PTR)(number))
#define HIBYTE(number) ((BYTE)((ULONG_PTR)(number) >> 8))

#endif
