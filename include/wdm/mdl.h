/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mdl.h - memory descriptor lists: which page frames a buffer of the kernel's lies in.
 *
 * An MDL is the caller's own: two calls for one at a time are in order by the caller's means.
 *
 * Memory of the kernel's is always there on Linux, and stays where it is: pool, a driver's code and
 * data, stacks. So to lock pages is to record that they are, and to map them is to name the address
 * that they have. For the same reason nothing counts who has locked a page: memory that an MDL
 * describes must stay allocated. Buffers of programs are not provided.
 *
 * A page has 4 KiB, as on Windows, and so has a page frame: its number is that of its physical
 * address, also where Linux' own pages are larger. In user space it is that of the virtual one.
 */
#ifndef NTSPIN_WDM_MDL_H
#define NTSPIN_WDM_MDL_H

#include "dispatcher.h"
#include "driver.h"
#include "page.h"

EXTERN_C_START

/* Behind it lie the numbers of the page frames. */
typedef struct _MDL {
	struct _MDL *Next;
	CSHORT Size;
	CSHORT MdlFlags;
	USHORT AllocationProcessorNumber;
	USHORT Reserved;
	struct _KPROCESS *Process;
	PVOID MappedSystemVa;
	PVOID StartVa;
	ULONG ByteCount;
	ULONG ByteOffset;
} MDL, *PMDL;
typedef const MDL *PCMDL;
typedef PMDL PMDLX;

#define MDL_MAPPED_TO_SYSTEM_VA 0x0001
#define MDL_PAGES_LOCKED 0x0002
#define MDL_SOURCE_IS_NONPAGED_POOL 0x0004
#define MDL_ALLOCATED_FIXED_SIZE 0x0008
#define MDL_PARTIAL 0x0010
#define MDL_PARTIAL_HAS_BEEN_MAPPED 0x0020
#define MDL_IO_PAGE_READ 0x0040
#define MDL_WRITE_OPERATION 0x0080
#define MDL_LOCKED_PAGE_TABLES 0x0100
#define MDL_PARENT_MAPPED_SYSTEM_VA MDL_LOCKED_PAGE_TABLES
#define MDL_FREE_EXTRA_PTES 0x0200
#define MDL_DESCRIBES_AWE 0x0400
#define MDL_IO_SPACE 0x0800
#define MDL_NETWORK_HEADER 0x1000
#define MDL_MAPPING_CAN_FAIL 0x2000
#define MDL_PAGE_CONTENTS_INVARIANT 0x4000
#define MDL_ALLOCATED_MUST_SUCCEED MDL_PAGE_CONTENTS_INVARIANT
#define MDL_INTERNAL 0x8000

C_ASSERT(sizeof(MDL) == 0x30);
C_ASSERT(FIELD_OFFSET(MDL, MdlFlags) == 0x0a);
C_ASSERT(FIELD_OFFSET(MDL, MappedSystemVa) == 0x18);
C_ASSERT(FIELD_OFFSET(MDL, StartVa) == 0x20);
C_ASSERT(FIELD_OFFSET(MDL, ByteCount) == 0x28);
C_ASSERT(FIELD_OFFSET(MDL, ByteOffset) == 0x2c);

/* How much it matters that a mapping is made, with some of MdlMapping...: it is there already. */
typedef enum _MM_PAGE_PRIORITY {
	LowPagePriority = 0,
	NormalPagePriority = 16,
	HighPagePriority = 32
} MM_PAGE_PRIORITY;

#define MdlMappingNoWrite 0x80000000
#define MdlMappingNoExecute 0x40000000
#define MdlMappingWithGuardPtes 0x20000000

typedef enum _LOCK_OPERATION {
	IoReadAccess,
	IoWriteAccess,
	IoModifyAccess
} LOCK_OPERATION;

