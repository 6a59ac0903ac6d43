# SPDX-License-Identifier: GPL-2.0
"""port_names.py - of each name that a driver wants: is it provided, what else is to be used, or why not.

What is provided is read from include/, and what is a name of Windows' from the import libraries of
mingw-w64 where they are installed. The tables below are asked only of what is in neither.
"""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import dialect

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = Path("/usr/x86_64-w64-mingw32/lib")
IMPORTS = ["libntoskrnl.a", "libhal.a", "libndis.a", "libfltmgr.a", "libfwpkclnt.a", "libscsiport.a",
           "libstorport.a", "libvideoprt.a", "libusbd.a", "libks.a", "libportcls.a", "libtdi.a"]

PROVIDED, USE, CANNOT = "provided", "not provided: use ", "cannot be had: "


@dataclass(frozen=True)
class Verdict:
    kind: str  # provided, use, cannot, own
    text: str


# Another system's frameworks, by what their names begin with, and their headers.
FRAMEWORKS = [
    (r"^_?P?(Wdf[A-Z]|WDF|EVT_WDF)|^(wdf|kmdf)\w*\.h$", "WDF is a framework of its own; WDM drivers can be ported"),
    (r"^_?P?(Ndis[A-Z]|NDIS|NET_BUFFER|NET_)|^(ndis|netbuf|netadapter)\w*\.h$",
     "NDIS is Windows' network stack; Linux' net_device takes its place on the Linux side"),
    (r"^_?P?(Fwp|FWP|IPPACKET)|^fwp\w*\.h$",
     "WFP is Windows' packet filter; Linux' netfilter takes its place on the Linux side"),
    (r"^_?P?(Flt[A-Z]|FLT_)|^flt\w*\.h$",
     "the filter manager filters Windows' file systems, which Linux has not"),
    (r"^_?P?(Cc|FsRtl|FSRTL_|FSCTL)[A-Z_]", "Windows' cache manager and file system library"),
    (r"^_?P?(Wsk[A-Z]|WSK_|Nmr[A-Z]|NPI_|NL_|MIB_|NET(IO)?_|IF_|IN6?_ADDR|SOCKADDR|ADDRESS_FAMILY|AF_|IPPROTO|"
     r"SCOPE_ID|IN6?_PKTINFO|IPV[46]_)|^(wsk|netio\w*|ifdef|ifmib|nldef|ws2\w*|in6?addr|mstcpip|ip2string|"
     r"winsock\w*)\.h$", "Windows' sockets and network interfaces; Linux' are on the Linux side"),
    (r"^_?P?(StorPort|ScsiPort|AtaPort|STOR_|SCSI_|ATA_|IDE_|SP_RETURN_)|"
     r"^(storport|scsi|srb|ntddscsi|miniport|minitape|classpnp|ide)\w*\.h$|^(ata|irb)\.h$",
     "the storage port drivers are Windows'; Linux' block layer is on the Linux side"),
    (r"^_?P?(Ks[A-Z]|KS(PROPERTY|DEVICE|FILTER|STREAM|PIN(?!_?LOCK))|IPort)|^Pc(AddAdapter|InitializeAdapter|New[A-Z]|Register[A-Z])|^(ks|portcls|ksmedia|stdunk|punknown|dmusicks|drmk|mmreg|msapofxproxy)\w*\.h$",
     "kernel streaming is Windows'; ALSA and V4L2 are on the Linux side"),
    (r"^_?P?(Usb[A-Z]|USB[A-Z\d]*_|URB(_|$))|^usb\w*\.h$", "Windows' USB stack; Linux' usbcore is on the Linux side"),
    (r"^_?P?(Hid[A-Z]|HID[A-Z]*_|GAMEENUM_)|^(hid\w*|gameport)\.h$", "Windows' HID stack; Linux' is on the Linux side"),
    (r"^_?P?(Tdi|TDI|TA_[A-Z]|TRANSPORT_ADDRESS)|^tdi\w*\.h$", "TDI is gone from Windows, too; sockets are on the Linux side"),
    (r"^_?P?(Dxgk|DXGK|Video[PD]|D3D)|^(dispmprt|d3dk|video)\w*\.h$",
     "Windows' display driver model; DRM is on the Linux side"),
    (r"^_?P?PF_[A-Z]|^(pfhook|ipfirewall|ipexport|ipinfo)\.h$",
     "a hook into Windows' packets of the Internet; Linux' netfilter takes its place on the Linux side"),
    (r"^AuxKlib[A-Z]|^AUX_MODULE|^aux_klib\.h$", "the list of Windows' kernel modules"),
    (r"^(windows|windowsx|winioctl|winuser|wingdi|winnls|wincrypt|winreg|winsvc|commctrl|uxtheme|setupapi|shlobj|"
     r"shellapi|shlwapi|psapi|tlhelp32|dbghelp|sspi|schannel|windns|iphlpapi|objbase|ole2|oleauto|stdio|tchar|"
     r"conio|iostream|vector|string|memory|map)(\.h)?$", "a header of programs, not of drivers"),
    (r"^(time|math|locale|signal|setjmp|dos)\.h$",
     "of C's library, of which a driver here has what docs/porting.md names"),
    (r"^_?P?(TraceLogging\w*|TRACELOGGING\w*|Etw[A-Z]\w+|REGHANDLE|EVENT_(DESCRIPTOR|DATA_DESCRIPTOR))$|"
     r"^(traceloggingprovider|winmeta|evntprov)\.h$", "Windows' event tracing; Linux' trace points are on the Linux side"),
    (r"^_?P?(DMA_(ADAPTER|OPERATIONS)|DEVICE_DESCRIPTION|SCATTER_GATHER_\w+)$|^IoGetDmaAdapter$|"
     r"^(Allocate|Free)(CommonBuffer|AdapterChannel|MapRegisters)|^MapTransfer$|^FlushAdapterBuffers$|"
     r"^(Get|Put|Build|Calculate)\w*ScatterGather\w*$|^HalGetAdapter$",
     "Windows' DMA adapter is its bus driver's; Linux' dma_map_*() and dma_alloc_coherent() are on the Linux side"),
    (r"^(Ex|Rtl)Raise[A-Z]\w+$", "no exception is ever raised here: return the status"),
    (r"^ProbeFor(Read|Write)$|^Mm(Uns|S)ecureVirtualMemory$|^MmMapLockedPagesWithReservedMapping$|"
     r"^MM_(USER_PROBE_ADDRESS|HIGHEST_USER_ADDRESS|SYSTEM_RANGE_START)$|^Mm(UserProbeAddress|HighestUserAddress|SystemRangeStart)$",
     "a driver gets no program's memory here, but buffers of the kernel's; nor is an exception raised"),
    (r"^Ke(Stack)?(Attach|Unstack)\w*Process$|^Ke(Detach|UnstackDetach)Process$|^IoGetCurrentProcess$|^IoThreadToProcess$|^P?R?KAPC_STATE$",
     "there is no process object: who calls is told by PsGetCurrentProcessId"),
    (r"^(rx|rxproc|rxprocs|rxtypes|rxcontx|mrx|mrxfcb|lowio|ntrxdef|midatlax|fcbtable)\.h$|"
     r"^P?(RX_CONTEXT|MRX_\w+|LOWIO_\w+|RDBSS_\w+|NT_CREATE_PARAMETERS)$",
     "RDBSS redirects Windows' file systems to a network, and Linux has none of it"),
    (r"^(c(assert|ctype|errno|limits|math|stdarg|stddef|stdint|stdio|stdlib|string|time|wchar)|algorithm|array|"
     r"atomic|exception|functional|initializer_list|iterator|limits|list|mutex|new|numeric|optional|set|sstream|"
     r"stdexcept|string_view|thread|tuple|type_traits|typeinfo|unordered_map|utility|variant|chrono|bit|compare|"
     r"concepts|format|span|ranges)$", "C++'s library, which is not in the kernel"),
    (r"^(bcrypt|ncrypt)\.h$|^_?P?(BCrypt[A-Z]|BCRYPT_)",
     "Windows' cryptography; Linux' crypto API is on the Linux side"),
    (r"^Ke(Initialize|Insert|Remove)\w*Apc|Apc$|^KeAre(All)?ApcsDisabled$",
     "Linux delivers no APCs, and nobody counts who has them disabled"),
    (r"^Ke(Save|Restore)FloatingPointState$|^P?KFLOATING_SAVE$|^Ke(Save|Restore)ExtendedProcessorState$|^P?XSTATE_SAVE$",
     "a driver is compiled without floating point, as the kernel is; the Linux side has kernel_fpu_begin()"),
    (r"^(Ob|Ps|Cm|Se|Io)\w*(Callback|NotifyRoutine)s?(Ex\d?)?$",
     "a hook into Windows' processes, registry or objects"),
    (r"^_?P?(REG_(NOTIFY_CLASS|\w+_INFORMATION(_V\d)?)|EX_CALLBACK_FUNCTION|PS_CREATE_NOTIFY_INFO|"
     r"OB_(PRE|POST|CALLBACK|OPERATION|FLT)\w*)$", "a hook into Windows' processes, registry or objects"),
    (r"^_?P?(KTM|KRESOURCEMANAGER|KENLISTMENT|KTRANSACTION|TM_RM_NOTIFICATION|"
     r"(TRANSACTION|TRANSACTIONMANAGER|RESOURCEMANAGER|RESOURCE_MANAGER|ENLISTMENT)_\w+)$",
     "Windows' transactions of files and the registry"),
    (r"^(Ob|Se|Cm|Ps|Po|Hal|Hvl|Etw|Tm|Lsa|Sec)[A-Z]\w+",
     "an object of Windows' kernel that Linux has not, or has under another form"),
]

