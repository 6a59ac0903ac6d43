/* SPDX-License-Identifier: GPL-2.0 */
/*
 * machine.h - instructions of x86-64 that Microsoft's compiler has by name: intrin.h's for drivers that
 * look at the machine, or virtualise it.
 *
 * Each is the instruction and no more. What belongs to the kernel stays the kernel's: with _disable()
 * the CPU's IRQL reads as a device's, and what is written into a control register or an MSR, Linux
 * does not know of.
 */
#ifndef NTSPIN_WDM_MACHINE_H
#define NTSPIN_WDM_MACHINE_H

#include "../ntdef.h"

#ifdef __x86_64__

EXTERN_C_START

#define NTSPIN_INSTRUCTION(name, text)					\
	FORCEINLINE void name(void)					\
	{								\
		__asm__ __volatile__(text : : : "memory");		\
	}
NTSPIN_INSTRUCTION(_disable, "cli")
NTSPIN_INSTRUCTION(_enable, "sti")
NTSPIN_INSTRUCTION(__halt, "hlt")
NTSPIN_INSTRUCTION(__wbinvd, "wbinvd")
NTSPIN_INSTRUCTION(__vmx_off, "vmxoff")
NTSPIN_INSTRUCTION(__svm_clgi, "clgi")
NTSPIN_INSTRUCTION(__svm_stgi, "stgi")
NTSPIN_INSTRUCTION(_clac, "clac")
NTSPIN_INSTRUCTION(_stac, "stac")

/* clang has these for programs, whose registers of SSE a kernel's code may not use. */
#define _mm_lfence ntspin_mm_lfence
#define _mm_mfence ntspin_mm_mfence
#define _mm_sfence ntspin_mm_sfence
#define _mm_clflush ntspin_mm_clflush
#define _xgetbv ntspin_xgetbv
#define _xsetbv ntspin_xsetbv
NTSPIN_INSTRUCTION(ntspin_mm_lfence, "lfence")
NTSPIN_INSTRUCTION(ntspin_mm_mfence, "mfence")
NTSPIN_INSTRUCTION(ntspin_mm_sfence, "sfence")

/* Tables, and memory by its address. */
#define NTSPIN_AT(name, text)						\
	FORCEINLINE void name(void *address)				\
	{								\
		__asm__ __volatile__(text " %0"				\
				     : "+m"(*(UCHAR *)address) : : "memory");	\
	}
NTSPIN_AT(__sidt, "sidt")
NTSPIN_AT(__lidt, "lidt")
NTSPIN_AT(_sgdt, "sgdt")
NTSPIN_AT(_lgdt, "lgdt")
NTSPIN_AT(__invlpg, "invlpg")

FORCEINLINE void ntspin_mm_clflush(const void *address)
{
	__asm__ __volatile__("clflush %0" : : "m"(*(const UCHAR *)address) : "memory");
}

FORCEINLINE ULONG64 __readeflags(void)
{
	return __builtin_ia32_readeflags_u64();
}

FORCEINLINE void __writeeflags(ULONG64 Value)
{
	__builtin_ia32_writeeflags_u64(Value);
}

/* 64 bits in two registers, by the number of a third. */
#define NTSPIN_READS_PAIR(name, text)					\
	FORCEINLINE ULONG64 name(ULONG Register)			\
	{								\
		ULONG low, high;					\
									\
		__asm__ __volatile__(text : "=a"(low), "=d"(high) : "c"(Register));	\
		return (ULONG64)high << 32 | low;			\
	}
#define NTSPIN_WRITES_PAIR(name, text)					\
	FORCEINLINE void name(ULONG Register, ULONG64 Value)		\
	{								\
		__asm__ __volatile__(text				\
				     : : "c"(Register), "a"((ULONG)Value),	\
				       "d"((ULONG)(Value >> 32)) : "memory");	\
	}
NTSPIN_READS_PAIR(__readpmc, "rdpmc")
NTSPIN_READS_PAIR(ntspin_xgetbv, "xgetbv")
NTSPIN_WRITES_PAIR(__writemsr, "wrmsr")
NTSPIN_WRITES_PAIR(ntspin_xsetbv, "xsetbv")

FORCEINLINE ULONG64 __rdtscp(unsigned int *Processor)
{
	ULONG low, high;

	__asm__ __volatile__("rdtscp" : "=a"(low), "=d"(high), "=c"(*Processor));
	return (ULONG64)high << 32 | low;
}

