// SPDX-License-Identifier: GPL-2.0
/*
 * io_timer_test.c - a device's timer: when its routine is called, and when no more; who hears of
 * the shutdown; extensions of driver objects; misuse.
 */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/string.h>

#include "context.h"
#include "misuses.h"
#include "ntspin/driver.h"
#include "requests.h"
#include "suites.h"

static DRIVER_OBJECT driver;
static PDEVICE_OBJECT device;

/* What the routine has seen. */
static struct {
	unsigned int called;
	PDEVICE_OBJECT device;
	PVOID context;
	KIRQL irql;
} ticked;

static VOID NTAPI tick(PDEVICE_OBJECT own, PVOID context)
{
	ticked.device = own;
	ticked.context = context;
	ticked.irql = KeGetCurrentIrql();
	WRITE_ONCE(ticked.called, ticked.called + 1);
}

static int make_device(struct kunit *test)
{
	memset(&ticked, 0, sizeof(ticked));
	memset(&driver, 0, sizeof(driver));
	device = new_device(&driver);
	return device ? 0 : -ENOMEM;
}

static void delete_device(struct kunit *test)
{
	IoDeleteDevice(device);
	expect_cpus_at_rest(test);
}

static unsigned int calls_within(unsigned int ms)
{
	unsigned int before = READ_ONCE(ticked.called);
	unsigned long end = jiffies + msecs_to_jiffies(ms);

	while (time_before(jiffies, end))
		msleep(20);
	return READ_ONCE(ticked.called) - before;
}

/* However late: a busy machine has no second. */
static bool is_called_again(void)
{
	unsigned int before = READ_ONCE(ticked.called), i;

	for (i = 0; i < 1500 && READ_ONCE(ticked.called) == before; i++)
		msleep(20);
	return READ_ONCE(ticked.called) != before;
}

