/* SPDX-License-Identifier: GPL-2.0 */
/*
 * edu.h - what the driver and its Linux side know of each other.
 */
#pragma once

#include <ntddk.h>

/* A number of 32 bits in, its factorial out: by its value, since Linux has no CTL_CODE. */
#define IOCTL_EDU_FACTORIAL 0x00226000

/* The device's extension. The resources, which IRP_MN_START_DEVICE brings, the Linux side sets. */
typedef struct _EDU {
	PUCHAR Registers;
	PKINTERRUPT Interrupt;
	LONG Causes; /* of interrupts, for the DPC */
} EDU, *PEDU;

/* A value of the registry: above it no factorial is computed. */
extern ULONG EduLargest;

KSERVICE_ROUTINE EduInterrupt;

/* IRP_MN_START_DEVICE, once the resources are there. */
NTSTATUS EduStart(_In_ PDEVICE_OBJECT DeviceObject);

/* IRP_MN_REMOVE_DEVICE: the device is quiet, so that its interrupt can be disconnected ... */
VOID EduStop(_In_ PDEVICE_OBJECT DeviceObject);

/* ... and then deleted. Its registers are unmapped after that: a DPC may still look at them. */
VOID EduRemove(_In_ PDEVICE_OBJECT DeviceObject);