typedef enum _MEMORY_CACHING_TYPE {
	MmNonCached = FALSE,
	MmCached = TRUE,
	MmWriteCombined,
	MmHardwareCoherentCached,
	MmNonCachedUnordered,
	MmUSWCCached,
	MmMaximumCacheType,
	MmNotMapped = -1
} MEMORY_CACHING_TYPE;

/* How MmAllocatePagesForMdlEx() is to allocate. */
#define MM_DONT_ZERO_ALLOCATION 0x00000001
#define MM_ALLOCATE_FROM_LOCAL_NODE_ONLY 0x00000002
#define MM_ALLOCATE_FULLY_REQUIRED 0x00000004
#define MM_ALLOCATE_NO_WAIT 0x00000008
#define MM_ALLOCATE_PREFER_CONTIGUOUS 0x00000010
#define MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS 0x00000020
#define MM_ALLOCATE_FAST_LARGE_PAGES 0x00000040

#define MmGetMdlByteCount(Mdl) ((Mdl)->ByteCount)
#define MmGetMdlByteOffset(Mdl) ((Mdl)->ByteOffset)
#define MmGetMdlBaseVa(Mdl) ((Mdl)->StartVa)
#define MmGetMdlVirtualAddress(Mdl) ((PVOID)((PCHAR)(Mdl)->StartVa + (Mdl)->ByteOffset))

/**
 * MmGetMdlPfnArray() - the numbers of the page frames, one for each page
 * @Mdl: an MDL that was built, locked, or made of another one
 *
 * Windows: wdm.h, MmGetMdlPfnArray macro.
 */
#define MmGetMdlPfnArray(Mdl) ((PPFN_NUMBER)((Mdl) + 1))

/*
 * Size has 16 bits: what is larger is as large as it can say. Who makes a partial MDL goes by it.
 */
#define NTSPIN_MDL_SIZE_MAX 0x7ff8
#define NTSPIN_MDL_SIZE(bytes) \
	((CSHORT)((bytes) > NTSPIN_MDL_SIZE_MAX ? NTSPIN_MDL_SIZE_MAX : (bytes)))

/**
 * MmInitializeMdl() - make the driver's storage an MDL
 * @Mdl: storage of MmSizeOfMdl() bytes
 * @Base: where the buffer begins
 * @Length: its bytes
 *
 * Windows: wdm.h, MmInitializeMdl macro.
 */
#ifdef NTSPIN_DRIVER
#define MmInitializeMdl(Mdl, Base, Length)							\
	((Mdl)->Next = NULL,									\
	 (Mdl)->Size = NTSPIN_MDL_SIZE(sizeof(MDL) + sizeof(PFN_NUMBER) *			\
				       (SIZE_T)ADDRESS_AND_SIZE_TO_SPAN_PAGES(Base, Length)),	\
	 (Mdl)->MdlFlags = 0, (Mdl)->StartVa = PAGE_ALIGN(Base),				\
	 (Mdl)->ByteOffset = BYTE_OFFSET(Base), (VOID)((Mdl)->ByteCount = (ULONG)(Length)))
#endif

/**
 * MmSizeOfMdl() - how many bytes an MDL of a buffer takes
 * @Base: where the buffer begins
 * @Length: its bytes
 *
 * Context: Any IRQL. Linux: any context.
 * Return: the bytes.
 * Errors: none.
 * Windows: wdm.h, MmSizeOfMdl function.
 */
SIZE_T NTAPI MmSizeOfMdl(_In_ PVOID Base, _In_ SIZE_T Length);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoAllocateMdl() - allocate an MDL for a buffer
 * @VirtualAddress: where the buffer begins
 * @Length: its bytes, at most 4 GB less a page
 * @SecondaryBuffer: whether the MDL goes behind those that @Irp has; else it is its first
 * @ChargeQuota: unused
 * @Irp: the request that gets it; may be NULL
 *
 * It describes no pages yet: MmBuildMdlForNonPagedPool(), MmProbeAndLockPages() or
 * IoBuildPartialMdl() has it do so.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the MDL, for IoFreeMdl(); NULL where there is no memory, or @Length is too large.
 * Errors: One that a driver has not freed when it is unloaded is reported as pool is, by the tag
 *   "Mdl ".
 * Windows: wdm.h, IoAllocateMdl function.
 */
