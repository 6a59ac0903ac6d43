/* SPDX-License-Identifier: GPL-2.0 */
/*
 * registry_hook.h - what Windows tells of its registry, before a call and behind it: types alone.
 */
#ifndef NTSPIN_WDM_REGISTRY_HOOK_H
#define NTSPIN_WDM_REGISTRY_HOOK_H

#include "object.h"
#include "registry.h"

EXTERN_C_START

typedef enum _REG_NOTIFY_CLASS {
	RegNtDeleteKey,
	RegNtPreDeleteKey = RegNtDeleteKey,
	RegNtSetValueKey,
	RegNtPreSetValueKey = RegNtSetValueKey,
	RegNtDeleteValueKey,
	RegNtPreDeleteValueKey = RegNtDeleteValueKey,
	RegNtSetInformationKey,
	RegNtPreSetInformationKey = RegNtSetInformationKey,
	RegNtRenameKey,
	RegNtPreRenameKey = RegNtRenameKey,
	RegNtEnumerateKey,
	RegNtPreEnumerateKey = RegNtEnumerateKey,
	RegNtEnumerateValueKey,
	RegNtPreEnumerateValueKey = RegNtEnumerateValueKey,
	RegNtQueryKey,
	RegNtPreQueryKey = RegNtQueryKey,
	RegNtQueryValueKey,
	RegNtPreQueryValueKey = RegNtQueryValueKey,
	RegNtQueryMultipleValueKey,
	RegNtPreQueryMultipleValueKey = RegNtQueryMultipleValueKey,
	RegNtPreCreateKey,
	RegNtPostCreateKey,
	RegNtPreOpenKey,
	RegNtPostOpenKey,
	RegNtKeyHandleClose,
	RegNtPreKeyHandleClose = RegNtKeyHandleClose,
	RegNtPostDeleteKey,
	RegNtPostSetValueKey,
	RegNtPostDeleteValueKey,
	RegNtPostSetInformationKey,
	RegNtPostRenameKey,
	RegNtPostEnumerateKey,
	RegNtPostEnumerateValueKey,
	RegNtPostQueryKey,
	RegNtPostQueryValueKey,
	RegNtPostQueryMultipleValueKey,
	RegNtPostKeyHandleClose,
	RegNtPreCreateKeyEx,
	RegNtPostCreateKeyEx,
	RegNtPreOpenKeyEx,
	RegNtPostOpenKeyEx,
	RegNtPreFlushKey,
	RegNtPostFlushKey,
	RegNtPreLoadKey,
	RegNtPostLoadKey,
	RegNtPreUnLoadKey,
	RegNtPostUnLoadKey,
	RegNtPreQueryKeySecurity,
	RegNtPostQueryKeySecurity,
	RegNtPreSetKeySecurity,
	RegNtPostSetKeySecurity
} REG_NOTIFY_CLASS, *PREG_NOTIFY_CLASS;

/* What each ends with, from Windows Vista on. */
#define NTSPIN_REG_ENDS			\
	PVOID CallContext;		\
	PVOID ObjectContext;		\
	PVOID Reserved;

typedef struct _REG_DELETE_KEY_INFORMATION {
	PVOID Object;
	NTSPIN_REG_ENDS
} REG_DELETE_KEY_INFORMATION, *PREG_DELETE_KEY_INFORMATION, REG_KEY_HANDLE_CLOSE_INFORMATION,
	*PREG_KEY_HANDLE_CLOSE_INFORMATION;

typedef struct _REG_DELETE_VALUE_KEY_INFORMATION {
	PVOID Object;
	PUNICODE_STRING ValueName;
	NTSPIN_REG_ENDS
} REG_DELETE_VALUE_KEY_INFORMATION, *PREG_DELETE_VALUE_KEY_INFORMATION;

typedef struct _REG_SET_VALUE_KEY_INFORMATION {
	PVOID Object;
	PUNICODE_STRING ValueName;
	ULONG TitleIndex;
	ULONG Type;
	PVOID Data;
	ULONG DataSize;
	NTSPIN_REG_ENDS
} REG_SET_VALUE_KEY_INFORMATION, *PREG_SET_VALUE_KEY_INFORMATION;

typedef struct _REG_QUERY_KEY_INFORMATION {
	PVOID Object;
	KEY_INFORMATION_CLASS KeyInformationClass;
	PVOID KeyInformation;
	ULONG Length;
	PULONG ResultLength;
	NTSPIN_REG_ENDS
} REG_QUERY_KEY_INFORMATION, *PREG_QUERY_KEY_INFORMATION;

