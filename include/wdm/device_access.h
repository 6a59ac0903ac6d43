/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device_access.h - a device's registers, in memory and behind ports.
 *
 * A register's address is what the Linux side got by ioremap(); a port's number is the one that
 * request_region() has reserved. Ports are x86-64's alone.
 */
#ifndef NTSPIN_WDM_DEVICE_ACCESS_H
#define NTSPIN_WDM_DEVICE_ACCESS_H

#include "machine.h"
#include "memory_access.h"

EXTERN_C_START

/*
 * READ_REGISTER_UCHAR() and its like - read, or write, a register of a device
 * @Register: its address; of a buffer's routine the first one's, the others lie behind it
 * @Buffer: the driver's, of @Count values
 *
 * All that stands before the call is done before it, and what stands behind it is done later.
 *
 * Context: Any IRQL. Linux: any context.
 * Errors: none that could be seen.
 * Windows: wdm.h, READ_REGISTER_UCHAR function, and the others.
 */
#define NTSPIN_REGISTER(type)							\
	FORCEINLINE type READ_REGISTER_##type(_In_ volatile type *Register)		\
	{										\
		type value;								\
											\
		KeMemoryBarrier();							\
		value = *Register;							\
		KeMemoryBarrier();							\
		return value;								\
	}										\
	FORCEINLINE VOID WRITE_REGISTER_##type(_In_ volatile type *Register, _In_ type Value)	\
	{										\
		KeMemoryBarrier();							\
		*Register = Value;							\
		KeMemoryBarrier();							\
	}										\
	FORCEINLINE VOID READ_REGISTER_BUFFER_##type(_In_ volatile type *Register,	\
						     _Out_ type *Buffer, _In_ ULONG Count)	\
	{										\
		while (Count--)								\
			*Buffer++ = READ_REGISTER_##type(Register++);			\
	}										\
	FORCEINLINE VOID WRITE_REGISTER_BUFFER_##type(_In_ volatile type *Register,	\
						      _In_ type *Buffer, _In_ ULONG Count)	\
	{										\
		while (Count--)								\
			WRITE_REGISTER_##type(Register++, *Buffer++);			\
	}
NTSPIN_REGISTER(UCHAR)
NTSPIN_REGISTER(USHORT)
NTSPIN_REGISTER(ULONG)
NTSPIN_REGISTER(ULONG64)

/*
 * READ_PORT_UCHAR() and its like - read, or write, a port of the machine
 * @Port: its number, as a pointer; a buffer's routine has one port alone
 * @Buffer: the driver's, of @Count values
 *
 * Context: Any IRQL. Linux: any context.
 * Errors: none that could be seen.
 * Windows: wdm.h, READ_PORT_UCHAR function, and the others.
 */
#ifdef __x86_64__
#define NTSPIN_PORT_NUMBER(port) ((USHORT)(ULONG_PTR)(port))
#define NTSPIN_PORT_ROUTINES(type, in, out)							\
	FORCEINLINE type READ_PORT_##type(_In_ type *Port)					\
	{											\
		return in(NTSPIN_PORT_NUMBER(Port));						\
	}											\
	FORCEINLINE VOID WRITE_PORT_##type(_In_ type *Port, _In_ type Value)			\
	{											\
		out(NTSPIN_PORT_NUMBER(Port), Value);						\
	}											\
	FORCEINLINE VOID READ_PORT_BUFFER_##type(_In_ type *Port, _Out_ type *Buffer,		\
						 _In_ ULONG Count)				\
	{											\
		in##string(NTSPIN_PORT_NUMBER(Port), Buffer, Count);				\
	}											\
	FORCEINLINE VOID WRITE_PORT_BUFFER_##type(_In_ type *Port, _In_ type *Buffer,		\
						  _In_ ULONG Count)				\
	{											\
		out##string(NTSPIN_PORT_NUMBER(Port), Buffer, Count);				\
	}
NTSPIN_PORT_ROUTINES(UCHAR, __inbyte, __outbyte)
NTSPIN_PORT_ROUTINES(USHORT, __inword, __outword)
NTSPIN_PORT_ROUTINES(ULONG, __indword, __outdword)
#endif

EXTERN_C_END

#endif
