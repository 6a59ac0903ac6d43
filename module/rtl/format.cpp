// SPDX-License-Identifier: GPL-2.0
/*
 * format.cpp - the one formatter: for ntstrsafe and for DbgPrint, narrow and wide. See format.hpp.
 */
#include "format.hpp"

#include "format_field.hpp"
#include "format_number.hpp"
#include "format_output.hpp"

namespace ntspin
{

namespace
{

template <class Char> class formatter {
public:
	formatter(Char *buffer, SIZE_T room, format_arguments &arguments,
		  pointer_mask mask) noexcept
		: output_(buffer, room), arguments_(arguments), mask_(mask)
	{
	}

	formatted run(const Char *text) noexcept
	{
		while (*text && output_.fits()) {
			const Char *start = text;

			while (*text && *text != '%')
				text++;
			literal(start, text);
			if (*text)
				text = conversion(text);
		}

		return {output_.length(), output_.fits()};
	}

private:
	void literal(const Char *start, const Char *end) noexcept
	{
		for (; start < end; start++)
			output_.put(start, 1);
	}

	/* @start is at a %. Return: what follows the conversion. */
	const Char *conversion(const Char *start) noexcept
	{
		format_field field;
		const Char *at = read_flags(start + 1, field);

		at = number_at(at, field.width, &field.left);
		if (*at == '.') {
			bool none = false;

			at = number_at(at + 1, field.precision, &none);
			field.has_precision = !none;
		}

		field_size size;

		at = read_size(at, size);
		if (!*at || !argument(field, size, *at)) {
			const Char *end = *at ? at + 1 : at;

			literal(start, end);
			return end;
		}
		return at + 1;
	}

	/* Digits, or an argument. One that is negative sets @negative; what is too long is the most. */
	const Char *number_at(const Char *at, SIZE_T &number, bool *negative) noexcept
	{
		constexpr SIZE_T most = 0x7fffffff;

		if (*at == '*') {
			const LONGLONG given = __builtin_va_arg(arguments_.list, INT);

			if (given < 0)
				*negative = true;
			number = static_cast<SIZE_T>(given < 0 ? -given : given);
			return at + 1;
		}
		for (; *at >= '0' && *at <= '9'; at++) {
			number = number * 10 + static_cast<SIZE_T>(*at - '0');
			if (number > most)
				number = most;
		}
		return at;
	}

	/* Return: whether there is such a type. */
	bool argument(const format_field &field, field_size size, Char type) noexcept
	{
		switch (type) {
		case '%': {
			const Char itself = '%';

			output_.put(&itself, 1);
			return true;
		}
		case 'd':
		case 'i':
			signed_number(field, size);
			return true;
		case 'u':
			put_number(output_, field, unsigned_argument(size), 10, type == 'X',
				   nullptr);
			return true;
		case 'o':
			put_number(output_, field, unsigned_argument(size), 8, type == 'X',
				   nullptr);
			return true;
		case 'x':
		case 'X':
			put_number(output_, field, unsigned_argument(size), 16, type == 'X',
				   nullptr);
			return true;
		case 'p':
			pointer(field);
			return true;
		case 'c':
		case 'C':
			letter(field, is_wide(size, type == 'C'));
			return true;
		case 's':
		case 'S':
			string(field, is_wide(size, type == 'S'));
			return true;
		case 'Z':
			counted_string(field, size == field_size::wide);
			return true;
		default:
			return false;
		}
	}

	/* Of a character or a string: as its size says, else as the format is, or the other way. */
	static bool is_wide(field_size size, bool other) noexcept
	{
		if (size == field_size::narrow || size == field_size::byte)
			return false;
		if (size == field_size::wide || size == field_size::bits_64)
			return true;
		return (sizeof(Char) == sizeof(WCHAR)) != other;
	}

	ULONGLONG unsigned_argument(field_size size) noexcept
	{
		if (size == field_size::bits_64 || size == field_size::pointer)
			return __builtin_va_arg(arguments_.list, ULONGLONG);

		const unsigned int given = __builtin_va_arg(arguments_.list, unsigned int);

		if (size == field_size::byte)
			return static_cast<UCHAR>(given);
		return size == field_size::narrow ? static_cast<USHORT>(given) : given;
	}

	void signed_number(const format_field &field, field_size size) noexcept
	{
		const ULONGLONG given = unsigned_argument(size);
		LONGLONG value = static_cast<LONGLONG>(given);

		if (size == field_size::byte)
			value = static_cast<signed char>(given);
		else if (size == field_size::narrow)
			value = static_cast<SHORT>(given);
		else if (size != field_size::bits_64 && size != field_size::pointer)
			value = static_cast<INT>(given);

		const CHAR *sign = value < 0 ? "-" : field.plus ? "+" : field.space ? " " : "";

		/* The most negative one has no counterpart that is signed. */
		const ULONGLONG magnitude = static_cast<ULONGLONG>(value);

		put_number(output_, field, value < 0 ? 0 - magnitude : magnitude, 10, false, sign);
	}

	void pointer(format_field field) noexcept
	{
		ULONG_PTR value = __builtin_va_arg(arguments_.list, ULONG_PTR);

		if (mask_)
			value = mask_(value);
		if (!field.has_precision)
			field.precision = 2 * sizeof(PVOID);
		field.has_precision = true;
		put_number(output_, field, value, 16, true, nullptr);
	}

	void letter(format_field field, bool wide) noexcept
	{
		const INT given = __builtin_va_arg(arguments_.list, INT);

		/* A null, too, is a character. */
		if (wide) {
			const WCHAR c = static_cast<WCHAR>(given);

			output_.text(field, &c, 1, true);
		} else {
			const CHAR c = static_cast<CHAR>(given);

			output_.text(field, &c, 1, true);
		}
	}

	void string(const format_field &field, bool wide) noexcept
	{
		const PVOID given = __builtin_va_arg(arguments_.list, PVOID);

		if (!given)
			return null_string(field);
		if (wide)
			output_.text(field, static_cast<PCWSTR>(given), limit(field), false);
		else
			output_.text(field, static_cast<PCSTR>(given), limit(field), false);
	}

	void counted_string(const format_field &field, bool wide) noexcept
	{
		const PVOID given = __builtin_va_arg(arguments_.list, PVOID);
		const auto *string = static_cast<const STRING *>(given);

		if (!string || !string->Buffer)
			return null_string(field);

		SIZE_T length = string->Length;

		if (wide)
			length /= sizeof(WCHAR);
		if (length > limit(field))
			length = limit(field);
		if (wide)
			output_.text(field, static_cast<const UNICODE_STRING *>(given)->Buffer,
				     length, true);
		else
			output_.text(field, string->Buffer, length, true);
	}

	void null_string(const format_field &field) noexcept
	{
		output_.text(field, "(null)", limit(field), false);
	}

	static SIZE_T limit(const format_field &field) noexcept
	{
		return field.has_precision ? field.precision : to_the_null;
	}

	format_output<Char> output_;
	format_arguments &arguments_;
	pointer_mask mask_;
};

} /* namespace */

/* No template that others instantiate: a kernel's linker has no place for what it would merge. */
formatted format(CHAR *buffer, SIZE_T room, const CHAR *text, format_arguments &arguments,
		 pointer_mask mask) noexcept
{
	return formatter<CHAR>(buffer, room, arguments, mask).run(text);
}

formatted format(WCHAR *buffer, SIZE_T room, const WCHAR *text, format_arguments &arguments,
		 pointer_mask mask) noexcept
{
	return formatter<WCHAR>(buffer, room, arguments, mask).run(text);
}

} /* namespace ntspin */
