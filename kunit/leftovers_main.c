// SPDX-License-Identifier: GPL-2.0
/*
 * leftovers_main.c - ntspin_leftovers.ko: a driver that goes and leaves something behind.
 *
 * What lies in heap memory is never freed: it is there whatever becomes of the module.
 */
#define pr_fmt(fmt) "ntspin_leftovers: " fmt

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "ntspin/interrupt.h"

#define MS (-10000LL)	/* a due time, from now on, in units of 100 ns */
#define HOUR (3600 * 1000 * MS)
#define SINCE_1601 0x7000000000000000LL	/* far away by the system's clock */

static char *what = "nothing";
module_param(what, charp, 0444);
MODULE_PARM_DESC(what, "what is left: see the table");
static bool heap;
module_param(heap, bool, 0444);
MODULE_PARM_DESC(heap, "DPCs and timers lie in heap memory, not in the module");
static bool fail;
module_param(fail, bool, 0444);
MODULE_PARM_DESC(fail, "its init routine fails, and cleans nothing up");

struct objects {
	KDPC dpcs[2];
	KTIMER timer;
	ULONG_PTR work[16];
	ERESOURCE resource;
	PVOID contiguous;
};

static struct objects in_module;
static struct objects *objects = &in_module;

static CCHAR after(CCHAR processor)
{
	ULONG count = KeQueryActiveProcessorCount(NULL);

	return (processor + 1) % count;
}

/* Not this one, where what is queued runs at once. */
static CCHAR next_processor(void)
{
	return after(KeGetCurrentProcessorNumberEx(NULL));
}

static void set_timer(LONGLONG due, LONG period, PKDPC dpc)
{
	LARGE_INTEGER at = { .QuadPart = due };

	KeSetTimerEx(&objects->timer, at, period, dpc);
}

static void use_dpc(unsigned int i, PKDEFERRED_ROUTINE routine, CCHAR processor)
{
	KeInitializeDpc(&objects->dpcs[i], routine, &objects->dpcs[!i]);
	KeSetTargetProcessorDpc(&objects->dpcs[i], processor);
}

static VOID NTAPI do_nothing(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
}

static VOID NTAPI take_long(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	mdelay(20);
}

static VOID NTAPI say_that_it_ran(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	pr_info("what was queued at the end ran\n");
}

/* Nothing is left: what is queued when a driver goes runs before that. */
static void queue_at_end(void)
{
	CCHAR processor = next_processor();

	use_dpc(0, take_long, processor);
	use_dpc(1, say_that_it_ran, processor);
	KeInsertQueueDpc(&objects->dpcs[0], NULL, NULL);
	KeInsertQueueDpc(&objects->dpcs[1], NULL, NULL);
}

static VOID NTAPI queue_itself(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	udelay(5);
	KeInsertQueueDpc(dpc, NULL, NULL);
}

static void queue_for_ever(void)
{
	use_dpc(0, queue_itself, next_processor());
	KeInsertQueueDpc(&objects->dpcs[0], NULL, NULL);
}

static VOID NTAPI queue_other(PKDPC dpc, PVOID other, PVOID unused1, PVOID unused2)
{
	udelay(5);
	KeInsertQueueDpc(other, NULL, NULL);
}

/* Two processors throw it to and fro. */
static void queue_each_other(void)
{
	CCHAR processor = next_processor();

	use_dpc(0, queue_other, processor);
	use_dpc(1, queue_other, after(processor));
	KeInsertQueueDpc(&objects->dpcs[0], NULL, NULL);
}

/* As a rule it is running when somebody looks: then neither is the timer set nor the DPC queued. */
static VOID NTAPI set_timer_again(PKDPC dpc, PVOID context, PVOID unused1, PVOID unused2)
{
	mdelay(1);
	set_timer(MS / 5, 0, dpc);
}

static void set_for_ever(void)
{
	use_dpc(0, set_timer_again, next_processor());
	set_timer(MS / 5, 0, &objects->dpcs[0]);
}

static void set_periodic(void)
{
	use_dpc(0, do_nothing, next_processor());
	set_timer(MS, 1, &objects->dpcs[0]);
}

static void set_far_away(void)
{
	use_dpc(0, do_nothing, next_processor());
	set_timer(HOUR, 0, &objects->dpcs[0]);
}

static void set_by_system_time(void)
{
	use_dpc(0, do_nothing, next_processor());
	set_timer(SINCE_1601, 0, &objects->dpcs[0]);
}

/* In heap memory it is nobody's. */
static void set_without_dpc(void)
{
	set_timer(MS, 1, NULL);
}