typedef struct _REG_QUERY_VALUE_KEY_INFORMATION {
	PVOID Object;
	PUNICODE_STRING ValueName;
	KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass;
	PVOID KeyValueInformation;
	ULONG Length;
	PULONG ResultLength;
	NTSPIN_REG_ENDS
} REG_QUERY_VALUE_KEY_INFORMATION, *PREG_QUERY_VALUE_KEY_INFORMATION;

typedef struct _REG_QUERY_MULTIPLE_VALUE_KEY_INFORMATION {
	PVOID Object;
	PKEY_VALUE_ENTRY ValueEntries;
	ULONG EntryCount;
	PVOID ValueBuffer;
	PULONG BufferLength;
	PULONG RequiredBufferLength;
	NTSPIN_REG_ENDS
} REG_QUERY_MULTIPLE_VALUE_KEY_INFORMATION, *PREG_QUERY_MULTIPLE_VALUE_KEY_INFORMATION;

typedef struct _REG_RENAME_KEY_INFORMATION {
	PVOID Object;
	PUNICODE_STRING NewName;
	NTSPIN_REG_ENDS
} REG_RENAME_KEY_INFORMATION, *PREG_RENAME_KEY_INFORMATION;

typedef struct _REG_ENUMERATE_KEY_INFORMATION {
	PVOID Object;
	ULONG Index;
	KEY_INFORMATION_CLASS KeyInformationClass;
	PVOID KeyInformation;
	ULONG Length;
	PULONG ResultLength;
	NTSPIN_REG_ENDS
} REG_ENUMERATE_KEY_INFORMATION, *PREG_ENUMERATE_KEY_INFORMATION;

typedef struct _REG_ENUMERATE_VALUE_KEY_INFORMATION {
	PVOID Object;
	ULONG Index;
	KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass;
	PVOID KeyValueInformation;
	ULONG Length;
	PULONG ResultLength;
	NTSPIN_REG_ENDS
} REG_ENUMERATE_VALUE_KEY_INFORMATION, *PREG_ENUMERATE_VALUE_KEY_INFORMATION;

typedef struct _REG_POST_OPERATION_INFORMATION {
	PVOID Object;
	NTSTATUS Status;
	PVOID PreInformation;
	NTSTATUS ReturnStatus;
	NTSPIN_REG_ENDS
} REG_POST_OPERATION_INFORMATION, *PREG_POST_OPERATION_INFORMATION;

typedef struct _REG_PRE_CREATE_KEY_INFORMATION {
	PUNICODE_STRING CompleteName;
} REG_PRE_CREATE_KEY_INFORMATION, *PREG_PRE_CREATE_KEY_INFORMATION, REG_PRE_OPEN_KEY_INFORMATION,
	*PREG_PRE_OPEN_KEY_INFORMATION;

typedef struct _REG_POST_CREATE_KEY_INFORMATION {
	PUNICODE_STRING CompleteName;
	PVOID Object;
	NTSTATUS Status;
} REG_POST_CREATE_KEY_INFORMATION, *PREG_POST_CREATE_KEY_INFORMATION,
	REG_POST_OPEN_KEY_INFORMATION, *PREG_POST_OPEN_KEY_INFORMATION;

typedef struct _REG_CREATE_KEY_INFORMATION {
	PUNICODE_STRING CompleteName;
	PVOID RootObject;
	PVOID ObjectType;
	ULONG CreateOptions;
	PUNICODE_STRING Class;
	PVOID SecurityDescriptor;
	PVOID SecurityQualityOfService;
	ACCESS_MASK DesiredAccess;
	ACCESS_MASK GrantedAccess;
	PULONG Disposition;
	PVOID *ResultObject;
	PVOID CallContext;
	PVOID RootObjectContext;
	PVOID Transaction;
	PVOID Reserved;
} REG_CREATE_KEY_INFORMATION, *PREG_CREATE_KEY_INFORMATION, REG_OPEN_KEY_INFORMATION,
	*PREG_OPEN_KEY_INFORMATION;

typedef NTSTATUS NTAPI EX_CALLBACK_FUNCTION(PVOID CallbackContext, PVOID Argument1, PVOID Argument2);
typedef EX_CALLBACK_FUNCTION *PEX_CALLBACK_FUNCTION;

C_ASSERT(sizeof(REG_DELETE_KEY_INFORMATION) == 0x20);
C_ASSERT(sizeof(REG_SET_VALUE_KEY_INFORMATION) == 0x40);
C_ASSERT(sizeof(REG_POST_OPERATION_INFORMATION) == 0x38);

EXTERN_C_END

#endif
