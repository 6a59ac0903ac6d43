// SPDX-License-Identifier: GPL-2.0
/*
 * extensions.cpp - extensions of driver objects: found by driver and address, and gone with the driver.
 *
 *     extensions
 *
 * Exits with 1 where something else is so; what is not freed the sanitizer finds.
 */
#include <string.h>

#include "../../../module/io/driver_extension.hpp"
#include "stack.hpp"
#include "wdm/driver_extension.h"

int main()
{
	DRIVER_OBJECT drivers[2] = {};
	PVOID made[2][2], again;
	int ids[2];

	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++) {
			CLAIM(!IoGetDriverObjectExtension(&drivers[i], &ids[j]));
			CLAIM(IoAllocateDriverObjectExtension(&drivers[i], &ids[j], 100,
							      &made[i][j]) == STATUS_SUCCESS);
			for (int k = 0; k < 100; k++)
				CLAIM(!static_cast<char *>(made[i][j])[k]);
			memset(made[i][j], 'a', 100);
		}
	CLAIM(IoAllocateDriverObjectExtension(&drivers[0], &ids[1], 8, &again) ==
	      STATUS_OBJECT_NAME_COLLISION);
	CLAIM(!again);
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++)
			CLAIM(IoGetDriverObjectExtension(&drivers[i], &ids[j]) == made[i][j]);
	ntspin::free_driver_extensions(&drivers[0]);
	CLAIM(!IoGetDriverObjectExtension(&drivers[0], &ids[0]));
	CLAIM(!IoGetDriverObjectExtension(&drivers[0], &ids[1]));
	CLAIM(IoGetDriverObjectExtension(&drivers[1], &ids[0]) == made[1][0]);
	ntspin::free_driver_extensions(&drivers[1]);
	printf("4 extensions, %d wrong\n", wrong.load());
	return wrong != 0;
}