static VOID NTAPI do_nothing_again(PEX_TIMER timer, PVOID context)
{
}

/* It is in ntspin's memory; what it calls is the driver's, or who has allocated it. */
static void set_allocated(void)
{
	ExSetTimer(ExAllocateTimer(heap ? NULL : do_nothing_again, NULL, 0), MS / 2, 10000, NULL);
}

/* Not cancelled, it is set for an hour more. */
static void delete_allocated(void)
{
	PEX_TIMER timer = ExAllocateTimer(do_nothing_again, NULL, 0);

	ExSetTimer(timer, HOUR, 0, NULL);
	ExDeleteTimer(timer, FALSE, FALSE, NULL);
}

static BOOLEAN NTAPI serve(PKINTERRUPT interrupt, PVOID context)
{
	return TRUE;
}

/*
 * A line without a device. It stays, since nobody knows when it could be freed; and it is not this
 * module's, or that could not go while it is connected.
 */
static void connect_interrupt(void)
{
	struct ntspin_interrupt_params params = {
		.irq = __irq_alloc_descs(-1, 0, 1, 0, NULL, NULL),
		.name = "ntspin_leftovers",
		.dirql = 5,
		.service_routine = serve,
	};
	PKINTERRUPT interrupt;

	irq_set_chip_and_handler(params.irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(params.irq, IRQ_NOREQUEST);
	if (ntspin_interrupt_connect(&params, &interrupt))
		pr_info("no interrupt\n");
}

static VOID NTAPI hear_of_processor(PVOID context, PKE_PROCESSOR_CHANGE_NOTIFY_CONTEXT change,
				    PNTSTATUS status)
{
}

static void register_callback(void)
{
	if (!KeRegisterProcessorChangeCallback(hear_of_processor, NULL, 0))
		pr_info("no processor callback\n");
}

static void forget_resource(void)
{
	ExInitializeResourceLite(&objects->resource);
	ExAcquireResourceSharedLite(&objects->resource, TRUE);
	ExReleaseResourceLite(&objects->resource);
}

static unsigned int rounds;

/* Two tags at one call site are kept apart; what is freed is not left. */
static noinline void allocate_and_forget(void)
{
	ULONG tag = rounds++ % 2 ? 0x746c6552 : 0x7466654c;	/* "Relt", "Left" */
	void *freed = ExAllocatePool2(POOL_FLAG_NON_PAGED, 50, tag);

	ExAllocatePool2(POOL_FLAG_PAGED, 100, tag);
	ExFreePoolWithTag(freed, tag);
}

static void forget_pool(void)
{
	unsigned int i;

	for (i = 0; i < 6; i++)
		allocate_and_forget();
}

static bool told;
static PVOID thread;

/* It ends a while after it was told to, which is in code of this module. */
static VOID NTAPI linger(PVOID context)
{
	LARGE_INTEGER while_ago = { .QuadPart = 50 * MS };

	do {
		KeDelayExecutionThread(KernelMode, FALSE, &while_ago);
	} while (!READ_ONCE(told));
	KeDelayExecutionThread(KernelMode, FALSE, &while_ago);
	pr_info("the thread that lingered ends\n");
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static void begin_thread(void)
{
	HANDLE handle;

	if (PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, linger, NULL))
		return;
	ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &thread,
				  NULL);
	ZwClose(handle);
}

static void tell_thread(void)
{
	WRITE_ONCE(told, true);
}

/* Nothing is left. */
static void await_thread(void)
{
	tell_thread();
	KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
	ObDereferenceObject(thread);
}

static PIO_WORKITEM work_item(void)
{
	PIO_WORKITEM item = (PIO_WORKITEM)&objects->work;

	IoInitializeWorkItem(THIS_MODULE, item);
	return item;
}

/* What it waits for is the driver's own, and to run still. */
static VOID NTAPI work_long(PDEVICE_OBJECT device, PVOID context)
{
	set_timer(100 * MS, 0, NULL);
	KeWaitForSingleObject(&objects->timer, Executive, KernelMode, FALSE, NULL);
	pr_info("what ran at the end has ended\n");
}

static VOID NTAPI work_again(PVOID device, PVOID context, PIO_WORKITEM item)
{
	usleep_range(500, 1000);
	IoQueueWorkItemEx(item, work_again, DelayedWorkQueue, NULL);
}

static void queue_work_at_end(void)
{
	IoQueueWorkItem(work_item(), work_long, DelayedWorkQueue, NULL);
}

static void queue_work_for_ever(void)
{
	IoQueueWorkItemEx(work_item(), work_again, DelayedWorkQueue, NULL);
}

