/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ntddscsi.h - requests that reach a disk's controller as they are: SCSI's and ATA's.
 */
#ifndef NTSPIN_NTDDSCSI_H
#define NTSPIN_NTDDSCSI_H

#include "devioctl.h"
#include "ntdef.h"

EXTERN_C_START

#define IOCTL_SCSI_BASE FILE_DEVICE_CONTROLLER
#define NTSPIN_SCSI(function, access) CTL_CODE(IOCTL_SCSI_BASE, function, METHOD_BUFFERED, access)
#define NTSPIN_SCSI_BOTH(function) NTSPIN_SCSI(function, FILE_READ_ACCESS | FILE_WRITE_ACCESS)

#define IOCTL_SCSI_PASS_THROUGH NTSPIN_SCSI_BOTH(0x401)
#define IOCTL_SCSI_PASS_THROUGH_DIRECT NTSPIN_SCSI_BOTH(0x405)
#define IOCTL_SCSI_MINIPORT NTSPIN_SCSI_BOTH(0x402)
#define IOCTL_ATA_PASS_THROUGH NTSPIN_SCSI_BOTH(0x40b)
#define IOCTL_ATA_PASS_THROUGH_DIRECT NTSPIN_SCSI_BOTH(0x40c)
#define IOCTL_IDE_PASS_THROUGH NTSPIN_SCSI_BOTH(0x40a)
#define IOCTL_SCSI_GET_INQUIRY_DATA NTSPIN_SCSI(0x403, FILE_ANY_ACCESS)
#define IOCTL_SCSI_GET_CAPABILITIES NTSPIN_SCSI(0x404, FILE_ANY_ACCESS)
#define IOCTL_SCSI_GET_ADDRESS NTSPIN_SCSI(0x406, FILE_ANY_ACCESS)
#define IOCTL_SCSI_RESCAN_BUS NTSPIN_SCSI(0x407, FILE_ANY_ACCESS)

#define SCSI_IOCTL_DATA_OUT 0
#define SCSI_IOCTL_DATA_IN 1
#define SCSI_IOCTL_DATA_UNSPECIFIED 2

/* Data lies behind it, at an offset; or elsewhere. */
typedef struct _SCSI_PASS_THROUGH {
	USHORT Length;
	UCHAR ScsiStatus;
	UCHAR PathId;
	UCHAR TargetId;
	UCHAR Lun;
	UCHAR CdbLength;
	UCHAR SenseInfoLength;
	UCHAR DataIn;
	ULONG DataTransferLength;
	ULONG TimeOutValue;
	ULONG_PTR DataBufferOffset;
	ULONG SenseInfoOffset;
	UCHAR Cdb[16];
} SCSI_PASS_THROUGH, *PSCSI_PASS_THROUGH;

typedef struct _SCSI_PASS_THROUGH_DIRECT {
	USHORT Length;
	UCHAR ScsiStatus;
	UCHAR PathId;
	UCHAR TargetId;
	UCHAR Lun;
	UCHAR CdbLength;
	UCHAR SenseInfoLength;
	UCHAR DataIn;
	ULONG DataTransferLength;
	ULONG TimeOutValue;
	PVOID DataBuffer;
	ULONG SenseInfoOffset;
	UCHAR Cdb[16];
} SCSI_PASS_THROUGH_DIRECT, *PSCSI_PASS_THROUGH_DIRECT;

typedef struct _ATA_PASS_THROUGH_EX {
	USHORT Length;
	USHORT AtaFlags;
	UCHAR PathId;
	UCHAR TargetId;
	UCHAR Lun;
	UCHAR ReservedAsUchar;
	ULONG DataTransferLength;
	ULONG TimeOutValue;
	ULONG ReservedAsUlong;
	ULONG_PTR DataBufferOffset;
	UCHAR PreviousTaskFile[8];
	UCHAR CurrentTaskFile[8];
} ATA_PASS_THROUGH_EX, *PATA_PASS_THROUGH_EX;

#define ATA_FLAGS_DRDY_REQUIRED 0x01
#define ATA_FLAGS_DATA_IN 0x02
#define ATA_FLAGS_DATA_OUT 0x04
#define ATA_FLAGS_48BIT_COMMAND 0x08
#define ATA_FLAGS_USE_DMA 0x10
#define ATA_FLAGS_NO_MULTIPLE 0x20

typedef struct _SCSI_ADDRESS {
	ULONG Length;
	UCHAR PortNumber;
	UCHAR PathId;
	UCHAR TargetId;
	UCHAR Lun;
} SCSI_ADDRESS, *PSCSI_ADDRESS;

/* IOCTL_SCSI_GET_CAPABILITIES. */
typedef struct _IO_SCSI_CAPABILITIES {
	ULONG Length;
	ULONG MaximumTransferLength;
	ULONG MaximumPhysicalPages;
	ULONG SupportedAsynchronousEvents;
	ULONG AlignmentMask;
	BOOLEAN TaggedQueuing;
	BOOLEAN AdapterScansDown;
	BOOLEAN AdapterUsesPio;
} IO_SCSI_CAPABILITIES, *PIO_SCSI_CAPABILITIES;

/* IOCTL_SCSI_MINIPORT. */
typedef struct _SRB_IO_CONTROL {
	ULONG HeaderLength;
	UCHAR Signature[8];
	ULONG Timeout;
	ULONG ControlCode;
	ULONG ReturnCode;
	ULONG Length;
} SRB_IO_CONTROL, *PSRB_IO_CONTROL;

C_ASSERT(sizeof(SCSI_PASS_THROUGH) == 0x38);
C_ASSERT(sizeof(SCSI_PASS_THROUGH_DIRECT) == 0x38);
C_ASSERT(sizeof(ATA_PASS_THROUGH_EX) == 0x30);
C_ASSERT(sizeof(SRB_IO_CONTROL) == 0x1c);

EXTERN_C_END

#endif
