/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sal.h - Windows' source annotations (SAL 2) for parameters, fields and results.
 *
 * They speak to Microsoft's analysers. Here each one expands to nothing, so a
 * driver keeps its annotations and compiles. The older ones are in wdm/sal_2005.h and
 * wdm/sal_1.h, which specstrings.h brings, as ntdef.h does.
 */
#ifndef NTSPIN_SAL_H
#define NTSPIN_SAL_H

/* What a routine reads through a pointer. */
#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(s)
#define _In_reads_opt_(s)
#define _In_reads_z_(s)
#define _In_reads_opt_z_(s)
#define _In_reads_or_z_(s)
#define _In_reads_or_z_opt_(s)
#define _In_reads_bytes_(s)
#define _In_reads_bytes_opt_(s)
#define _In_reads_to_ptr_(p)
#define _In_reads_to_ptr_opt_(p)
#define _In_reads_to_ptr_z_(p)
#define _In_reads_to_ptr_opt_z_(p)
#define _In_range_(lo, hi)
#define _In_bound_
#define _In_function_class_(name)
#define _In_defensive_(x)

/* What it writes. */
#define _Out_
#define _Out_opt_
#define _Out_writes_(s)
#define _Out_writes_opt_(s)
#define _Out_writes_z_(s)
#define _Out_writes_opt_z_(s)
#define _Out_writes_all_(s)
#define _Out_writes_all_opt_(s)
#define _Out_writes_to_(s, c)
#define _Out_writes_to_opt_(s, c)
#define _Out_writes_bytes_(s)
#define _Out_writes_bytes_opt_(s)
#define _Out_writes_bytes_all_(s)
#define _Out_writes_bytes_all_opt_(s)
#define _Out_writes_bytes_to_(s, c)
#define _Out_writes_bytes_to_opt_(s, c)
#define _Out_writes_to_ptr_(p)
#define _Out_writes_to_ptr_opt_(p)
#define _Out_writes_to_ptr_z_(p)
#define _Out_writes_to_ptr_opt_z_(p)
#define _Out_range_(lo, hi)
#define _Out_bound_
#define _Out_defensive_(x)

/* What it reads and writes. */
#define _Inout_
#define _Inout_opt_
#define _Inout_z_
#define _Inout_opt_z_
#define _Inout_updates_(s)
#define _Inout_updates_opt_(s)
#define _Inout_updates_z_(s)
#define _Inout_updates_opt_z_(s)
#define _Inout_updates_all_(s)
#define _Inout_updates_all_opt_(s)
#define _Inout_updates_to_(s, c)
#define _Inout_updates_to_opt_(s, c)
#define _Inout_updates_bytes_(s)
#define _Inout_updates_bytes_opt_(s)
#define _Inout_updates_bytes_all_(s)
#define _Inout_updates_bytes_all_opt_(s)
#define _Inout_updates_bytes_to_(s, c)
#define _Inout_updates_bytes_to_opt_(s, c)
#define _Inout_defensive_(x)

/* A pointer that it hands out through a pointer or a reference. */
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_opt_result_maybenull_
#define _Outptr_result_z_
#define _Outptr_opt_result_z_
#define _Outptr_result_maybenull_z_
#define _Outptr_opt_result_maybenull_z_
#define _Outptr_result_nullonfailure_
#define _Outptr_opt_result_nullonfailure_
#define _Outptr_result_buffer_(s)
#define _Outptr_opt_result_buffer_(s)
#define _Outptr_result_buffer_to_(s, c)
#define _Outptr_opt_result_buffer_to_(s, c)
#define _Outptr_result_buffer_all_(s)
#define _Outptr_opt_result_buffer_all_(s)
#define _Outptr_result_buffer_maybenull_(s)
#define _Outptr_opt_result_buffer_maybenull_(s)
#define _Outptr_result_bytebuffer_(s)
#define _Outptr_opt_result_bytebuffer_(s)
#define _Outptr_result_bytebuffer_to_(s, c)
#define _Outptr_opt_result_bytebuffer_to_(s, c)
#define _Outptr_result_bytebuffer_all_(s)
#define _Outptr_opt_result_bytebuffer_all_(s)
#define _Outptr_result_bytebuffer_maybenull_(s)
#define _Outptr_opt_result_bytebuffer_maybenull_(s)
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _COM_Outptr_result_maybenull_
#define _COM_Outptr_opt_result_maybenull_
#define _Outref_
#define _Outref_result_maybenull_
#define _Outref_result_nullonfailure_
#define _Outref_result_buffer_(s)
#define _Outref_result_bytebuffer_(s)
#define _Result_nullonfailure_
#define _Result_zeroonfailure_

