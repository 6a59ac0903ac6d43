// SPDX-License-Identifier: GPL-2.0
/*
 * routine.c - what ntspin exports, by its name, as the kernel finds it for a module that is loaded.
 *
 * The kernel may have other symbols by such a name, which are none of Windows': what is found must
 * lie in ntspin. As a part of the kernel that cannot be told: there all that begins with a capital
 * is taken for Windows'.
 */
#include <linux/ctype.h>
#include <linux/module.h>

#include "../seam/page.h"
#include "host.h"

#ifdef CONFIG_MODULES

/* The driver is linked against ntspin, so it stays without a reference to it. */
PVOID ntspin_routine_named(const char *name)
{
	void *found = __symbol_get(name);

	if (!found)
		return NULL;
	__symbol_put(name);
#ifdef MODULE
	return within_module((unsigned long)found, THIS_MODULE) ? found : NULL;
#else
	return isupper(name[0]) ? found : NULL;
#endif
}

#else

PVOID ntspin_routine_named(const char *name)
{
	return NULL;
}

#endif
