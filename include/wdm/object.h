/* SPDX-License-Identifier: GPL-2.0 */
/*
 * object.h - handles, access rights, what names an object; references to objects.
 *
 * One has handles of threads alone (thread.h), and references to these, to devices and open files
 * (device_stack.h), and to callback objects (callback.h).
 */
#ifndef NTSPIN_WDM_OBJECT_H
#define NTSPIN_WDM_OBJECT_H

#include "dispatcher.h"
#include "irql.h"

EXTERN_C_START

typedef ULONG ACCESS_MASK, *PACCESS_MASK;
typedef PVOID PSECURITY_DESCRIPTOR;
typedef PVOID PSID;
typedef PVOID PACCESS_TOKEN;
typedef ULONG SECURITY_INFORMATION, *PSECURITY_INFORMATION;

/* What a driver has pointers to, and never looks into. */
typedef struct _ACCESS_STATE *PACCESS_STATE;
typedef struct _KPROCESS *PKPROCESS, *PRKPROCESS;
/* One type each, as <ntifs.h> has them: there what takes the one takes the other. */
typedef struct _KPROCESS *PEPROCESS;
typedef struct _KTHREAD *PETHREAD;
typedef struct _OBJECT_TYPE *POBJECT_TYPE;
typedef struct _CALLBACK_OBJECT *PCALLBACK_OBJECT;
typedef struct _DMA_ADAPTER *PDMA_ADAPTER;
typedef struct _ADAPTER_OBJECT *PADAPTER_OBJECT;

