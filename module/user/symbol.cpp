// SPDX-License-Identifier: GPL-2.0
/*
 * symbol.cpp - see symbol.hpp.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "symbol.hpp"

/* A sanitizer's, where there is one. */
extern "C" [[gnu::weak]] void __sanitizer_symbolize_pc(void *pc, const char *format, char *text,
						       size_t size);

namespace host
{

words symbol(const void *address) noexcept
{
	/* Where a call returns to is perhaps no line of the caller's any more. */
	void *const pc = const_cast<char *>(static_cast<const char *>(address) - 1);
	Dl_info found;
	words words = {};

	if (__sanitizer_symbolize_pc) {
		__sanitizer_symbolize_pc(pc, "%f %S", words.text, sizeof(words.text));
		/* It may have found no symbolizer. */
		if (words.text[0] != '<')
			return words;
	}
	if (!dladdr(pc, &found) || !found.dli_fname) {
		snprintf(words.text, sizeof(words.text), "%p", address);
		return words;
	}

	const char *const slash = strrchr(found.dli_fname, '/');
	const char *const file = slash ? slash + 1 : found.dli_fname;
	const auto offset = [pc](const void *base) {
		return static_cast<unsigned long>(static_cast<char *>(pc) -
						  static_cast<const char *>(base));
	};

	if (found.dli_sname)
		snprintf(words.text, sizeof(words.text), "%s+%#lx [%s+%#lx]", found.dli_sname,
			 offset(found.dli_saddr), file, offset(found.dli_fbase));
	else
		snprintf(words.text, sizeof(words.text), "%s+%#lx", file, offset(found.dli_fbase));
	return words;
}

words tag(ULONG tag) noexcept
{
	words words = {};

	for (unsigned i = 0; i < 4; i++, tag >>= 8) {
		const char c = static_cast<char>(tag & 0xff);

		words.text[i] = c >= ' ' && c <= '~' ? c : '.';
	}
	return words;
}

} /* namespace host */
