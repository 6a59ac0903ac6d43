/* SPDX-License-Identifier: GPL-2.0 */
/*
 * guiddef.h - GUID, and how drivers name one.
 *
 * DEFINE_GUID declares, and defines in the one file that includes <initguid.h>
 * first. It may stand in the same header for both, so this file can be read again.
 */
#ifndef NTSPIN_GUIDDEF_H
#define NTSPIN_GUIDDEF_H

#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
	unsigned int Data1;
	unsigned short Data2;
	unsigned short Data3;
	unsigned char Data4[8];
} GUID;
#endif

typedef GUID *PGUID, *LPGUID;
typedef GUID UUID;
typedef const GUID *LPCGUID;
typedef GUID IID, *LPIID;
typedef GUID CLSID, *LPCLSID;
typedef GUID FMTID, *LPFMTID;

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const IID &
#define REFFMTID const IID &

__inline__ bool operator==(const GUID &a, const GUID &b)
{
	return __builtin_memcmp(&a, &b, sizeof(GUID)) == 0;
}

__inline__ bool operator!=(const GUID &a, const GUID &b)
{
	return !(a == b);
}

#define IsEqualGUID(a, b) ((a) == (b))
#define NTSPIN_GUID_LINKAGE extern "C"
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const IID *
#define REFFMTID const IID *
#define IsEqualGUID(a, b) (!__builtin_memcmp(a, b, sizeof(GUID)))
#define NTSPIN_GUID_LINKAGE extern
#endif
#define InlineIsEqualGUID(a, b) IsEqualGUID(a, b)
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)

#endif

/* Several files may define the same one: they are one. */
#undef DEFINE_GUID
#ifdef INITGUID
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)			\
	NTSPIN_GUID_LINKAGE const GUID name;						\
	NTSPIN_GUID_LINKAGE const GUID __attribute__((__weak__)) name;			\
	const GUID name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)			\
	NTSPIN_GUID_LINKAGE const GUID name
#endif
#undef DEFINE_OLEGUID
#define DEFINE_OLEGUID(name, l, w1, w2) DEFINE_GUID(name, l, w1, w2, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)
