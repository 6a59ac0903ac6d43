// SPDX-License-Identifier: GPL-2.0
/*
 * time_fields.cpp - days since 1601 as dates of the Gregorian calendar, and back.
 *
 * A year begins in March here, so that the day that comes and goes is its last; four centuries
 * have as many days as each other four.
 */
#include "wdm/rtl_time.h"

namespace
{

constexpr LONGLONG units_in_ms = 10000;
constexpr LONGLONG ms_in_day = 24 * 60 * 60 * 1000;
constexpr LONGLONG days_in_400_years = 146097;
constexpr LONGLONG days_in_100_years = 36524;
constexpr LONGLONG days_in_4_years = 1461;
constexpr LONGLONG days_in_year = 365;

/* From the first of March, 1600 to the first of January, 1601, which was a Monday. */
constexpr LONGLONG first_day = 306;
constexpr LONGLONG first_weekday = 1;

constexpr LONGLONG least(LONGLONG a, LONGLONG b) noexcept
{
	return a < b ? a : b;
}

/* Of a month, March is 0: what the months before it have; 30.6 days each, as it happens. */
constexpr LONGLONG days_before(LONGLONG month) noexcept
{
	return (153 * month + 2) / 5;
}

constexpr bool is_leap(LONGLONG year) noexcept
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr LONGLONG days_of(LONGLONG year, LONGLONG month) noexcept
{
	if (month == 2)
		return is_leap(year) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

} /* namespace */

extern "C" {

VOID NTAPI RtlTimeToTimeFields(PLARGE_INTEGER Time, PTIME_FIELDS TimeFields)
{
	const LONGLONG ms = Time->QuadPart < 0 ? 0 : Time->QuadPart / units_in_ms;
	const LONGLONG days = ms / ms_in_day;
	LONGLONG rest = days + first_day;
	LONGLONG year = 1600 + rest / days_in_400_years * 400;

	rest %= days_in_400_years;

	/* The last of four has a day more than is counted for it. */
	const LONGLONG centuries = least(rest / days_in_100_years, 3);

	rest -= centuries * days_in_100_years;
	year += centuries * 100 + rest / days_in_4_years * 4;
	rest %= days_in_4_years;

	const LONGLONG years = least(rest / days_in_year, 3);

	rest -= years * days_in_year;

	const LONGLONG month = (5 * rest + 2) / 153;
	const LONGLONG in_day = ms % ms_in_day;

	/* January and February are of the next year. */
	year += years + (month >= 10);
	TimeFields->Year = static_cast<CSHORT>(year);
	TimeFields->Month = static_cast<CSHORT>(month >= 10 ? month - 9 : month + 3);
	TimeFields->Day = static_cast<CSHORT>(rest - days_before(month) + 1);
	TimeFields->Hour = static_cast<CSHORT>(in_day / (60 * 60 * 1000));
	TimeFields->Minute = static_cast<CSHORT>(in_day / (60 * 1000) % 60);
	TimeFields->Second = static_cast<CSHORT>(in_day / 1000 % 60);
	TimeFields->Milliseconds = static_cast<CSHORT>(in_day % 1000);
	TimeFields->Weekday = static_cast<CSHORT>((days + first_weekday) % 7);
}

BOOLEAN NTAPI RtlTimeFieldsToTime(PTIME_FIELDS TimeFields, PLARGE_INTEGER Time)
{
	const TIME_FIELDS &in = *TimeFields;

	if (in.Year < 1601 || in.Year > 30827 || in.Month < 1 || in.Month > 12 || in.Day < 1 ||
	    in.Day > days_of(in.Year, in.Month) || in.Hour < 0 || in.Hour > 23 || in.Minute < 0 ||
	    in.Minute > 59 || in.Second < 0 || in.Second > 59 || in.Milliseconds < 0 ||
	    in.Milliseconds > 999)
		return FALSE;

	const bool is_early = in.Month < 3;
	const LONGLONG year = in.Year - 1600 - is_early;
	const LONGLONG month = is_early ? in.Month + 9 : in.Month - 3;
	const LONGLONG days = year * days_in_year + year / 4 - year / 100 + year / 400 +
			      days_before(month) + in.Day - 1 - first_day;
	const LONGLONG ms =
		((in.Hour * 60 + in.Minute) * 60 + in.Second) * 1000LL + in.Milliseconds;
	LONGLONG time;

	/* The last year there is room for ends in September. */
	if (__builtin_mul_overflow(days * ms_in_day + ms, units_in_ms, &time))
		return FALSE;
	Time->QuadPart = time;
	return TRUE;
}

} /* extern "C" */
