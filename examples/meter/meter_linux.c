// SPDX-License-Identifier: GPL-2.0
/*
 * meter_linux.c - the Linux side: what the driver has counted, in /sys/module/meter/parameters/.
 */
#include <linux/module.h>

#include "flow.h"

static int show_totals(char *buffer, const struct kernel_param *param)
{
	FLOW_TOTALS totals;

	FlowTotals(&totals);
	return sysfs_emit(buffer, "%llu packets, %llu bytes, %u sources, %u violations\n",
			  totals.Packets, totals.Bytes, totals.Sources, totals.Violations);
}

static const struct kernel_param_ops totals_ops = { .get = show_totals };

module_param_cb(totals, &totals_ops, NULL, 0444);
MODULE_PARM_DESC(totals, "what was seen until now");
