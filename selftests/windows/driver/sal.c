// SPDX-License-Identifier: GPL-2.0
/*
 * sal.c - annotations of all generations, where drivers write them.
 */
#include <ntddk.h>

typedef _Enum_is_bitflag_ enum { FIRST = 1, SECOND = 2 } BITS;

_Struct_size_bytes_(Size) typedef struct _RECORD {
	ULONG Size;
	_Guarded_by_(Lock) LONG Guarded;
	_Interlocked_ volatile LONG Shared;
	KSPIN_LOCK Lock;
	__field_ecount(4) ULONG Words[4];
	_Field_size_bytes_part_(Size, Size) UCHAR Data[1];
} RECORD, *PRECORD;

_Check_return_ _Success_(return >= 0) _IRQL_requires_max_(DISPATCH_LEVEL)
_IRQL_limited_to_(DISPATCH_LEVEL)
NTSTATUS in_2015(_In_reads_bytes_(Size) const VOID *In, _In_range_(0, 10) ULONG Size,
	_Out_writes_to_(Size, *Written) PULONG Out, _Out_ _Deref_out_range_(0, Size) PULONG Written,
	_Interlocked_operand_ volatile LONG *Shared, _Inout_updates_z_(4) PWSTR Text,
	_Outptr_result_bytebuffer_all_maybenull_(Size) PVOID *Handed, _Reserved_ PVOID Unused,
	_When_(Size > 0, _Notnull_) _At_(*Last, _Post_notnull_) PVOID *Last,
	_Frees_ptr_opt_ PVOID Old);

_Must_inspect_result_ _Ret_maybenull_ _Post_writable_byte_size_(Size)
PVOID in_2005(_In_count_(Size) const ULONG *In, _In_opt_z_ PCSTR Name, _Out_cap_(Size) PULONG Out,
	_Inout_opt_bytecount_c_(16) PVOID Both, _Deref_out_z_ PSTR *Text, ULONG Size,
	_Out_opt_bytecap_post_bytecount_(Size, *Size2) PVOID More, _Out_ PULONG Size2,
	_In_ _Pre_satisfies_(_Curr_ != 0) ULONG Checked);

__checkReturn __success(return != 0) __drv_maxIRQL(DISPATCH_LEVEL) __drv_sameIRQL
BOOLEAN in_2000(__in_ecount(Size) const ULONG *In, __in ULONG Size,
	__out_bcount_part(Size, *Written) PVOID Out,
	__out PULONG Written, __inout PLIST_ENTRY List, __in_opt PVOID Maybe, __out_opt PULONG Also,
	__deref_out PVOID *Handed, __deref_opt_out_ecount_part_opt(Size, *Written) PULONG *Parts,
	__inout_bcount_full_opt(Size) PVOID Full, __in_z PCSTR Text,
	__in_bcount_opt(Size) PVOID Bytes,
	__drv_in(__drv_aliasesMem) PVOID Kept, __drv_freesMem(Mem) __in PVOID Freed,
	__reserved PVOID Unused,
	__drv_when(Size > 0, __drv_at(Kept, __drv_aliasesMem)) __nullterminated PCWSTR Wide);

__drv_dispatchType(IRP_MJ_READ) __drv_dispatchType_other DRIVER_DISPATCH dispatch;
_Dispatch_type_(IRP_MJ_CREATE) _Function_class_(DRIVER_DISPATCH) DRIVER_DISPATCH create;
_Requires_lock_held_(Record->Lock) _Requires_lock_not_held_(Record->Lock)
VOID guarded(_Inout_ PRECORD Record);

int falls(int value);

int falls(int value)
{
	__analysis_assume(value > 0);
	_Analysis_assume_(value > 0);
	switch (value) {
	case 1:
		value++;
		__fallthrough;
	default:
		return value;
	}
}
