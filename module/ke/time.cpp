// SPDX-License-Identifier: GPL-2.0
/*
 * time.cpp - Windows' clocks over the host's: all of them count 100 ns.
 */
#include "../seam/time.h"

#include "../seam/seam.h"

namespace
{

constexpr ULONGLONG unit_ns = 100;
constexpr LONGLONG units_in_second = 10000000;

ULONGLONG interrupt_time() noexcept
{
	return ntspin_boot_ns() / unit_ns;
}

LONGLONG system_time() noexcept
{
	return ntspin_system_ns() / static_cast<LONGLONG>(unit_ns) + NTSPIN_EPOCH;
}

} /* namespace */

extern "C" {

ULONGLONG NTAPI KeQueryInterruptTime(VOID)
{
	return interrupt_time();
}

ULONGLONG NTAPI KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
	const ULONGLONG now = interrupt_time();

	/* One clock is both. */
	*QpcTimeStamp = now;
	return now;
}

ULONGLONG NTAPI KeQueryUnbiasedInterruptTime(VOID)
{
	return ntspin_awake_ns() / unit_ns;
}

ULONGLONG NTAPI KeQueryUnbiasedInterruptTimePrecise(PULONG64 QpcTimeStamp)
{
	/* Read twice: the counter does not stop where this clock does. */
	*QpcTimeStamp = interrupt_time();
	return ntspin_awake_ns() / unit_ns;
}

VOID NTAPI KeQuerySystemTime(PLARGE_INTEGER CurrentTime)
{
	CurrentTime->QuadPart = system_time();
}

VOID NTAPI KeQuerySystemTimePrecise(PLARGE_INTEGER CurrentTime)
{
	CurrentTime->QuadPart = system_time();
}

ULONG NTAPI KeQueryTimeIncrement(VOID)
{
	return static_cast<ULONG>(ntspin_tick_ns() / unit_ns);
}

VOID NTAPI KeQueryTickCount(PLARGE_INTEGER CurrentCount)
{
	CurrentCount->QuadPart = static_cast<LONGLONG>(interrupt_time() / KeQueryTimeIncrement());
}

LARGE_INTEGER NTAPI KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency)
{
	LARGE_INTEGER count;

	if (PerformanceFrequency)
		PerformanceFrequency->QuadPart = units_in_second;
	count.QuadPart = static_cast<LONGLONG>(interrupt_time());
	return count;
}

VOID NTAPI KeStallExecutionProcessor(ULONG MicroSeconds)
{
	ntspin_stall(MicroSeconds);
}

} /* extern "C" */
