/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mitigation.h - what Windows forbids its processes, and who has signed their files: types and numbers
 * alone.
 */
#ifndef NTSPIN_WDM_MITIGATION_H
#define NTSPIN_WDM_MITIGATION_H

#include "../ntdef.h"

EXTERN_C_START

typedef enum _PROCESS_MITIGATION_POLICY {
	ProcessDEPPolicy,
	ProcessASLRPolicy,
	ProcessDynamicCodePolicy,
	ProcessStrictHandleCheckPolicy,
	ProcessSystemCallDisablePolicy,
	ProcessMitigationOptionsMask,
	ProcessExtensionPointDisablePolicy,
	ProcessControlFlowGuardPolicy,
	ProcessSignaturePolicy,
	ProcessFontDisablePolicy,
	ProcessImageLoadPolicy,
	ProcessSystemCallFilterPolicy,
	ProcessPayloadRestrictionPolicy,
	ProcessChildProcessPolicy,
	ProcessSideChannelIsolationPolicy,
	ProcessUserShadowStackPolicy,
	ProcessRedirectionTrustPolicy,
	MaxProcessMitigationPolicy
} PROCESS_MITIGATION_POLICY, *PPROCESS_MITIGATION_POLICY;

/* Each is a word of bits, the first of them the lowest; with more behind it in one case. */
#define NTSPIN_MITIGATION(name, behind, ...)					\
	typedef struct _PROCESS_MITIGATION_##name##_POLICY {			\
		NTSPIN_EXTENSION union {					\
			ULONG Flags;						\
			NTSPIN_EXTENSION struct {				\
				ULONG __VA_ARGS__;				\
			};							\
		};								\
		behind								\
	} PROCESS_MITIGATION_##name##_POLICY, *PPROCESS_MITIGATION_##name##_POLICY;

NTSPIN_MITIGATION(DEP, BOOLEAN Permanent;,
	Enable : 1, DisableAtlThunkEmulation : 1, ReservedFlags : 30)
NTSPIN_MITIGATION(ASLR, ,
	EnableBottomUpRandomization : 1, EnableForceRelocateImages : 1,
	EnableHighEntropy : 1, DisallowStrippedImages : 1, ReservedFlags : 28)
NTSPIN_MITIGATION(DYNAMIC_CODE, ,
	ProhibitDynamicCode : 1, AllowThreadOptOut : 1, AllowRemoteDowngrade : 1,
	AuditProhibitDynamicCode : 1, ReservedFlags : 28)
NTSPIN_MITIGATION(STRICT_HANDLE_CHECK, ,
	RaiseExceptionOnInvalidHandleReference : 1,
	HandleExceptionsPermanentlyEnabled : 1, ReservedFlags : 30)
NTSPIN_MITIGATION(SYSTEM_CALL_DISABLE, ,
	DisallowWin32kSystemCalls : 1, AuditDisallowWin32kSystemCalls : 1,
	ReservedFlags : 30)
NTSPIN_MITIGATION(EXTENSION_POINT_DISABLE, ,
	DisableExtensionPoints : 1, ReservedFlags : 31)
NTSPIN_MITIGATION(CONTROL_FLOW_GUARD, ,
	EnableControlFlowGuard : 1, EnableExportSuppression : 1, StrictMode : 1,
	ReservedFlags : 29)
NTSPIN_MITIGATION(BINARY_SIGNATURE, ,
	MicrosoftSignedOnly : 1, StoreSignedOnly : 1, MitigationOptIn : 1,
	AuditMicrosoftSignedOnly : 1, AuditStoreSignedOnly : 1, ReservedFlags : 27)
NTSPIN_MITIGATION(FONT_DISABLE, ,
	DisableNonSystemFonts : 1, AuditNonSystemFontLoading : 1, ReservedFlags : 30)
NTSPIN_MITIGATION(IMAGE_LOAD, ,
	NoRemoteImages : 1, NoLowMandatoryLabelImages : 1, PreferSystem32Images : 1,
	AuditNoRemoteImages : 1, AuditNoLowMandatoryLabelImages : 1, ReservedFlags : 27)
NTSPIN_MITIGATION(SYSTEM_CALL_FILTER, ,
	FilterId : 4, ReservedFlags : 28)
NTSPIN_MITIGATION(PAYLOAD_RESTRICTION, ,
	EnableExportAddressFilter : 1, AuditExportAddressFilter : 1,
	EnableExportAddressFilterPlus : 1, AuditExportAddressFilterPlus : 1,
	EnableImportAddressFilter : 1, AuditImportAddressFilter : 1,
	EnableRopStackPivot : 1, AuditRopStackPivot : 1, EnableRopCallerCheck : 1,
	AuditRopCallerCheck : 1, EnableRopSimExec : 1, AuditRopSimExec : 1,
	ReservedFlags : 20)
NTSPIN_MITIGATION(CHILD_PROCESS, ,
	NoChildProcessCreation : 1, AuditNoChildProcessCreation : 1,
	AllowSecureProcessCreation : 1, ReservedFlags : 29)
NTSPIN_MITIGATION(SIDE_CHANNEL_ISOLATION, ,
	SmtBranchTargetIsolation : 1, IsolateSecurityDomain : 1, DisablePageCombine : 1,
	SpeculativeStoreBypassDisable : 1, ReservedFlags : 28)

C_ASSERT(sizeof(PROCESS_MITIGATION_DEP_POLICY) == 8);
C_ASSERT(sizeof(PROCESS_MITIGATION_PAYLOAD_RESTRICTION_POLICY) == 4);

typedef UCHAR SE_SIGNING_LEVEL, *PSE_SIGNING_LEVEL;
#define SE_SIGNING_LEVEL_UNCHECKED 0x0
#define SE_SIGNING_LEVEL_UNSIGNED 0x1
#define SE_SIGNING_LEVEL_ENTERPRISE 0x2
#define SE_SIGNING_LEVEL_CUSTOM_1 0x3
#define SE_SIGNING_LEVEL_DEVELOPER SE_SIGNING_LEVEL_CUSTOM_1
#define SE_SIGNING_LEVEL_AUTHENTICODE 0x4
#define SE_SIGNING_LEVEL_CUSTOM_2 0x5
#define SE_SIGNING_LEVEL_STORE 0x6
#define SE_SIGNING_LEVEL_CUSTOM_3 0x7
#define SE_SIGNING_LEVEL_ANTIMALWARE SE_SIGNING_LEVEL_CUSTOM_3
#define SE_SIGNING_LEVEL_MICROSOFT 0x8
#define SE_SIGNING_LEVEL_CUSTOM_4 0x9
#define SE_SIGNING_LEVEL_CUSTOM_5 0xA
#define SE_SIGNING_LEVEL_DYNAMIC_CODEGEN 0xB
#define SE_SIGNING_LEVEL_WINDOWS 0xC
#define SE_SIGNING_LEVEL_CUSTOM_7 0xD
#define SE_SIGNING_LEVEL_WINDOWS_TCB 0xE
#define SE_SIGNING_LEVEL_CUSTOM_6 0xF

EXTERN_C_END

#endif