# What a driver's Linux side is to do instead.
INSTEAD = [
    (r"^(Io(Connect|Disconnect)Interrupt)", "ntspin_interrupt_connect() of <ntspin/interrupt.h>"),
    (r"^(Zw|Nt)\w*(Key|Registry)|^RtlQueryRegistry|^RtlWriteRegistry|^IoOpenDevice\w*Key",
     "a module parameter, kept by the Linux side"),
    (r"^(Zw|Nt)[A-Z]", "the Linux side: Linux' own file and process calls"),
    (r"^(Dbg|Kd|vDbg)Print|^KdPrint|^DbgBreak|^Trace|^DoTrace|^WPP_", "pr_info() on the Linux side"),
    (r"^Mm[A-Z]", "ioremap(), dma_map_*() or a kernel address, by the Linux side"),
    (r"^(READ|WRITE)_(PORT|REGISTER)", "readl(), writel() or inl(), outl() on the Linux side"),
    (r"^Io(CreateDeviceSecure|Create\w*Link|RegisterDeviceInterface)",
     "a misc device on the Linux side"),
    (r"^Io[A-Z]", "the Linux side: a misc device and its file_operations"),
    (r"^v?s(n|w|nw)?printf$", "_snprintf or RtlStringCbPrintfA, which are told how much room there is"),
    (r"^Rtl[A-Z]", "C's own, or the Linux side"),
    (r"^(Ke|Ki)[A-Z]", "the Linux side"),
    (r"^(Ex|Wmi|Pcw|Aux)[A-Z]", "the Linux side"),
]

