/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wmilib.h - the routines of a driver that Windows' WMI library calls, and where it finds them.
 *
 * Types alone: the library is not provided.
 */
#ifndef NTSPIN_WMILIB_H
#define NTSPIN_WMILIB_H

#include "wdm/driver.h"
#include "wmistr.h"

EXTERN_C_START

typedef struct _WMIGUIDREGINFO {
	LPCGUID Guid;
	ULONG InstanceCount;
	ULONG Flags;
} WMIGUIDREGINFO, *PWMIGUIDREGINFO;

typedef enum _WMIENABLEDISABLECONTROL {
	WmiEventControl,
	WmiDataBlockControl
} WMIENABLEDISABLECONTROL, *PWMIENABLEDISABLECONTROL;

typedef enum _SYSCTL_IRP_DISPOSITION {
	IrpProcessed,
	IrpNotCompleted,
	IrpNotWmi,
	IrpForward
} SYSCTL_IRP_DISPOSITION, *PSYSCTL_IRP_DISPOSITION;

_Function_class_(WMI_QUERY_REGINFO_CALLBACK)
_IRQL_requires_same_
typedef NTSTATUS NTAPI WMI_QUERY_REGINFO_CALLBACK(_Inout_ PDEVICE_OBJECT DeviceObject,
						  _Inout_ PULONG RegFlags,
						  _Inout_ PUNICODE_STRING InstanceName,
						  _Outptr_ PUNICODE_STRING *RegistryPath,
						  _Inout_ PUNICODE_STRING MofResourceName,
						  _Outptr_ PDEVICE_OBJECT *Pdo);
typedef WMI_QUERY_REGINFO_CALLBACK *PWMI_QUERY_REGINFO;

_Function_class_(WMI_QUERY_DATABLOCK_CALLBACK)
_IRQL_requires_same_
typedef NTSTATUS NTAPI WMI_QUERY_DATABLOCK_CALLBACK(_Inout_ PDEVICE_OBJECT DeviceObject,
						    _Inout_ PIRP Irp, _In_ ULONG GuidIndex,
						    _In_ ULONG InstanceIndex,
						    _In_ ULONG InstanceCount,
						    _Inout_ PULONG InstanceLengthArray,
						    _In_ ULONG BufferAvail, _Out_ PUCHAR Buffer);
typedef WMI_QUERY_DATABLOCK_CALLBACK *PWMI_QUERY_DATABLOCK;

_Function_class_(WMI_SET_DATABLOCK_CALLBACK)
_IRQL_requires_same_
typedef NTSTATUS NTAPI WMI_SET_DATABLOCK_CALLBACK(_Inout_ PDEVICE_OBJECT DeviceObject,
						  _Inout_ PIRP Irp, _In_ ULONG GuidIndex,
						  _In_ ULONG InstanceIndex, _In_ ULONG BufferSize,
						  _In_ PUCHAR Buffer);
typedef WMI_SET_DATABLOCK_CALLBACK *PWMI_SET_DATABLOCK;

_Function_class_(WMI_SET_DATAITEM_CALLBACK)
_IRQL_requires_same_
typedef NTSTATUS NTAPI WMI_SET_DATAITEM_CALLBACK(_Inout_ PDEVICE_OBJECT DeviceObject,
						 _Inout_ PIRP Irp, _In_ ULONG GuidIndex,
						 _In_ ULONG InstanceIndex, _In_ ULONG DataItemId,
						 _In_ ULONG BufferSize, _In_ PUCHAR Buffer);
typedef WMI_SET_DATAITEM_CALLBACK *PWMI_SET_DATAITEM;

_Function_class_(WMI_EXECUTE_METHOD_CALLBACK)
_IRQL_requires_same_
typedef NTSTATUS NTAPI WMI_EXECUTE_METHOD_CALLBACK(_Inout_ PDEVICE_OBJECT DeviceObject,
						   _Inout_ PIRP Irp, _In_ ULONG GuidIndex,
						   _In_ ULONG InstanceIndex, _In_ ULONG MethodId,
						   _In_ ULONG InBufferSize,
						   _In_ ULONG OutBufferSize,
						   _Inout_ PUCHAR Buffer);
typedef WMI_EXECUTE_METHOD_CALLBACK *PWMI_EXECUTE_METHOD;

_Function_class_(WMI_FUNCTION_CONTROL_CALLBACK)
_IRQL_requires_same_
typedef NTSTATUS NTAPI WMI_FUNCTION_CONTROL_CALLBACK(_Inout_ PDEVICE_OBJECT DeviceObject,
						     _Inout_ PIRP Irp, _In_ ULONG GuidIndex,
						     _In_ WMIENABLEDISABLECONTROL Function,
						     _In_ BOOLEAN Enable);
typedef WMI_FUNCTION_CONTROL_CALLBACK *PWMI_FUNCTION_CONTROL;

typedef struct _WMILIB_CONTEXT {
	ULONG GuidCount;
	PWMIGUIDREGINFO GuidList;
	PWMI_QUERY_REGINFO QueryWmiRegInfo;
	PWMI_QUERY_DATABLOCK QueryWmiDataBlock;
	PWMI_SET_DATABLOCK SetWmiDataBlock;
	PWMI_SET_DATAITEM SetWmiDataItem;
	PWMI_EXECUTE_METHOD ExecuteWmiMethod;
	PWMI_FUNCTION_CONTROL WmiFunctionControl;
} WMILIB_CONTEXT, *PWMILIB_CONTEXT;

C_ASSERT(sizeof(WMIGUIDREGINFO) == 0x10);
C_ASSERT(sizeof(WMILIB_CONTEXT) == 0x40);

EXTERN_C_END

#endif
