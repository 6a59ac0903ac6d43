// SPDX-License-Identifier: GPL-2.0
/*
 * published.c - a driver's source that hands data over without a lock, as drivers for x64 do: by a
 * volatile flag, by a barrier, and by a pointer that is read without a fence.
 */
#include <wdm.h>

#include "published.h"

static ULONG data;
static volatile BOOLEAN is_there;

static ULONG behind;
static LONG barred;

static struct node {
	struct node *Next;
	ULONG Value;
} nodes[COUNT], *first;

VOID PublishByFlag(ULONG Value)
{
	data = Value;
	is_there = TRUE;
}

ULONG TakeByFlag(VOID)
{
	while (!is_there)
		YieldProcessor();
	return data;
}

VOID PublishByBarrier(ULONG Value)
{
	behind = Value;
	KeMemoryBarrier();
	WriteNoFence(&barred, TRUE);
}

ULONG TakeByBarrier(VOID)
{
	while (!ReadNoFence(&barred))
		YieldProcessor();
	KeMemoryBarrier();
	return behind;
}

ULONG GoOnBehindBreakPoints(VOID)
{
	ULONG reached = 0;

	reached = (DbgBreakPoint(), reached + 1);
	reached = (DbgRaiseAssertionFailure(), reached + 1);
	return reached;
}

/* Of the int that is missing here, and is not returned, Microsoft's compiler warns. */
static ForgetNodes(VOID)
{
	WritePointerNoFence((PVOID *)&first, NULL);
}

VOID PublishNodes(VOID)
{
	ForgetNodes();
	for (ULONG i = 0; i < COUNT; i++) {
		nodes[i].Value = i;
		nodes[i].Next = first;
		WritePointerRelease((PVOID *)&first, &nodes[i]);
	}
}

ULONG SumOfNodes(VOID)
{
	struct node *node = ReadPointerNoFence((PVOID *)&first);
	ULONG sum = 0;

	for (; node; node = ReadPointerNoFence((PVOID *)&node->Next))
		sum += node->Value;
	return sum;
}