PMDL NTAPI IoAllocateMdl(_In_opt_ __drv_aliasesMem PVOID VirtualAddress, _In_ ULONG Length,
			 _In_ BOOLEAN SecondaryBuffer, _In_ BOOLEAN ChargeQuota,
			 _Inout_opt_ PIRP Irp);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoFreeMdl() - free an MDL
 * @Mdl: what IoAllocateMdl() has returned, not locked
 *
 * This one alone: those behind it stay, and so does what a request has of it.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: One that is locked is reported, and freed. What is none that IoAllocateMdl() has returned
 *   is reported as pool is, and stays.
 * Windows: wdm.h, IoFreeMdl function.
 */
VOID NTAPI IoFreeMdl(_Inout_ PMDL Mdl);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmBuildMdlForNonPagedPool() - have an MDL describe the pages of its buffer, which stays in place
 * @MemoryDescriptorList: an MDL of memory of the kernel's
 *
 * The MDL has the buffer's address as that in system space, and is never locked or unlocked.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: Memory that is none of the kernel's is reported, and nothing is done.
 * Differs from Windows: Paged pool and a stack will do as well, and are not reported: nothing of
 *   Linux' kernel is paged. There paged pool stops Driver Verifier (0xC4/0x7F), and both may be
 *   gone when the MDL is used.
 * Windows: wdm.h, MmBuildMdlForNonPagedPool function.
 */
VOID NTAPI MmBuildMdlForNonPagedPool(_Inout_ PMDL MemoryDescriptorList);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmProbeAndLockPages() - have an MDL describe the pages of its buffer, and lock these
 * @MemoryDescriptorList: an MDL that describes no pages
 * @AccessMode: KernelMode
 * @Operation: what is to be done with the buffer; IoReadAccess is recorded as no write
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: On Windows it raises what a handler catches; here nothing is raised. Memory that is none
 *   of the kernel's, and UserMode, are reported: then nothing is locked, and
 *   MmGetSystemAddressForMdlSafe() returns NULL. So is an MDL that describes pages already.
 * Differs from Windows: Nothing looks whether the buffer may be written to.
 * Windows: wdm.h, MmProbeAndLockPages function.
 */
VOID NTAPI MmProbeAndLockPages(_Inout_ PMDL MemoryDescriptorList, _In_ KPROCESSOR_MODE AccessMode,
			       _In_ LOCK_OPERATION Operation);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmUnlockPages() - take back MmProbeAndLockPages()
 * @MemoryDescriptorList: an MDL that it has locked
 *
 * The MDL may be locked again.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: An MDL that is not locked, is partial, or was made by MmBuildMdlForNonPagedPool() is
 *   reported, and nothing is done.
 * Windows: wdm.h, MmUnlockPages function.
 */
VOID NTAPI MmUnlockPages(_Inout_ PMDL MemoryDescriptorList);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmGetSystemAddressForMdlSafe() - where the buffer of an MDL lies in system space
 * @Mdl: an MDL that describes pages
 * @Priority: unused, as nothing can be lacking
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the address; NULL where the MDL describes no pages.
 * Errors: Such an MDL is reported.
 * Differs from Windows: It is the buffer's own address, and not a second one.
 * Windows: wdm.h, MmGetSystemAddressForMdlSafe function.
 */
PVOID NTAPI MmGetSystemAddressForMdlSafe(_Inout_ PMDL Mdl, _In_ ULONG Priority);

