/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pci.h - the configuration space of a device on PCI: its layout. Who reads it is the Linux side.
 */
#ifndef NTSPIN_WDM_PCI_H
#define NTSPIN_WDM_PCI_H

#include "../ntdef.h"

EXTERN_C_START

typedef enum _BUS_DATA_TYPE {
	ConfigurationSpaceUndefined = -1,
	Cmos,
	EisaConfiguration,
	Pos,
	CbusConfiguration,
	PCIConfiguration,
	VMEConfiguration,
	NuBusConfiguration,
	PCMCIAConfiguration,
	MPIConfiguration,
	MPSAConfiguration,
	PNPISAConfiguration,
	SgiInternalConfiguration,
	MaximumBusDataType
} BUS_DATA_TYPE, *PBUS_DATA_TYPE;

typedef struct _PCI_SLOT_NUMBER {
	union {
		struct {
			ULONG DeviceNumber : 5;
			ULONG FunctionNumber : 3;
			ULONG Reserved : 24;
		} bits;
		ULONG AsULONG;
	} u;
} PCI_SLOT_NUMBER, *PPCI_SLOT_NUMBER;

#define PCI_TYPE0_ADDRESSES 6
#define PCI_TYPE1_ADDRESSES 2
#define PCI_TYPE2_ADDRESSES 5

/* Of devices, of bridges from PCI to PCI, and of those to cards. */
#define NTSPIN_PCI_HEADER							\
	USHORT VendorID;							\
	USHORT DeviceID;							\
	USHORT Command;								\
	USHORT Status;								\
	UCHAR RevisionID;							\
	UCHAR ProgIf;								\
	UCHAR SubClass;								\
	UCHAR BaseClass;							\
	UCHAR CacheLineSize;							\
	UCHAR LatencyTimer;							\
	UCHAR HeaderType;							\
	UCHAR BIST;								\
	union {									\
		struct {							\
			ULONG BaseAddresses[PCI_TYPE0_ADDRESSES];		\
			ULONG CIS;						\
			USHORT SubVendorID;					\
			USHORT SubSystemID;					\
			ULONG ROMBaseAddress;					\
			UCHAR CapabilitiesPtr;					\
			UCHAR Reserved1[3];					\
			ULONG Reserved2;					\
			UCHAR InterruptLine;					\
			UCHAR InterruptPin;					\
			UCHAR MinimumGrant;					\
			UCHAR MaximumLatency;					\
		} type0;							\
		struct {							\
			ULONG BaseAddresses[PCI_TYPE1_ADDRESSES];		\
			UCHAR PrimaryBus;					\
			UCHAR SecondaryBus;					\
			UCHAR SubordinateBus;					\
			UCHAR SecondaryLatency;					\
			UCHAR IOBase;						\
			UCHAR IOLimit;						\
			USHORT SecondaryStatus;					\
			USHORT MemoryBase;					\
			USHORT MemoryLimit;					\
			USHORT PrefetchBase;					\
			USHORT PrefetchLimit;					\
			ULONG PrefetchBaseUpper32;				\
			ULONG PrefetchLimitUpper32;				\
			USHORT IOBaseUpper16;					\
			USHORT IOLimitUpper16;					\
			UCHAR CapabilitiesPtr;					\
			UCHAR Reserved1[3];					\
			ULONG ROMBaseAddress;					\
			UCHAR InterruptLine;					\
			UCHAR InterruptPin;					\
			USHORT BridgeControl;					\
		} type1;							\
		struct {							\
			ULONG SocketRegistersBaseAddress;			\
			UCHAR CapabilitiesPtr;					\
			UCHAR Reserved;						\
			USHORT SecondaryStatus;					\
			UCHAR PrimaryBus;					\
			UCHAR SecondaryBus;					\
			UCHAR SubordinateBus;					\
			UCHAR SecondaryLatency;					\
			struct {						\
				ULONG Base;					\
				ULONG Limit;					\
			} Range[PCI_TYPE2_ADDRESSES - 1];			\
			UCHAR InterruptLine;					\
			UCHAR InterruptPin;					\
			USHORT BridgeControl;					\
		} type2;							\
	} u;