#define NTSPIN_WRITES_CONTROL(number)					\
	FORCEINLINE void __writecr##number(ULONG64 Value)		\
	{								\
		__asm__ __volatile__("mov %0, %%cr" #number : : "r"(Value) : "memory");	\
	}
NTSPIN_WRITES_CONTROL(0)
NTSPIN_WRITES_CONTROL(2)
NTSPIN_WRITES_CONTROL(3)
NTSPIN_WRITES_CONTROL(4)
NTSPIN_WRITES_CONTROL(8)

/* The number of a debug register is a constant of the instruction. */
#define NTSPIN_DEBUG_CASES							\
	NTSPIN_DEBUG_CASE(0) NTSPIN_DEBUG_CASE(1) NTSPIN_DEBUG_CASE(2)		\
	NTSPIN_DEBUG_CASE(3) NTSPIN_DEBUG_CASE(6) NTSPIN_DEBUG_CASE(7)

FORCEINLINE ULONG64 __readdr(unsigned int Register)
{
	ULONG64 value = 0;

	switch (Register) {
#define NTSPIN_DEBUG_CASE(number)							\
	case number:									\
		__asm__ __volatile__("mov %%db" #number ", %0" : "=r"(value));	\
		break;
	NTSPIN_DEBUG_CASES
#undef NTSPIN_DEBUG_CASE
	}
	return value;
}

FORCEINLINE void __writedr(unsigned int Register, ULONG64 Value)
{
	switch (Register) {
#define NTSPIN_DEBUG_CASE(number)							\
	case number:									\
		__asm__ __volatile__("mov %0, %%db" #number : : "r"(Value));	\
		break;
	NTSPIN_DEBUG_CASES
#undef NTSPIN_DEBUG_CASE
	}
}

/* Ports: one value, and as many as are counted. */
#define NTSPIN_PORT(type, in, out, letter)						\
	FORCEINLINE type in(USHORT Port)						\
	{										\
		type value;								\
											\
		__asm__ __volatile__("in" letter " %w1, %0" : "=a"(value) : "Nd"(Port)	\
				     : "memory");					\
		return value;								\
	}										\
	FORCEINLINE void out(USHORT Port, type Value)					\
	{										\
		__asm__ __volatile__("out" letter " %0, %w1" : : "a"(Value), "Nd"(Port)	\
				     : "memory");					\
	}										\
	FORCEINLINE void in##string(USHORT Port, type *Buffer, ULONG Count)		\
	{										\
		SIZE_T left = Count;							\
											\
		__asm__ __volatile__("rep ins" letter : "+D"(Buffer), "+c"(left)	\
				     : "d"(Port) : "memory");				\
	}										\
	FORCEINLINE void out##string(USHORT Port, type *Buffer, ULONG Count)		\
	{										\
		SIZE_T left = Count;							\
											\
		__asm__ __volatile__("rep outs" letter : "+S"(Buffer), "+c"(left)	\
				     : "d"(Port) : "memory");				\
	}
NTSPIN_PORT(UCHAR, __inbyte, __outbyte, "b")
NTSPIN_PORT(USHORT, __inword, __outword, "w")
NTSPIN_PORT(ULONG, __indword, __outdword, "l")

/* What they leave in the flags: 0 done, 1 refused with a reason to be read, 2 without. */
#define NTSPIN_VMX(text, ...)						\
	({								\
		UCHAR carry, zero;					\
									\
		__asm__ __volatile__(text "; setc %0; setz %1"		\
				     : "=qm"(carry), "=qm"(zero) : __VA_ARGS__ : "cc", "memory");	\
		(UCHAR)(carry ? 2 : zero);				\
	})
#define NTSPIN_VMX_AT(name, text)					\
	FORCEINLINE UCHAR name(ULONG64 *Address)			\
	{								\
		return NTSPIN_EXTENSION NTSPIN_VMX(text " %2", "m"(*Address));	\
	}
#define NTSPIN_VMX_ENTERS(name, text)					\
	FORCEINLINE UCHAR name(void)					\
	{								\
		return NTSPIN_EXTENSION NTSPIN_VMX(text, "i"(0));	\
	}
NTSPIN_VMX_AT(__vmx_on, "vmxon")
NTSPIN_VMX_AT(__vmx_vmclear, "vmclear")
NTSPIN_VMX_AT(__vmx_vmptrld, "vmptrld")
NTSPIN_VMX_ENTERS(__vmx_vmlaunch, "vmlaunch")
NTSPIN_VMX_ENTERS(__vmx_vmresume, "vmresume")
NTSPIN_AT(ntspin_vmptrst, "vmptrst")

FORCEINLINE void __vmx_vmptrst(ULONG64 *Address)
{
	ntspin_vmptrst(Address);
}

FORCEINLINE UCHAR __vmx_vmwrite(SIZE_T Field, SIZE_T Value)
{
	return NTSPIN_EXTENSION NTSPIN_VMX("vmwrite %2, %3", "r"(Value), "r"(Field));
}

FORCEINLINE UCHAR __vmx_vmread(SIZE_T Field, SIZE_T *Value)
{
	return NTSPIN_EXTENSION NTSPIN_VMX("vmread %3, %2", "m"(*Value), "r"(Field));
}

#define NTSPIN_SVM(name, text)						\
	FORCEINLINE void name(SIZE_T VmcbPhysicalAddress)		\
	{								\
		__asm__ __volatile__(text : : "a"(VmcbPhysicalAddress) : "memory");	\
	}
NTSPIN_SVM(__svm_vmrun, "vmrun")
NTSPIN_SVM(__svm_vmload, "vmload")
NTSPIN_SVM(__svm_vmsave, "vmsave")

/* A segment's limit; 0 where the selector is of none. */
FORCEINLINE unsigned int __segmentlimit(unsigned int selector)
{
	unsigned int limit;

	__asm__("xor %0, %0\n\tlsl %1, %0" : "=&r"(limit) : "r"(selector) : "cc");
	return limit;
}
#define GetSegmentLimit __segmentlimit

EXTERN_C_END

#endif

#endif