/* What it returns. */
#define _Ret_z_
#define _Ret_maybenull_
#define _Ret_maybenull_z_
#define _Ret_notnull_
#define _Ret_null_
#define _Ret_valid_
#define _Ret_range_(lo, hi)
#define _Ret_writes_(s)
#define _Ret_writes_z_(s)
#define _Ret_writes_maybenull_(s)
#define _Ret_writes_maybenull_z_(s)
#define _Ret_writes_to_(s, c)
#define _Ret_writes_to_maybenull_(s, c)
#define _Ret_writes_bytes_(s)
#define _Ret_writes_bytes_maybenull_(s)
#define _Ret_writes_bytes_to_(s, c)
#define _Ret_writes_bytes_to_maybenull_(s, c)
#define _Check_return_
#define _Must_inspect_result_
#define _Success_(expr)
#define _Return_type_success_(expr)
#define _Always_(annos)
#define _On_failure_(annos)

/* What holds before and after. */
#define _Pre_
#define _Pre_defensive_
#define _Pre_maybenull_
#define _Pre_notnull_
#define _Pre_null_
#define _Pre_opt_valid_
#define _Pre_valid_
#define _Pre_z_
#define _Pre_invalid_
#define _Pre_unknown_
#define _Pre_equal_to_(expr)
#define _Pre_satisfies_(cond)
#define _Pre_readable_size_(s)
#define _Pre_readable_byte_size_(s)
#define _Pre_writable_size_(s)
#define _Pre_writable_byte_size_(s)
#define _Post_
#define _Post_defensive_
#define _Post_invalid_
#define _Post_maybenull_
#define _Post_notnull_
#define _Post_null_
#define _Post_ptr_invalid_
#define _Post_valid_
#define _Post_z_
#define _Post_maybez_
#define _Post_equal_to_(expr)
#define _Post_satisfies_(cond)
#define _Post_readable_size_(s)
#define _Post_readable_byte_size_(s)
#define _Post_writable_size_(s)
#define _Post_writable_byte_size_(s)
#define _Prepost_z_
#define _Prepost_valid_
#define _Deref_
#define _Deref_in_range_(lo, hi)
#define _Deref_out_range_(lo, hi)
#define _Deref_inout_range_(lo, hi)
#define _Deref_ret_range_(lo, hi)
#define _Deref_out_
#define _Deref_out_opt_
#define _Deref_opt_out_
#define _Deref_opt_out_opt_
#define _Deref_pre_maybenull_
#define _Deref_post_maybenull_
#define _Deref_post_notnull_
#define _Deref_post_null_
#define _Deref_post_z_
#define _Unchanged_(e)
#define _Points_to_data_
#define _Notnull_
#define _Maybenull_
#define _Null_
#define _Valid_
#define _Notvalid_
#define _Maybevalid_
#define _Const_
#define _Reserved_
#define _Literal_
#define _Notliteral_
#define _Notref_
#define _Strict_type_match_
#define _Readable_bytes_(s)
#define _Readable_elements_(s)
#define _Writable_bytes_(s)
#define _Writable_elements_(s)
#define _Null_terminated_
#define _NullNull_terminated_
#define _Maybe_null_terminated_

/* Fields and whole structures. */
#define _Field_size_(s)
#define _Field_size_opt_(s)
#define _Field_size_full_(s)
#define _Field_size_full_opt_(s)
#define _Field_size_part_(s, c)
#define _Field_size_part_opt_(s, c)
#define _Field_size_bytes_(s)
#define _Field_size_bytes_opt_(s)
#define _Field_size_bytes_full_(s)
#define _Field_size_bytes_full_opt_(s)
#define _Field_size_bytes_part_(s, c)
#define _Field_size_bytes_part_opt_(s, c)
#define _Field_z_
#define _Field_range_(lo, hi)
#define _Struct_size_bytes_(s)

/* Conditions, groups and whole functions. */
#define _At_(target, annos)
#define _At_buffer_(target, iter, bound, annos)
#define _When_(cond, annos)
#define _Group_(annos)
#define _Use_decl_annotations_
#define _Function_class_(name)
#define _Called_from_function_class_(name)
#define _Raises_SEH_exception_
#define _Maybe_raises_SEH_exception_
#define _Analysis_noreturn_
#define _Analysis_assume_(expr)
#define _Analysis_assume_nullterminated_(expr)
#define _Analysis_mode_(mode)
#define _Inexpressible_(x)
#define _Printf_format_string_
#define _Scanf_format_string_
#define _Scanf_s_format_string_
#define _Printf_format_string_params_(x)
#define _Scanf_format_string_params_(x)
#define _Scanf_s_format_string_params_(x)

#endif
