// SPDX-License-Identifier: GPL-2.0
/*
 * kinds.c - of <ntddk.h> alone: structures of PCI, processes, hooks and input devices, at Windows'
 * offsets; and what such a driver brings itself, since <ntifs.h> alone has it.
 */
#include <ntddk.h>
#include <ntddkbd.h>
#include <ntddmou.h>
#include <kbdmou.h>
#include <ntddvol.h>
#include <ntdddisk.h>
#include <csq.h>
#include <ntimage.h>

#define OFFSET(type, field, offset) C_ASSERT(FIELD_OFFSET(type, field) == (offset))
#define SIZE(type, size) C_ASSERT(sizeof(type) == (size))

/* As old drivers have it, which do without <ntifs.h>. */
typedef enum _TOKEN_TYPE {
	TokenPrimary = 1,
	TokenImpersonation
} TOKEN_TYPE;
typedef struct _TOKEN_SOURCE {
	CHAR SourceName[8];
	LUID SourceIdentifier;
} TOKEN_SOURCE;
typedef struct _SID_AND_ATTRIBUTES {
	PVOID Sid;
	ULONG Attributes;
} SID_AND_ATTRIBUTES;
typedef PVOID SID;

/* A name that headers of programs have as well. */
#undef DEVICE_TYPE
typedef enum _DEVICE_TYPE {
	none,
	some
} DEVICE_TYPE;
C_ASSERT(sizeof(SID) == 8 && sizeof(TOKEN_SOURCE) == 16 && TokenImpersonation == 2 && some == 1);

SIZE(PCI_COMMON_CONFIG, 256);
OFFSET(PCI_COMMON_CONFIG, BIST, 0x0f);
OFFSET(PCI_COMMON_CONFIG, u.type0.SubVendorID, 0x2c);
OFFSET(PCI_COMMON_CONFIG, u.type0.ROMBaseAddress, 0x30);
OFFSET(PCI_COMMON_CONFIG, u.type0.InterruptLine, 0x3c);
OFFSET(PCI_COMMON_CONFIG, u.type1.SecondaryBus, 0x19);
OFFSET(PCI_COMMON_CONFIG, u.type2.BridgeControl, 0x3e);
OFFSET(PCI_COMMON_CONFIG, DeviceSpecific, 0x40);
SIZE(PCI_SLOT_NUMBER, 4);
C_ASSERT(PCIConfiguration == 4 && PCI_INVALID_VENDORID == 0xffff && PCI_ENABLE_BUS_MASTER == 4);
C_ASSERT(LevelSensitive == 0 && Latched == 1 && InterruptActiveLow == 2);

SIZE(PROCESS_BASIC_INFORMATION, 0x30);
OFFSET(PROCESS_BASIC_INFORMATION, UniqueProcessId, 0x20);
SIZE(IO_COUNTERS, 0x30);
C_ASSERT(SECTION_ALL_ACCESS == 0xf001f);
SIZE(RTL_BALANCED_NODE *, 8);
SIZE(RTL_RUN_ONCE *, 8);
C_ASSERT(MM_MAXIMUM_DISK_IO_SIZE == 0x10000 && DUPLICATE_SAME_ACCESS == 2);
SIZE(PPEB, 8);

SIZE(IMAGE_INFO, 0x28);
OFFSET(IMAGE_INFO, ImageSize, 0x18);
C_ASSERT(RegNtPreSetValueKey == 1 && RegNtPostOpenKeyEx == 29);
SIZE(REG_SET_VALUE_KEY_INFORMATION, 0x40);
OFFSET(REG_SET_VALUE_KEY_INFORMATION, CallContext, 0x28);
SIZE(REG_QUERY_VALUE_KEY_INFORMATION, 0x48);
SIZE(REG_QUERY_MULTIPLE_VALUE_KEY_INFORMATION, 0x48);
OFFSET(REG_POST_OPERATION_INFORMATION, PreInformation, 0x10);
SIZE(REG_CREATE_KEY_INFORMATION, 0x70);
SIZE(OB_PRE_OPERATION_INFORMATION, 0x28);
OFFSET(OB_PRE_OPERATION_INFORMATION, Parameters, 0x20);
OFFSET(OB_POST_OPERATION_INFORMATION, ReturnStatus, 0x20);
SIZE(OB_OPERATION_REGISTRATION, 0x20);
OFFSET(OB_CALLBACK_REGISTRATION, Altitude, 8);
SIZE(OB_PRE_DUPLICATE_HANDLE_INFORMATION, 0x18);

SIZE(KEYBOARD_INPUT_DATA, 12);
SIZE(KEYBOARD_ATTRIBUTES, 28);
SIZE(MOUSE_INPUT_DATA, 24);
OFFSET(MOUSE_INPUT_DATA, LastX, 12);
SIZE(CONNECT_DATA, 16);

SIZE(DISK_EXTENT, 0x18);
OFFSET(VOLUME_DISK_EXTENTS, Extents, 8);
SIZE(PARTITION_INFORMATION_EX, 0x90);
OFFSET(PARTITION_INFORMATION_EX, Gpt.Name, 0x48);
SIZE(DRIVE_LAYOUT_INFORMATION_EX, 0xc0);
OFFSET(DRIVE_LAYOUT_INFORMATION_EX, PartitionEntry, 0x30);

SIZE(IMAGE_NT_HEADERS, 264);
OFFSET(IMAGE_NT_HEADERS64, OptionalHeader.DataDirectory, 0x88);
OFFSET(IMAGE_NT_HEADERS32, OptionalHeader.ImageBase, 0x34);
OFFSET(IMAGE_SECTION_HEADER, Characteristics, 36);
OFFSET(IMAGE_EXPORT_DIRECTORY, AddressOfNameOrdinals, 36);
C_ASSERT(IMAGE_DIRECTORY_ENTRY_IAT == 12 && IMAGE_NT_OPTIONAL_HDR64_MAGIC == 0x20b);