/* As drivers called it before it could fail. */
#define MmGetSystemAddressForMdl(Mdl) MmGetSystemAddressForMdlSafe(Mdl, HighPagePriority)

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * IoBuildPartialMdl() - have an MDL describe a part of what another one does
 * @SourceMdl: an MDL that describes pages
 * @TargetMdl: the caller's, of as many pages at least as the part has
 * @VirtualAddress: where the part begins, by the addresses of @SourceMdl
 * @Length: its bytes; 0: up to the end
 *
 * Where the source is mapped, so is the part. The source must stay as it is for as long as the part
 * is used.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: A part that is not in the source, a target that has not enough room or is locked, and a
 *   source that describes no pages are reported, and nothing is done.
 * Windows: wdm.h, IoBuildPartialMdl function.
 */
VOID NTAPI IoBuildPartialMdl(_In_ PMDL SourceMdl, _Inout_ PMDL TargetMdl, _In_ PVOID VirtualAddress,
			     _In_ ULONG Length);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmPrepareMdlForReuse() - have a partial MDL give up an address of its own in system space
 * @Mdl: a partial MDL, which the next IoBuildPartialMdl() gets
 *
 * Nothing is done for other MDLs, nor where the address is that of its source.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: none.
 * Windows: wdm.h, MmPrepareMdlForReuse macro.
 */
VOID NTAPI MmPrepareMdlForReuse(_Inout_ PMDL Mdl);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmMapLockedPagesSpecifyCache() - map the pages of an MDL into system space
 * @MemoryDescriptorList: an MDL that is locked, partial, or has pages of its own; not mapped
 * @AccessMode: KernelMode
 * @CacheType: unused, as the kernel's memory is cached
 * @RequestedAddress: unused, as it is for programs alone
 * @BugCheckOnFailure: unused, as nothing can be lacking
 * @Priority: unused, as nothing can be lacking
 *
 * MmUnmapLockedPages() takes it back.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: the address; NULL where the MDL describes no pages, or @AccessMode is UserMode.
 * Errors: These are reported. So is an MDL that is mapped already, or was made by
 *   MmBuildMdlForNonPagedPool(): the address that it has is returned.
 * Differs from Windows: It is the buffer's own address, and not a second one; memory that is not
 *   cached is not provided. UserMode is refused, and raises nothing.
 * Windows: wdm.h, MmMapLockedPagesSpecifyCache function.
 */
PVOID NTAPI MmMapLockedPagesSpecifyCache(_Inout_ PMDL MemoryDescriptorList,
					 _In_ KPROCESSOR_MODE AccessMode,
					 _In_ MEMORY_CACHING_TYPE CacheType,
					 _In_opt_ PVOID RequestedAddress,
					 _In_ ULONG BugCheckOnFailure, _In_ ULONG Priority);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmMapLockedPages() - as MmMapLockedPagesSpecifyCache(), from before it could fail
 * @MemoryDescriptorList: as there
 * @AccessMode: as there
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: as there.
 * Errors: as there.
 * Differs from Windows: as there; and the verifier of Windows stops at each call.
 * Windows: wdm.h, MmMapLockedPages function.
 */
PVOID NTAPI MmMapLockedPages(_Inout_ PMDL MemoryDescriptorList, _In_ KPROCESSOR_MODE AccessMode);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmUnmapLockedPages() - take back MmMapLockedPagesSpecifyCache()
 * @BaseAddress: what it, MmMapLockedPages() or MmGetSystemAddressForMdlSafe() has returned
 * @MemoryDescriptorList: the MDL
 *
 * The pages stay locked, and the MDL may be mapped again.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: An MDL that is not mapped there, or has the address from its source or from
 *   MmBuildMdlForNonPagedPool(), is reported, and nothing is done.
 * Differs from Windows: The memory can be reached at the address still.
 * Windows: wdm.h, MmUnmapLockedPages function.
 */
