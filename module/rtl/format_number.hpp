/* SPDX-License-Identifier: GPL-2.0 */
/*
 * format_number.hpp - a number's digits, and the field around them.
 */
#ifndef NTSPIN_RTL_FORMAT_NUMBER_HPP
#define NTSPIN_RTL_FORMAT_NUMBER_HPP

#include "format_output.hpp"

namespace ntspin
{

namespace
{

/* The last digit is found first. 0 has none. */
class format_digits {
public:
	format_digits(ULONGLONG value, ULONG base, bool capitals) noexcept
	{
		for (; value; value /= base) {
			const ULONG digit = static_cast<ULONG>(value % base);

			digits_[--first_] = static_cast<CHAR>(
				digit < 10 ? '0' + digit : (capitals ? 'A' : 'a') + digit - 10);
		}
	}

	ULONG count() const noexcept
	{
		return most - first_;
	}

	template <class Char> void put(format_output<Char> &output) const noexcept
	{
		for (ULONG at = first_; at < most; at++) {
			const Char digit = digits_[at];

			output.put(&digit, 1);
		}
	}

private:
	static constexpr ULONG most = 64;
	CHAR digits_[most];
	ULONG first_ = most;
};

/* @prefix is a sign; NULL: what the field has for the base, if anything. */
template <class Char>
void put_number(format_output<Char> &output, const format_field &field, ULONGLONG value, ULONG base,
		bool capitals, const CHAR *prefix) noexcept
{
	const format_digits digits(value, base, capitals);
	const SIZE_T least = field.has_precision ? field.precision : 1;
	SIZE_T zeros = least > digits.count() ? least - digits.count() : 0;

	if (!prefix)
		prefix = !field.alternative || base != 16 || !value ? "" : capitals ? "0X" : "0x";
	if (field.alternative && base == 8 && !zeros)
		zeros = 1;

	const ULONG before = !prefix[0] ? 0 : !prefix[1] ? 1 : 2;
	const SIZE_T length = before + zeros + digits.count();
	SIZE_T padding = field.width > length ? field.width - length : 0;

	if (field.zero && !field.left && !field.has_precision) {
		zeros += padding;
		padding = 0;
	}
	if (!field.left)
		output.fill(' ', padding);
	for (ULONG at = 0; at < before; at++)
		output.fill(prefix[at], 1);
	output.fill('0', zeros);
	digits.put(output);
	if (field.left)
		output.fill(' ', padding);
}

} /* namespace */

} /* namespace ntspin */

#endif
