// SPDX-License-Identifier: GPL-2.0
/*
 * routine.c - what ntspin exports, by its name, as the kernel finds it for a module that is loaded.
 *
 * The kernel may have other symbols by such a name, which are none of Windows': what is found must
 * lie in ntspin, or, where that is a part of the kernel, is taken for it. For no name but one as
 * Windows' are is the kernel asked, which warns of some of its own.
 */
#include <linux/ctype.h>
#include <linux/module.h>

#include "../seam/page.h"
#include "host.h"

#ifdef CONFIG_MODULES

/* DbgPrintEx, vDbgPrintEx. */
static bool is_as_windows(const char *name)
{
	return isupper(name[0]) || (name[0] == 'v' && isupper(name[1]));
}

/* The driver is linked against ntspin, so it stays without a reference to it. */
PVOID ntspin_routine_named(const char *name)
{
	void *found = is_as_windows(name) ? __symbol_get(name) : NULL;

	if (!found)
		return NULL;
	__symbol_put(name);
#ifdef MODULE
	return within_module((unsigned long)found, THIS_MODULE) ? found : NULL;
#else
	return found;
#endif
}

#else

PVOID ntspin_routine_named(const char *name)
{
	return NULL;
}

#endif