typedef struct _PCI_COMMON_HEADER {
	NTSPIN_PCI_HEADER
} PCI_COMMON_HEADER, *PPCI_COMMON_HEADER;

/* With what only the device's own driver knows of. */
typedef struct _PCI_COMMON_CONFIG {
	NTSPIN_PCI_HEADER
	UCHAR DeviceSpecific[192];
} PCI_COMMON_CONFIG, *PPCI_COMMON_CONFIG;

C_ASSERT(sizeof(PCI_COMMON_HEADER) == 64);
C_ASSERT(sizeof(PCI_COMMON_CONFIG) == 256);

#define PCI_COMMON_HDR_LENGTH (FIELD_OFFSET(PCI_COMMON_CONFIG, DeviceSpecific))
#define PCI_EXTENDED_CONFIG_LENGTH 0x1000
#define PCI_MAX_DEVICES 32
#define PCI_MAX_FUNCTION 8
#define PCI_MAX_BRIDGE_NUMBER 0xFF
#define PCI_INVALID_VENDORID 0xFFFF
#define PCI_WHICHSPACE_CONFIG 0x0
#define PCI_WHICHSPACE_ROM 0x52696350

/* In HeaderType. */
#define PCI_MULTIFUNCTION 0x80
#define PCI_DEVICE_TYPE 0x00
#define PCI_BRIDGE_TYPE 0x01
#define PCI_CARDBUS_BRIDGE_TYPE 0x02
#define PCI_CONFIGURATION_TYPE(data) (((PPCI_COMMON_CONFIG)(data))->HeaderType & ~PCI_MULTIFUNCTION)
#define PCI_MULTIFUNCTION_DEVICE(data) \
	((((PPCI_COMMON_CONFIG)(data))->HeaderType & PCI_MULTIFUNCTION) != 0)

/* In Command, and in Status. */
#define PCI_ENABLE_IO_SPACE 0x0001
#define PCI_ENABLE_MEMORY_SPACE 0x0002
#define PCI_ENABLE_BUS_MASTER 0x0004
#define PCI_ENABLE_SPECIAL_CYCLES 0x0008
#define PCI_ENABLE_WRITE_AND_INVALIDATE 0x0010
#define PCI_ENABLE_PARITY 0x0040
#define PCI_ENABLE_SERR 0x0100
#define PCI_ENABLE_FAST_BACK_TO_BACK 0x0200
#define PCI_DISABLE_LEVEL_INTERRUPT 0x0400
#define PCI_STATUS_INTERRUPT_PENDING 0x0008
#define PCI_STATUS_CAPABILITIES_LIST 0x0010
#define PCI_STATUS_66MHZ_CAPABLE 0x0020
#define PCI_STATUS_FAST_BACK_TO_BACK 0x0080
#define PCI_STATUS_DATA_PARITY_DETECTED 0x0100
#define PCI_STATUS_DEVSEL 0x0600
#define PCI_STATUS_SIGNALED_TARGET_ABORT 0x0800
#define PCI_STATUS_RECEIVED_TARGET_ABORT 0x1000
#define PCI_STATUS_RECEIVED_MASTER_ABORT 0x2000
#define PCI_STATUS_SIGNALED_SYSTEM_ERROR 0x4000
#define PCI_STATUS_DETECTED_PARITY_ERROR 0x8000

#define PCI_CAPABILITY_ID_POWER_MANAGEMENT 0x01
#define PCI_CAPABILITY_ID_AGP 0x02
#define PCI_CAPABILITY_ID_VPD 0x03
#define PCI_CAPABILITY_ID_MSI 0x05
#define PCI_CAPABILITY_ID_PCIX 0x07
#define PCI_CAPABILITY_ID_HYPERTRANSPORT 0x08
#define PCI_CAPABILITY_ID_VENDOR_SPECIFIC 0x09
#define PCI_CAPABILITY_ID_PCI_EXPRESS 0x10
#define PCI_CAPABILITY_ID_MSIX 0x11

typedef struct _PCI_CAPABILITIES_HEADER {
	UCHAR CapabilityID;
	UCHAR Next;
} PCI_CAPABILITIES_HEADER, *PPCI_CAPABILITIES_HEADER;

EXTERN_C_END

#endif
