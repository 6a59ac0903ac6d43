// SPDX-License-Identifier: GPL-2.0
/*
 * lookalikes_freed.c - memory is freed with a timer or a DPC in it that nobody will come to.
 */
#include <linux/slab.h>

#include "misuses.h"

struct object {
	KTIMER timer;
	KDPC dpc;
};

static VOID do_nothing(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
}

static struct object *make_object(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return NULL;
	KeInitializeTimer(&object->timer);
	KeInitializeDpc(&object->dpc, do_nothing, NULL);
	return object;
}

static void set(struct object *object, LONGLONG due)
{
	LARGE_INTEGER when = { .QuadPart = due };

	KeSetTimer(&object->timer, when, &object->dpc);
}

#define IN_AN_HOUR (-3600 * 10000000LL)

void free_cancelled_timer(struct observer *obs)
{
	struct object *object = make_object();

	if (!object)
		return;
	set(object, IN_AN_HOUR);
	CLAIM(obs, KeCancelTimer(&object->timer));
	kfree(object);
}

/* At once: its DPC has run when the call returns. */
void free_due_timer(struct observer *obs)
{
	struct object *object = make_object();

	if (!object)
		return;
	set(object, 0);
	CLAIM(obs, KeReadStateTimer(&object->timer));
	kfree(object);
}

void free_dpc_that_ran(struct observer *obs)
{
	struct object *object = make_object();

	if (!object)
		return;
	CLAIM(obs, KeInsertQueueDpc(&object->dpc, NULL, NULL));
	kfree(object);
}

void free_removed_dpc(struct observer *obs)
{
	struct object *object = make_object();
	KIRQL old;

	if (!object)
		return;
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	CLAIM(obs, KeInsertQueueDpc(&object->dpc, NULL, NULL));
	CLAIM(obs, KeRemoveQueueDpc(&object->dpc));
	KeLowerIrql(old);
	kfree(object);
}

/* Of many that lie side by side each second one goes, while the others are set. */
void free_beside_timers(struct observer *obs)
{
	struct object *objects[64];
	int i;

	for (i = 0; i < ARRAY_SIZE(objects); i++) {
		objects[i] = make_object();
		if (objects[i] && i % 2)
			set(objects[i], IN_AN_HOUR);
	}
	for (i = 0; i < ARRAY_SIZE(objects); i += 2)
		kfree(objects[i]);
	for (i = 1; i < ARRAY_SIZE(objects); i += 2) {
		if (!objects[i])
			continue;
		obs->row = i;
		CLAIM(obs, KeCancelTimer(&objects[i]->timer));
		kfree(objects[i]);
	}
}