static void it_runs_once_a_second(struct kunit *test)
{
	unsigned int blames = log_reports();
	ktime_t begun;

	KUNIT_EXPECT_EQ(test, IoInitializeTimer(device, tick, &driver), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, calls_within(1200), 0);
	/* By the clock that timers go by: of a busy machine jiffies may lag behind it. */
	begun = ktime_get();
	IoStartTimer(device);
	KUNIT_EXPECT_TRUE(test, is_called_again());
	KUNIT_EXPECT_TRUE(test, is_called_again());
	KUNIT_EXPECT_GE(test, ktime_ms_delta(ktime_get(), begun), 1980);
	KUNIT_EXPECT_TRUE(test, ticked.device == device);
	KUNIT_EXPECT_TRUE(test, ticked.context == &driver);
	KUNIT_EXPECT_EQ(test, ticked.irql, DISPATCH_LEVEL);
	IoStopTimer(device);
	KeFlushQueuedDpcs();
	KUNIT_EXPECT_EQ(test, calls_within(1200), 0);
	IoStartTimer(device);
	KUNIT_EXPECT_TRUE(test, is_called_again());
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

static void it_goes_with_its_device(struct kunit *test)
{
	PDEVICE_OBJECT other = new_device(&driver);

	KUNIT_ASSERT_NOT_NULL(test, other);
	IoInitializeTimer(other, tick, NULL);
	IoStartTimer(other);
	KUNIT_EXPECT_TRUE(test, is_called_again());
	IoDeleteDevice(other);
	KUNIT_EXPECT_EQ(test, calls_within(1200), 0);
}

static struct {
	bool done;
	bool is_there;
} deletion;

/* Too high, as reported; where it is no device any more, that would be reported, too. */
static VOID NTAPI delete_own(PDEVICE_OBJECT own, PVOID context)
{
	IoDeleteDevice(own);
	deletion.is_there = IoGetAttachedDevice(own) == own;
	WRITE_ONCE(deletion.done, true);
}

static void delete_by_its_routine(struct observer *obs)
{
	PDEVICE_OBJECT other;
	unsigned int i;

	memset(&deletion, 0, sizeof(deletion));
	IoCreateDevice(&driver, 0, NULL, 0x22, 0, FALSE, &other);
	IoInitializeTimer(other, delete_own, NULL);
	IoStartTimer(other);
	for (i = 0; i < 1500 && !READ_ONCE(deletion.done); i++)
		msleep(20);
	KeFlushQueuedDpcs();
	CLAIM(obs, deletion.done);
	CLAIM(obs, deletion.is_there);
	/* Whose deletion lets go of the other one. */
	IoInitializeTimer(device, tick, NULL);
	CLAIM_EQ(obs, driver.DeviceObject == device, true);
}

static void its_device_stays_until_its_routine_returns(struct kunit *test)
{
	static const struct misuse high = {
		"deleted", "IoDeleteDevice: IRQL is DISPATCH_LEVEL", "0xA)", delete_by_its_routine
	};

	commit_verified(test, &high);
	KUNIT_EXPECT_FALSE(test, log_says("IoGetAttachedDevice: it is NULL or no device", ""));
}

static NTSTATUS NTAPI hear(PDEVICE_OBJECT own, PIRP irp)
{
	ticked.called++;
	ticked.device = own;
	ticked.irql = KeGetCurrentIrql();
	return finish(irp, STATUS_SUCCESS);
}

static void it_hears_of_the_shutdown_once(struct kunit *test)
{
	unsigned int is_last, blames = log_reports();

	driver.MajorFunction[IRP_MJ_SHUTDOWN] = hear;
	for (is_last = 0; is_last < 2; is_last++) {
		ticked.called = 0;
		KUNIT_EXPECT_EQ(test,
				is_last ? IoRegisterLastChanceShutdownNotification(device) :
					  IoRegisterShutdownNotification(device),
				STATUS_SUCCESS);
		KUNIT_EXPECT_TRUE(test, device->Flags & DO_SHUTDOWN_REGISTERED);
		ntspin_shutdown();
		KUNIT_EXPECT_EQ(test, ticked.called, 1);
		KUNIT_EXPECT_TRUE(test, ticked.device == device);
		KUNIT_EXPECT_EQ(test, ticked.irql, PASSIVE_LEVEL);
		KUNIT_EXPECT_FALSE(test, device->Flags & DO_SHUTDOWN_REGISTERED);
		ntspin_shutdown();
		KUNIT_EXPECT_EQ(test, ticked.called, 1);
	}
	IoRegisterShutdownNotification(device);
	IoUnregisterShutdownNotification(device);
	ntspin_shutdown();
	KUNIT_EXPECT_EQ(test, ticked.called, 1);
	KUNIT_EXPECT_EQ(test, log_reports(), blames);
}

static NTSTATUS NTAPI allocate_and_fail(PDRIVER_OBJECT object, PUNICODE_STRING path)
{
	PVOID memory;

	IoAllocateDriverObjectExtension(object, &ticked, 40, &memory);
	return memory ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

static VOID NTAPI unload_nothing(PDRIVER_OBJECT object)
{
}

static void an_extension_goes_with_its_driver(struct kunit *test)
{
	UNICODE_STRING path = {};
	PVOID memory, again;

	KUNIT_ASSERT_EQ(test, IoAllocateDriverObjectExtension(&driver, &ticked, 40, &memory),
			STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, memchr_inv(memory, 0, 40));
	KUNIT_EXPECT_EQ(test, IoAllocateDriverObjectExtension(&driver, &ticked, 40, &again),
			STATUS_OBJECT_NAME_COLLISION);
	KUNIT_EXPECT_FALSE(test, again);
	KUNIT_EXPECT_TRUE(test, IoGetDriverObjectExtension(&driver, &ticked) == memory);
	KUNIT_EXPECT_FALSE(test, IoGetDriverObjectExtension(&driver, &driver));
	driver.DriverUnload = unload_nothing;
	ntspin_driver_unload(&driver);
	KUNIT_EXPECT_FALSE(test, IoGetDriverObjectExtension(&driver, &ticked));
	driver.DriverInit = allocate_and_fail;
	KUNIT_EXPECT_EQ(test, ntspin_driver_entry(&driver, &path), STATUS_UNSUCCESSFUL);
	KUNIT_EXPECT_FALSE(test, IoGetDriverObjectExtension(&driver, &ticked));
}

static void start_without_timer(struct observer *obs)
{
	CALLED(IoStartTimer(device));
}

static void stop_without_timer(struct observer *obs)
{
	CALLED(IoStopTimer(device));
}

static void initialize_twice(struct observer *obs)
{
	CLAIM_EQ(obs, IoInitializeTimer(device, tick, NULL), STATUS_SUCCESS);
	CLAIM_EQ(obs, IoInitializeTimer(device, tick, NULL), STATUS_INVALID_PARAMETER);
}

static void initialize_high(struct observer *obs)
{
	AT_DISPATCH()
		CLAIM_EQ(obs, IoInitializeTimer(device, tick, NULL), STATUS_SUCCESS);
}

static void stop_high(struct observer *obs)
{
	IoInitializeTimer(device, tick, NULL);
	AT_LEVEL(5)
		CALLED(IoStopTimer(device));
}

static VOID NTAPI stop_own(PDEVICE_OBJECT own, PVOID context)
{
	CALLED(IoStopTimer(own));
	WRITE_ONCE(ticked.called, ticked.called + 1);
}

static void stop_by_its_routine(struct observer *obs)
{
	IoInitializeTimer(device, stop_own, NULL);
	IoStartTimer(device);
	CLAIM(obs, is_called_again());
	KeFlushQueuedDpcs();
}

static void initialize_for_none(struct observer *obs)
{
	CLAIM_EQ(obs, IoInitializeTimer((PDEVICE_OBJECT)&driver, tick, NULL),
		 STATUS_INVALID_PARAMETER);
}

static void look_up_high(struct observer *obs)
{
	AT_LEVEL(5)
		CLAIM_EQ(obs, !IoGetDriverObjectExtension(&driver, &driver), true);
}

static void register_none(struct observer *obs)
{
	CLAIM_EQ(obs, IoRegisterShutdownNotification((PDEVICE_OBJECT)&driver),
		 STATUS_INVALID_PARAMETER);
}

static void register_high(struct observer *obs)
{
	AT_LEVEL(APC_LEVEL)
		CLAIM_EQ(obs, IoRegisterLastChanceShutdownNotification(device), STATUS_SUCCESS);
	IoUnregisterShutdownNotification(device);
}

static const struct misuse timer_misuses[] = {
	{ "started without one", "IoStartTimer: it has no timer", "nothing was done",
	  start_without_timer },
	{ "stopped without one", "IoStopTimer: it has no timer", "nothing was done",
	  stop_without_timer },
	{ "a second one", "IoInitializeTimer: it has a timer already", "nothing was done",
	  initialize_twice },
	{ "initialised too high", "IoInitializeTimer: IRQL is DISPATCH_LEVEL", "0xA)",
	  initialize_high },
	{ "stopped too high", "IoStopTimer: IRQL is DIRQL 5", "0xA)", stop_high },
	{ "stopped by its routine", "IoStopTimer: the timer's own routine calls it", "it was done",
	  stop_by_its_routine },
	{ "of no device", "IoInitializeTimer: it is NULL or no device", "0xC9/0x4)",
	  initialize_for_none },
	{ "no device for the shutdown", "IoRegisterShutdownNotification: it is NULL or no device",
	  "0xC9/0x4)", register_none },
	{ "registered too high", "IoRegisterLastChanceShutdownNotification: IRQL is APC_LEVEL",
	  "0xA)", register_high },
	{ "an extension too high", "IoGetDriverObjectExtension: IRQL is DIRQL 5", "0xA)",
	  look_up_high },
};

KUNIT_ARRAY_PARAM_DESC(misuses, timer_misuses, name);

SUITE(ntspin_io_timer, make_device, delete_device) = {
	KUNIT_CASE(it_runs_once_a_second),
	KUNIT_CASE(it_goes_with_its_device),
	KUNIT_CASE(its_device_stays_until_its_routine_returns),
	KUNIT_CASE(it_hears_of_the_shutdown_once),
	KUNIT_CASE(an_extension_goes_with_its_driver),
	KUNIT_CASE_PARAM(a_misuse_is_named, misuses_gen_params),
	{}
};
