# SPDX-License-Identifier: GPL-2.0
"""analyze_sleep.py - which of Windows' routines may sleep, beside those that are declared so."""

from __future__ import annotations

import re

from analyze_effects import NAME

# By name; and with a timeout, which is the argument of that number.
SLEEPS = re.compile(r"(?:Zw|ExAcquireFastMutex|ExAcquireResource|KeAcquireGuardedMutex|"
                    r"ExAcquirePushLock|ExAcquireShared(?:Starve|WaitFor)Exclusive|"
                    r"ExEnterCriticalRegionAndAcquire|FltAcquire(?:PushLock|Resource)|"
                    r"KeDelayExecutionThread|KeFlushQueuedDpcs|PsCreateSystemThread|"
                    r"MmLockPagableCodeSection|ExWaitForRundownProtectionRelease)\w*$")
# A lock that sleeps is let go at APC_LEVEL, too, but nobody waits there.
LETS_GO = re.compile(r"(?:Ex|Ke|Flt)Release\w+$")
TIMEOUTS = {"KeWaitForSingleObject": 4, "KeWaitForMultipleObjects": 6, "KeWaitForMutexObject": 4}
NULLS = {"0", "NULL", "((void*)0)", "__null", "nullptr"}
PAGED_FLAG = 0x100


def is_zero(timeout: str, text: str) -> bool:
    """A wait that only looks: its timeout is a local variable that is only ever made zero."""
    name = timeout.lstrip("&(").rstrip(")")
    if timeout in NULLS or not timeout.startswith("&") or not NAME.match(name):
        return False
    values = re.findall(rf"\b{name}(?: \. \w+)* = (.*?) ;", text)
    zero = r"[{(]*(?:\.QuadPart=)?(?:0(?:[uUlLiI]+(?:64)?)?)?[})]*"
    return bool(values) and all(re.fullmatch(zero, value.replace(" ", "")) for value in values)


def may_sleep(name: str, arguments: list[str], text: str, declared: bool = False) -> bool:
    """
    Does Windows' routine of this name, with these arguments? text is the caller's body, its tokens
    apart; declared, whether its annotations say so.
    """
    if declared and not LETS_GO.match(name):
        return True
    if SLEEPS.match(name):
        return True
    if name in TIMEOUTS:
        which = TIMEOUTS[name]
        return which >= len(arguments) or not is_zero(arguments[which], text)
    if name.startswith("ExAllocatePool") and arguments:
        flag = re.fullmatch(r"\(*(0[xX][0-9a-fA-F]+|\d+)\w*\)*", arguments[0])
        if name in ("ExAllocatePool2", "ExAllocatePool3"):
            return "POOL_FLAG_PAGED" in arguments[0] or bool(
                flag and int(flag[1], 0) & PAGED_FLAG)
        return "PagedPool" in arguments[0] and "NonPaged" not in arguments[0]
    return False