static void forget_devices(void)
{
	static DRIVER_OBJECT driver;
	UNICODE_STRING name, link;
	PDEVICE_OBJECT device;

	RtlInitUnicodeString(&name, L"\\Device\\left");
	RtlInitUnicodeString(&link, L"\\DosDevices\\left");
	IoCreateDevice(&driver, 40, &name, 0x22, 0, FALSE, &device);
	IoCreateSymbolicLink(&link, &name);
}

static VOID NTAPI hear_nothing(PVOID context, PVOID first, PVOID second)
{
}

/* No last step: it is this routine that has called. */
static void forget_contiguous(void)
{
	objects->contiguous =
		MmAllocateContiguousMemory(4096, (PHYSICAL_ADDRESS){ .QuadPart = -1 });
}

static void forget_callback(void)
{
	UNICODE_STRING name;
	OBJECT_ATTRIBUTES attributes;
	PCALLBACK_OBJECT object;

	RtlInitUnicodeString(&name, L"\\Callback\\left");
	InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE, NULL, NULL);
	ExCreateCallback(&object, &attributes, TRUE, FALSE);
	ExRegisterCallback(object, hear_nothing, NULL);
}

static const struct {
	const char *name;
	void (*begin)(void);
	void (*end)(void);
} kinds[] = {
	{ "nothing" },
	{ "dpc_at_end", .end = queue_at_end },
	{ "dpc_for_ever", .begin = queue_for_ever },
	{ "dpcs_of_each_other", .begin = queue_each_other },
	{ "timer_for_ever", .begin = set_for_ever },
	{ "timer_periodic", .begin = set_periodic },
	{ "timer_far_away", .begin = set_far_away },
	{ "timer_at_end", .end = set_far_away },
	{ "timer_by_system_time", .begin = set_by_system_time },
	{ "timer_without_dpc", .begin = set_without_dpc },
	{ "timer_allocated", .begin = set_allocated },
	{ "timer_deleted_but_set", .end = delete_allocated },
	{ "interrupt", .begin = connect_interrupt },
	{ "processor_callback", .begin = register_callback },
	{ "processor_callback_at_end", .end = register_callback },
	{ "resource", .begin = forget_resource },
	{ "resource_in_init" },
	{ "pool", .begin = forget_pool },
	{ "pool_at_end", .end = forget_pool },
	{ "pool_in_init" },
	{ "thread", .begin = begin_thread, .end = tell_thread },
	{ "thread_awaited", .begin = begin_thread, .end = await_thread },
	{ "device", .begin = forget_devices },
	{ "callback", .begin = forget_callback },
	{ "contiguous", .begin = forget_contiguous },
	{ "contiguous_in_init" },
	{ "timer_in_init" },
	{ "work_at_end", .end = queue_work_at_end },
	{ "work_for_ever", .begin = queue_work_for_ever },
};

static unsigned int kind;

static int __init leftovers_init(void)
{
	while (kind < ARRAY_SIZE(kinds) && strcmp(kinds[kind].name, what))
		kind++;
	if (kind == ARRAY_SIZE(kinds))
		return -EINVAL;
	if (heap)
		objects = kzalloc(sizeof(*objects), GFP_KERNEL);
	if (!objects)
		return -ENOMEM;
	KeInitializeTimer(&objects->timer);
	if (IoSizeofWorkItem() > sizeof(objects->work))
		return -EINVAL;
	/* Here, in code that is gone when the module is loaded. */
	if (!strcmp(what, "pool_in_init"))
		ExAllocatePool2(POOL_FLAG_PAGED, 100, 0x74696e49);	/* "Init" */
	if (!strcmp(what, "timer_in_init"))
		ExSetTimer(ExAllocateTimer(NULL, NULL, 0), HOUR, 0, NULL);
	if (!strcmp(what, "contiguous_in_init"))
		objects->contiguous =
			MmAllocateContiguousMemory(4096, (PHYSICAL_ADDRESS){ .QuadPart = -1 });
	if (!strcmp(what, "resource_in_init"))
		ExInitializeResourceLite(&objects->resource);
	if (kinds[kind].begin)
		kinds[kind].begin();
	return fail ? -EIO : 0;
}
module_init(leftovers_init);

static void __exit leftovers_exit(void)
{
	if (kinds[kind].end)
		kinds[kind].end();
}
module_exit(leftovers_exit);

MODULE_DESCRIPTION("A driver that leaves something behind: a DPC, a timer, a thread, pool, ...");
MODULE_LICENSE("GPL");