typedef struct _OBJECT_ATTRIBUTES {
	ULONG Length;
	HANDLE RootDirectory;
	PUNICODE_STRING ObjectName;
	ULONG Attributes;
	PVOID SecurityDescriptor;
	PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef const OBJECT_ATTRIBUTES *PCOBJECT_ATTRIBUTES;

C_ASSERT(sizeof(OBJECT_ATTRIBUTES) == 48);

#define OBJ_INHERIT 0x00000002
#define OBJ_PERMANENT 0x00000010
#define OBJ_EXCLUSIVE 0x00000020
#define OBJ_CASE_INSENSITIVE 0x00000040
#define OBJ_OPENIF 0x00000080
#define OBJ_OPENLINK 0x00000100
#define OBJ_KERNEL_HANDLE 0x00000200
#define OBJ_FORCE_ACCESS_CHECK 0x00000400
#define OBJ_IGNORE_IMPERSONATED_DEVICEMAP 0x00000800
#define OBJ_DONT_REPARSE 0x00001000
#define OBJ_VALID_ATTRIBUTES 0x00001FF2

/* Statements in braces, as on Windows, where some leave out the semicolon behind them. */
#define InitializeObjectAttributes(p, n, a, r, s)	\
	{						\
		(p)->Length = sizeof(OBJECT_ATTRIBUTES); \
		(p)->RootDirectory = (r);		\
		(p)->ObjectName = (n);			\
		(p)->Attributes = (a);			\
		(p)->SecurityDescriptor = (s);		\
		(p)->SecurityQualityOfService = NULL;	\
	}
#define RTL_INIT_OBJECT_ATTRIBUTES(n, a) \
	{sizeof(OBJECT_ATTRIBUTES), NULL, n, a, NULL, NULL}
#define RTL_CONSTANT_OBJECT_ATTRIBUTES(n, a) \
	{sizeof(OBJECT_ATTRIBUTES), NULL, (PUNICODE_STRING)(n), a, NULL, NULL}

typedef struct _OBJECT_HANDLE_INFORMATION {
	ULONG HandleAttributes;
	ACCESS_MASK GrantedAccess;
} OBJECT_HANDLE_INFORMATION, *POBJECT_HANDLE_INFORMATION;

/* In place of a handle: this process, this thread. */
#define ZwCurrentProcess() ((HANDLE)(LONG_PTR)-1)
#define NtCurrentProcess() ZwCurrentProcess()
#define ZwCurrentThread() ((HANDLE)(LONG_PTR)-2)
#define NtCurrentThread() ZwCurrentThread()

typedef struct _CLIENT_ID {
	HANDLE UniqueProcess;
	HANDLE UniqueThread;
} CLIENT_ID, *PCLIENT_ID;

typedef struct _LUID {
	ULONG LowPart;
	LONG HighPart;
} LUID, *PLUID;

FORCEINLINE LUID NTAPI RtlConvertLongToLuid(LONG Long)
{
	const LUID luid = {(ULONG)Long, Long < 0 ? -1 : 0};

	return luid;
}

FORCEINLINE LUID NTAPI RtlConvertUlongToLuid(ULONG Ulong)
{
	const LUID luid = {Ulong, 0};

	return luid;
}

#define RtlEqualLuid(a, b) ((a)->LowPart == (b)->LowPart && (a)->HighPart == (b)->HighPart)
#define RtlIsZeroLuid(a) (!(a)->LowPart && !(a)->HighPart)

/* Access rights. */
#ifdef NTSPIN_DRIVER	/* a name that Linux has, too */
#define DELETE 0x00010000
#endif
#define READ_CONTROL 0x00020000
#define WRITE_DAC 0x00040000
#define WRITE_OWNER 0x00080000
#define SYNCHRONIZE 0x00100000
#define STANDARD_RIGHTS_REQUIRED 0x000F0000
#define STANDARD_RIGHTS_READ READ_CONTROL
#define STANDARD_RIGHTS_WRITE READ_CONTROL
#define STANDARD_RIGHTS_EXECUTE READ_CONTROL
#define STANDARD_RIGHTS_ALL 0x001F0000
#define SPECIFIC_RIGHTS_ALL 0x0000FFFF
#define ACCESS_SYSTEM_SECURITY 0x01000000
#define MAXIMUM_ALLOWED 0x02000000
#define GENERIC_READ 0x80000000
#define GENERIC_WRITE 0x40000000
#define GENERIC_EXECUTE 0x20000000
#define GENERIC_ALL 0x10000000

#define EVENT_QUERY_STATE 0x0001
#define EVENT_MODIFY_STATE 0x0002
#define EVENT_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3)
#define SEMAPHORE_MODIFY_STATE 0x0002
#define SEMAPHORE_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0x3)
#define THREAD_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xFFFF)
#define PROCESS_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | SYNCHRONIZE | 0xFFFF)
#define DIRECTORY_QUERY 0x0001
#define DIRECTORY_TRAVERSE 0x0002
#define DIRECTORY_CREATE_OBJECT 0x0004
#define DIRECTORY_CREATE_SUBDIRECTORY 0x0008
#define DIRECTORY_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 0xF)
#define DUPLICATE_CLOSE_SOURCE 0x00000001
#define DUPLICATE_SAME_ACCESS 0x00000002
#define DUPLICATE_SAME_ATTRIBUTES 0x00000004
#define SECTION_QUERY 0x0001
#define SECTION_MAP_WRITE 0x0002
#define SECTION_MAP_READ 0x0004
#define SECTION_MAP_EXECUTE 0x0008
#define SECTION_EXTEND_SIZE 0x0010
#define SECTION_MAP_EXECUTE_EXPLICIT 0x0020
#define SECTION_ALL_ACCESS (STANDARD_RIGHTS_REQUIRED | 0x1F)

#define KEY_QUERY_VALUE 0x0001
#define KEY_SET_VALUE 0x0002
#define KEY_CREATE_SUB_KEY 0x0004
#define KEY_ENUMERATE_SUB_KEYS 0x0008
#define KEY_NOTIFY 0x0010
#define KEY_CREATE_LINK 0x0020
#define KEY_READ ((STANDARD_RIGHTS_READ | 0x19) & ~SYNCHRONIZE)
#define KEY_WRITE ((STANDARD_RIGHTS_WRITE | 0x6) & ~SYNCHRONIZE)
#define KEY_EXECUTE (KEY_READ & ~SYNCHRONIZE)
#define KEY_ALL_ACCESS ((STANDARD_RIGHTS_ALL | 0x3F) & ~SYNCHRONIZE)

#define OWNER_SECURITY_INFORMATION 0x00000001
#define GROUP_SECURITY_INFORMATION 0x00000002
#define DACL_SECURITY_INFORMATION 0x00000004
#define SACL_SECURITY_INFORMATION 0x00000008

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * ObReferenceObjectByHandle() - the object of a handle, which stays for as long as it is referenced
 * @Handle: from PsCreateSystemThread(), or ZwCurrentThread()
 * @DesiredAccess: unused: a kernel handle allows all
 * @ObjectType: *PsThreadType, or NULL: whichever it is
 * @AccessMode: KernelMode; no UserMode handle is one of these
 * @Object: gets the object
 * @HandleInformation: may be NULL
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: where one may sleep.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE, also for one that is closed;
 *   STATUS_OBJECT_TYPE_MISMATCH. Object is NULL then.
 * Errors: At DISPATCH_LEVEL or above: reported, and STATUS_UNSUCCESSFUL; at APC_LEVEL reported by
 *   the verifier.
 * Windows: wdm.h, ObReferenceObjectByHandle function.
 */
NTSTATUS NTAPI ObReferenceObjectByHandle(_In_ HANDLE Handle, _In_ ACCESS_MASK DesiredAccess,
					 _In_opt_ POBJECT_TYPE ObjectType,
					 _In_ KPROCESSOR_MODE AccessMode, _Out_ PVOID *Object,
					 _Out_opt_ POBJECT_HANDLE_INFORMATION HandleInformation);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ObReferenceObjectByPointer() - one more reference, to an object of a type
 * @Object: one that is referenced already, or has an open handle, or a thread that runs
 * @DesiredAccess: unused
 * @ObjectType: *PsThreadType, *IoFileObjectType, or NULL: whichever it is, a device, too
 * @AccessMode: unused
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: STATUS_SUCCESS; STATUS_OBJECT_TYPE_MISMATCH.
 * Errors: What is none of these objects, or not of the type that is named: reported, and
 *   STATUS_OBJECT_TYPE_MISMATCH.
 * Windows: wdm.h, ObReferenceObjectByPointer function.
 */
NTSTATUS NTAPI ObReferenceObjectByPointer(_In_ PVOID Object, _In_ ACCESS_MASK DesiredAccess,
					  _In_opt_ POBJECT_TYPE ObjectType,
					  _In_ KPROCESSOR_MODE AccessMode);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ObfReferenceObject() - one more reference
 * @Object: as for ObReferenceObjectByPointer()
 *
 * Drivers call it by its macro's name, ObReferenceObject().
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: how many there are now, open handles among them.
 * Errors: What is none of these objects: reported, and nothing is done.
 * Windows: wdm.h, ObReferenceObject macro.
 */
LONG_PTR NTAPI ObfReferenceObject(_In_ PVOID Object);

#define ObReferenceObject(Object) ObfReferenceObject(Object)

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * ObfDereferenceObject() - one less reference
 * @Object: one that the caller has a reference to
 *
 * With the last one, and with its handle closed, the object of a thread that has ended is freed; a
 * device that is deleted is freed, a callback object too, and a file closed.
 *
 * Drivers call it by its macros' names, ObDereferenceObject() and ObDereferenceObjectDeferDelete().
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: how many there are left, open handles among them.
 * Errors: An object that is not referenced, or none of these: reported, and nothing is done.
 * Windows: wdm.h, ObDereferenceObject macro.
 */
LONG_PTR NTAPI ObfDereferenceObject(_In_ PVOID Object);

#define ObDereferenceObject(Object) ObfDereferenceObject(Object)
#define ObDereferenceObjectDeferDelete(Object) ObfDereferenceObject(Object)

_IRQL_requires_max_(PASSIVE_LEVEL)
/**
 * ZwClose() - close a handle
 * @Handle: from PsCreateSystemThread()
 *
 * What it is the handle of continues: a thread is not ended by this.
 *
 * Context: IRQL = PASSIVE_LEVEL. Linux: where one may sleep.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE.
 * Errors: What is no open handle: reported by the verifier. The level: as
 *   ObReferenceObjectByHandle().
 * Windows: wdm.h, ZwClose function.
 */
NTSTATUS NTAPI ZwClose(_In_ HANDLE Handle);

EXTERN_C_END

#endif
