/* SPDX-License-Identifier: GPL-2.0 */
/*
 * basetsd.h - integers whose name says their size, and those of a pointer's size.
 */
#ifndef NTSPIN_BASETSD_H
#define NTSPIN_BASETSD_H

#define _BASETSD_H_

typedef signed char INT8, *PINT8;
typedef short INT16, *PINT16;
typedef int INT32, *PINT32;
typedef long long INT64, *PINT64;
typedef unsigned char UINT8, *PUINT8;
typedef unsigned short UINT16, *PUINT16;
typedef unsigned int UINT32, *PUINT32;
typedef unsigned long long UINT64, *PUINT64;

typedef int LONG32, *PLONG32;
typedef unsigned int ULONG32, *PULONG32;
typedef unsigned int DWORD32, *PDWORD32;
typedef long long LONG64, *PLONG64;
typedef unsigned long long ULONG64, *PULONG64;
typedef unsigned long long DWORD64, *PDWORD64;

typedef __INTPTR_TYPE__ INT_PTR, *PINT_PTR;
typedef __UINTPTR_TYPE__ UINT_PTR, *PUINT_PTR;
typedef __INTPTR_TYPE__ LONG_PTR, *PLONG_PTR;
typedef __UINTPTR_TYPE__ ULONG_PTR, *PULONG_PTR;
typedef __UINTPTR_TYPE__ DWORD_PTR, *PDWORD_PTR;
typedef int HALF_PTR, *PHALF_PTR;
typedef unsigned int UHALF_PTR, *PUHALF_PTR;
typedef ULONG_PTR SIZE_T, *PSIZE_T;
typedef LONG_PTR SSIZE_T, *PSSIZE_T;
typedef ULONG_PTR KAFFINITY, *PKAFFINITY;

#define MAXUINT8 ((UINT8)~(UINT8)0)
#define MAXINT8 ((INT8)(MAXUINT8 >> 1))
#define MININT8 ((INT8)~MAXINT8)
#define MAXUINT16 ((UINT16)~(UINT16)0)
#define MAXINT16 ((INT16)(MAXUINT16 >> 1))
#define MININT16 ((INT16)~MAXINT16)
#define MAXUINT32 ((UINT32)~(UINT32)0)
#define MAXINT32 ((INT32)(MAXUINT32 >> 1))
#define MININT32 ((INT32)~MAXINT32)
#define MAXUINT64 ((UINT64)~(UINT64)0)
#define MAXINT64 ((INT64)(MAXUINT64 >> 1))
#define MININT64 ((INT64)~MAXINT64)
#define MAXUINT ((unsigned int)~(unsigned int)0)
#define MAXINT ((int)(MAXUINT >> 1))
#define MININT ((int)~MAXINT)
#define MAXULONG32 ((ULONG32)~(ULONG32)0)
#define MAXLONG32 ((LONG32)(MAXULONG32 >> 1))
#define MAXULONG64 ((ULONG64)~(ULONG64)0)
#define MAXLONG64 ((LONG64)(MAXULONG64 >> 1))
#define MINLONG64 ((LONG64)~MAXLONG64)
#define MAXULONG_PTR (~(ULONG_PTR)0)
#define MAXLONG_PTR ((LONG_PTR)(MAXULONG_PTR >> 1))
#define MINLONG_PTR (~MAXLONG_PTR)
#define MAXUINT_PTR (~(UINT_PTR)0)
#define MAXINT_PTR ((INT_PTR)(MAXUINT_PTR >> 1))
#define MAXSIZE_T ((SIZE_T)~(SIZE_T)0)
#define MAXSSIZE_T ((SSIZE_T)(MAXSIZE_T >> 1))

/* Pointers and handles, cut to 32 bits and made of them. */
#define HandleToULong(handle) ((unsigned int)(ULONG_PTR)(handle))
#define HandleToUlong(handle) HandleToULong(handle)
#define HandleToLong(handle) ((int)(LONG_PTR)(handle))
#define ULongToHandle(number) ((void *)(ULONG_PTR)(unsigned int)(number))
#define UlongToHandle(number) ULongToHandle(number)
#define LongToHandle(number) ((void *)(LONG_PTR)(int)(number))
#define PtrToUlong(pointer) ((unsigned int)(ULONG_PTR)(pointer))
#define PtrToULong(pointer) PtrToUlong(pointer)
#define PtrToLong(pointer) ((int)(LONG_PTR)(pointer))
#define PtrToUint(pointer) ((unsigned int)(UINT_PTR)(pointer))
#define PtrToInt(pointer) ((int)(INT_PTR)(pointer))
#define PtrToUshort(pointer) ((unsigned short)(ULONG_PTR)(pointer))
#define PtrToShort(pointer) ((short)(LONG_PTR)(pointer))
#define ULongToPtr(number) ((void *)(ULONG_PTR)(unsigned int)(number))
#define UlongToPtr(number) ULongToPtr(number)
#define LongToPtr(number) ((void *)(LONG_PTR)(int)(number))
#define UIntToPtr(number) ((void *)(UINT_PTR)(unsigned int)(number))
#define UintToPtr(number) UIntToPtr(number)
#define IntToPtr(number) ((void *)(INT_PTR)(int)(number))
#define Ptr32ToPtr(pointer) ((void *)(ULONG_PTR)(pointer))
#define PtrToPtr64(pointer) ((void *)(pointer))
#define Ptr64ToPtr(pointer) ((void *)(pointer))

#endif