VOID NTAPI MmUnmapLockedPages(_In_ PVOID BaseAddress, _Inout_ PMDL MemoryDescriptorList);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmAllocatePagesForMdlEx() - allocate pages, and an MDL that describes them
 * @LowAddress: where the first range of physical addresses begins that the pages may have
 * @HighAddress: its last address
 * @SkipBytes: from where one range begins to where the next one does; 0: there is one alone
 * @TotalBytes: how much, rounded up to pages; at most 4 GB less two pages
 * @CacheType: unused, as the kernel's memory is cached
 * @Flags: of MM_ALLOCATE_... and MM_DONT_ZERO_ALLOCATION
 *
 * The pages are zeroed, unless @Flags says that they need not be. They are locked, and mapped by
 * MmMapLockedPagesSpecifyCache() or MmGetSystemAddressForMdlSafe(). MmFreePagesFromMdl() frees
 * them; ExFreePool() then frees the MDL.
 *
 * Where there is not so much memory it is half of that, or a quarter, down to a page: the MDL's
 * ByteCount tells. With MM_ALLOCATE_FULLY_REQUIRED or MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS it is
 * all or nothing; with MM_ALLOCATE_NO_WAIT nothing is waited for.
 *
 * Context: IRQL <= DISPATCH_LEVEL, there much is had less often. Linux: any context but an NMI.
 * Return: the MDL; NULL where there is no memory, or none in the ranges.
 * Errors: With the verifier on a call above DISPATCH_LEVEL is reported, and returns NULL. What a
 *   driver has not freed when it is unloaded is reported as pool is: the pages by the tag "MdlP",
 *   the MDL by "Mdl ".
 * Differs from Windows: The pages are had from anywhere, and given back where these are not in the
 *   ranges: a range that leaves much memory out is no use. They follow each other in system space,
 *   and the MDL's StartVa is where. Pages of other nodes are not ruled out. Chunks that are
 *   larger than a page, and large pages, are NULL for the most part.
 * Windows: wdm.h, MmAllocatePagesForMdlEx function.
 */
PMDL NTAPI MmAllocatePagesForMdlEx(_In_ PHYSICAL_ADDRESS LowAddress,
				   _In_ PHYSICAL_ADDRESS HighAddress,
				   _In_ PHYSICAL_ADDRESS SkipBytes, _In_ SIZE_T TotalBytes,
				   _In_ MEMORY_CACHING_TYPE CacheType, _In_ ULONG Flags);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmAllocatePagesForMdl() - MmAllocatePagesForMdlEx(), without flags
 * @LowAddress: as there
 * @HighAddress: as there
 * @SkipBytes: as there
 * @TotalBytes: as there
 *
 * Context: IRQL <= DISPATCH_LEVEL, there much is had less often. Linux: any context but an NMI.
 * Return: as there.
 * Errors: as there.
 * Differs from Windows: as there.
 * Windows: wdm.h, MmAllocatePagesForMdl function.
 */
PMDL NTAPI MmAllocatePagesForMdl(_In_ PHYSICAL_ADDRESS LowAddress,
				 _In_ PHYSICAL_ADDRESS HighAddress,
				 _In_ PHYSICAL_ADDRESS SkipBytes, _In_ SIZE_T TotalBytes);

_IRQL_requires_max_(DISPATCH_LEVEL)
/**
 * MmFreePagesFromMdl() - free the pages that were allocated with an MDL
 * @MemoryDescriptorList: what MmAllocatePagesForMdlEx() has returned, not mapped
 *
 * The MDL stays, and describes no pages: ExFreePool() frees it.
 *
 * Context: IRQL <= DISPATCH_LEVEL. Linux: any context but an NMI.
 * Return: nothing.
 * Errors: An MDL whose pages were not allocated with it, or are freed already, is reported, and
 *   nothing is done. One that is mapped is reported, and its pages are freed. With the verifier on
 *   a call above DISPATCH_LEVEL is reported, and nothing is done.
 * Windows: wdm.h, MmFreePagesFromMdl function.
 */
VOID NTAPI MmFreePagesFromMdl(_Inout_ PMDL MemoryDescriptorList);

EXTERN_C_END

#endif
