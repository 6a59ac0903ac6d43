// SPDX-License-Identifier: GPL-2.0
/*
 * faults_call_sites.c - the same misuse at many call sites of a module, and in its init routine.
 */
#include <linux/delay.h>
#include <linux/init.h>

#include "misuses.h"

static noinline void err_in_text(void)
{
	CALLED(KeLowerIrql(HIGH_LEVEL));
}

static noinline void __init err_in_init(void)
{
	CALLED(KeLowerIrql(HIGH_LEVEL));
}

/* Their address, to compare a call site with one of before. */
static void __init err_by_module(void)
{
	pr_info("errs at %lx and %lx\n", (unsigned long)err_in_text, (unsigned long)err_in_init);
	err_in_text();
	err_in_init();
}

/* More call sites than are remembered. */
#define ERR CALLED(KeLowerIrql(HIGH_LEVEL))
#define ERR_4 do { ERR; ERR; ERR; ERR; } while (0)
#define ERR_16 do { ERR_4; ERR_4; ERR_4; ERR_4; } while (0)
#define ERR_64 do { ERR_16; ERR_16; ERR_16; ERR_16; } while (0)
#define ERR_256 do { ERR_64; ERR_64; ERR_64; ERR_64; } while (0)

static noinline void err_at_many_call_sites(void)
{
	ERR_256;
	ERR_256;
	ERR_256;
}

/* The last one comes when the others are reported: it is reported once, as any. */
static void err_everywhere(void)
{
	int i;

	err_at_many_call_sites();
	msleep(6 * MSEC_PER_SEC);
	for (i = 0; i < 5; i++)
		err_in_text();
}
