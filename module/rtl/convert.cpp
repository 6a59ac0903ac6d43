// SPDX-License-Identifier: GPL-2.0
/*
 * convert.cpp - UTF-8 of UTF-16, and back.
 */
#include "utf.hpp"
#include "wdm/rtl_text.h"

using namespace ntspin;

namespace
{

/*
 * @to is NULL: it is counted alone. What fits is written, whole characters of it; the first that
 * does not fit ends it.
 */
template <class To, class From>
NTSTATUS convert(To *to, ULONG room, ULONG *bytes, const From *from, SIZE_T count) noexcept
{
	NTSTATUS status = STATUS_SUCCESS;
	SIZE_T length = 0;

	for (SIZE_T at = 0; at < count;) {
		const character c = decode(from + at, count - at);
		To units[most_units<To>];
		const ULONG more = encode(c.code, units);

		if (to && (length + more) * sizeof(To) > room) {
			status = STATUS_BUFFER_TOO_SMALL;
			break;
		}
		for (ULONG unit = 0; to && unit < more; unit++)
			to[length + unit] = units[unit];
		length += more;
		if (!c.is_good)
			status = STATUS_SOME_NOT_MAPPED;
		at += c.units;
	}
	if (bytes)
		*bytes = static_cast<ULONG>(length * sizeof(To));
	return status;
}

} /* namespace */

extern "C" {

NTSTATUS NTAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination, ULONG UTF8StringMaxByteCount,
				 PULONG UTF8StringActualByteCount, PCWCH UnicodeStringSource,
				 ULONG UnicodeStringByteCount)
{
	if (!UnicodeStringSource)
		return STATUS_INVALID_PARAMETER_4;
	if (UnicodeStringByteCount % sizeof(WCHAR))
		return STATUS_INVALID_PARAMETER_5;
	if (!UTF8StringDestination && !UTF8StringActualByteCount)
		return STATUS_INVALID_PARAMETER;
	return convert(UTF8StringDestination, UTF8StringMaxByteCount, UTF8StringActualByteCount,
		       UnicodeStringSource, UnicodeStringByteCount / sizeof(WCHAR));
}

NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination, ULONG UnicodeStringMaxByteCount,
				 PULONG UnicodeStringActualByteCount, PCCH UTF8StringSource,
				 ULONG UTF8StringByteCount)
{
	if (!UTF8StringSource)
		return STATUS_INVALID_PARAMETER_4;
	if (!UnicodeStringDestination && !UnicodeStringActualByteCount)
		return STATUS_INVALID_PARAMETER;
	return convert(UnicodeStringDestination, UnicodeStringMaxByteCount,
		       UnicodeStringActualByteCount, UTF8StringSource, UTF8StringByteCount);
}

} /* extern "C" */
