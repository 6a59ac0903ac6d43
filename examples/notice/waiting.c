// SPDX-License-Identifier: GPL-2.0
/*
 * waiting.c - a program: how many reads of /dev/notice wait; or what another control code answers.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "notice.h"

int main(int count, char **words)
{
	unsigned long code = count > 1 ? strtoul(words[1], NULL, 0) : IOCTL_NOTICE_WAITING;
	unsigned int waiting;
	int device = open("/dev/notice", O_RDONLY);

	if (device < 0 || ioctl(device, code, &waiting)) {
		perror("/dev/notice");
		return 1;
	}
	printf("%u\n", waiting);
	return 0;
}