# Of a macro the name alone: its body may call what is nowhere.
BODY = re.compile(r"^([ \t]*#[ \t]*define[ \t]+\w+)(?:\\\n|[^\n])*", re.M)
ANY_WORD = re.compile(r"\b[A-Za-z_]\w+\b")


@functools.cache
def provided() -> frozenset[str]:
    """What the compiler sees of the headers, each word; without one, their words but for comments."""
    if names := seen():
        return frozenset(names)
    names = set()
    for path in (ROOT / "include").rglob("*.h*"):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", path.read_text(), flags=re.S)
        names.update(ANY_WORD.findall(BODY.sub(r"\1", text)))
    return frozenset(names)


def seen() -> set[str]:
    """With the names that a table pastes together, and without the bodies of macros."""
    header = "".join(f"#include <{path.name}>\n" for folder in ("include", "include/crt")
                     for path in sorted((ROOT / folder).glob("*.h")))
    compiler = next((name for name in (*dialect.clangs(), "gcc") if shutil.which(name)), None)
    if not compiler:
        return set()
    run = subprocess.run([compiler, "-E", "-P", "-dD", "-nostdinc", "-fshort-wchar", "-x", "c",
                          *dialect.INCLUDE, *dialect.FIRST, "-"],
                         input=header, text=True, capture_output=True, check=False)
    return set(ANY_WORD.findall(BODY.sub(r"\1", run.stdout)))


@functools.cache
def windows() -> frozenset[str]:
    """What Windows' kernel exports; empty where mingw-w64 is not installed."""
    tool = shutil.which("nm") or shutil.which("x86_64-w64-mingw32-nm")
    names: set[str] = set()
    for library in IMPORTS:
        if tool and (LIBRARIES / library).exists():
            run = subprocess.run([tool, "-g", LIBRARIES / library], text=True, capture_output=True,
                                 check=False)
            names.update(re.findall(r" [TI] (?:__imp_)?([A-Za-z]\w+)$", run.stdout, re.M))
    return frozenset(names)


PREFIX = re.compile(r"^(Ke|Ki|Ex|Io|Rtl|Zw|Nt|Mm|Ob|Ps|Se|Po|Cc|FsRtl|Hal|Wdf|Ndis|Flt|Fwp[sm]|Etw|Cm|"
                    r"Interlocked|Dbg|Kd|Wmi|StorPort|ScsiPort|Hv|Tdi)[A-Z]\w+$")


def is_exported(name: str) -> bool:
    """Of the kernel's routines and variables, as far as that can be told; it need not be called."""
    return name in windows() or bool(re.match(r"(Zw|Nt|Ps|Se|Ob)[A-Z][a-z]\w*$", name))


def is_windows(name: str) -> bool:
    """A name of Windows' rather than the driver's own, as far as that can be told."""
    return name in windows() or bool(PREFIX.match(name)) or \
        any(re.search(pattern, name) for pattern, _ in FRAMEWORKS)


def has_header(name: str) -> bool:
    lower = name.replace("\\", "/").lower()
    include = ROOT / "include"
    return any(path.relative_to(base).as_posix().lower() == lower
               for base in (include, include / "crt") if base.is_dir() for path in base.rglob("*.h"))


def verdict(name: str, kind: str = "routine") -> Verdict:
    if kind == "header" and has_header(name) or kind != "header" and name in provided():
        return Verdict("provided", PROVIDED)
    base = name.replace("\\", "/").rpartition("/")[2].lower() if kind == "header" else name
    for pattern, why in FRAMEWORKS:
        if re.search(pattern, base):
            return Verdict("cannot", CANNOT + why)
    if kind == "header":
        return Verdict("own", "not provided: use a header of the driver's own; it is not in the folder")
    for pattern, what in INSTEAD:
        if re.search(pattern, name):
            return Verdict("use", USE + what)
    if name in windows():
        return Verdict("use", USE + "the Linux side")
    return Verdict("own", USE + "a definition of your own: no name of Windows' that is known here")
