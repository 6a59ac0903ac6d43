// SPDX-License-Identifier: GPL-2.0
/*
 * machine.c - a device's registers and ports, and instructions of the machine by Microsoft's names.
 *
 * What no program may do is compiled alone; the rest is run.
 */
#include <wdm.h>
#include <intrin.h>
#include "driver.h"

/* Registers, which are memory here. */
static const char *run_registers(void)
{
	static ULONG registers[2];
	ULONG two[2] = {3, 4}, back[2];
	UCHAR byte = 0;

	WRITE_REGISTER_ULONG(&registers[1], 7);
	if (READ_REGISTER_ULONG(&registers[1]) != 7)
		return "a register is written, and read";
	WRITE_REGISTER_UCHAR(&byte, 9);
	if (READ_REGISTER_UCHAR(&byte) != 9)
		return "a register of 8 bits";
	WRITE_REGISTER_BUFFER_ULONG(registers, two, 2);
	READ_REGISTER_BUFFER_ULONG(registers, back, 2);
	if (registers[0] != 3 || registers[1] != 4 || back[0] != 3 || back[1] != 4)
		return "the registers of a buffer lie behind each other";
	return 0;
}

#ifdef _AMD64_
VOID use_ports(PUCHAR port, PUCHAR buffer);
VOID use_ports(PUCHAR port, PUCHAR buffer)
{
	WRITE_PORT_UCHAR(port, READ_PORT_UCHAR(port) | 1);
	WRITE_PORT_USHORT((PUSHORT)port, READ_PORT_USHORT((PUSHORT)port));
	WRITE_PORT_ULONG((PULONG)port, READ_PORT_ULONG((PULONG)port));
	READ_PORT_BUFFER_UCHAR(port, buffer, 2);
	WRITE_PORT_BUFFER_UCHAR(port, buffer, 2);
	__outbyte(0x80, __inbyte(0x71));
}

VOID use_machine(PVOID table, UINT64 *area);
VOID use_machine(PVOID table, UINT64 *area)
{
	_disable();
	__writemsr(0x10, __readmsr(0x10));
	__writecr0(__readcr0());
	__writecr4(__readcr4());
	__invlpg(table);
	__wbinvd();
	_enable();
	*area = __rdtsc();
#ifndef __MINGW32__
	__writedr(7, __readdr(7));
	__lidt(table);
	__sidt(table);
	_lgdt(table);
	_sgdt(table);
	_xsetbv(0, _xgetbv(0));
	_stac();
	_clac();
	*area += __readpmc(0);
	if (__vmx_on(area) || __vmx_vmclear(area) || __vmx_vmptrld(area) ||
	    __vmx_vmwrite(0x6c00, 0) || __vmx_vmread(0x6c00, (SIZE_T *)area) || __vmx_vmlaunch())
		__vmx_off();
	__svm_vmrun(0);
#endif
}

static const char *run_instructions(void)
{
	UINT64 numbers[2] = {1, 2}, copy[2];
	LONG bits[2] = {0, 0};

	_mm_mfence();
	_mm_lfence();
	_mm_sfence();
	if (!(__readeflags() & 2))
		return "__readeflags: the bit that is always set";
	__movsq(copy, numbers, 2);
	__stosq(numbers, 5, 1);
	if (copy[0] != 1 || copy[1] != 2 || numbers[0] != 5 || numbers[1] != 2)
		return "__movsq and __stosq: as many as are counted";
	if (_bittestandset(bits, 33) || bits[1] != 2 || !_bittest(bits, 33) ||
	    !_bittestandreset(bits, 33) || bits[1])
		return "_bittestandset: a bit of a later word";
	return 0;
}
#endif

const char *run_machine(void)
{
	const char *failed = run_registers();

#ifdef _AMD64_
	if (!failed)
		failed = run_instructions();
#endif
	return failed;
}
