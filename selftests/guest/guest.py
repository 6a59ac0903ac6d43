#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""guest.py - boot a kernel in QEMU, run a command in it, check its console.

    guest.py --kernel VMLINUZ --logs DIR [options] FILE... -- COMMAND

FILEs (and folders) lie in the guest's /root, where the shell COMMAND runs. DIR gets console.log,
the kernel's messages, output.log, what the command printed, and monitor.log, what QEMU says of the
CPUs of a guest that hangs. The exit status is the command's, or 1 where the guest hung or died or
its console has a line that no clean one has. A death that check_console.py finds to be no result is said, and the guest
booted again.
"""

from __future__ import annotations

import argparse
import ctypes
import mmap
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "scripts"))
from initramfs import Archive  # noqa: E402
import check_console  # noqa: E402

# An oops is the end of the guest (QEMU leaves at the reboot), not the beginning of a hang. A guest
# that hangs is sent an NMI, and answers with what each CPU is doing. A task may wait as long as KUnit
# lets a case run; a CPU may be kept from its work by what else runs on the host, so that the
# kernel's detectors wait for two minutes instead of 20 seconds. The log keeps all: log_clean.sh
# looks for what was said at the beginning.
APPEND = ("panic=-1 oops=panic hung_task_panic=1 softlockup_panic=1 log_buf_len=4M "
          "sysctl.kernel.hung_task_timeout_secs=300 "
          "watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120 "
          "sysctl.kernel.panic_on_rcu_stall=1 panic_print=192")

QEMU = ["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-monitor", "stdio"]
IN_PARALLEL = ["-accel", "tcg,thread=multi"]
# The time-stamp counter counts instructions. Takes one CPU.
COUNTED = ["-accel", "tcg,thread=single", "-icount", "shift=0"]

# -hypervisor: QEMU sets that bit even without acceleration, and Linux' own spin locks then turn
# into an unfair test-and-set, which nobody wants to be compared with.
# pauth-impdef: QEMU's own pointer authentication, many times faster than the architected one.
CPUS = {"amd64": "max,-hypervisor", "arm64": "max,pauth-impdef=on"}


def tsc_khz(seconds: float = 0.05) -> int:
    """How fast the time-stamp counter of this machine counts, which is what QEMU shows; 0: unknown.

    A guest would measure it against emulated timers. Where the host is busy it has come out 13 times
    too slow: then the guest's clock runs 13 times too fast, and all that waits for a time fails.
    """
    if os.uname().machine != "x86_64":
        return 0
    read_counter = bytes.fromhex("0f31 48c1e220 4809d0 c3")  # rdtsc; shl rdx, 32; or rax, rdx; ret
    try:
        code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    except OSError:
        return 0
    code.write(read_counter)
    counter = ctypes.CFUNCTYPE(ctypes.c_uint64)(ctypes.addressof(ctypes.c_char.from_buffer(code)))

    def both() -> tuple[int, int, int]:
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
        ticks = counter()
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW) - before, before, ticks

    # Of several the one that nobody came into.
    _, begun, first = min(both() for _ in range(20))
    time.sleep(seconds)
    _, ended, last = min(both() for _ in range(20))
    return round((last - first) * 1_000_000 / (ended - begun))


def machine(options: argparse.Namespace, console: Path, output: Path) -> list[str]:
    """The machine of that architecture, with two serial lines: the kernel's and the tests'."""
    if options.architecture == "arm64":
        return ["qemu-system-aarch64", *QEMU, "-machine", "virt,gic-version=3",
                "-serial", f"file:{console}", "-chardev", f"file,id=tests,path={output}",
                "-device", "pci-serial,chardev=tests",
                "-append", f"console=ttyAMA0 {APPEND} {options.append}"]
    # A busy host may deliver no tick while Linux looks whether ticks come, and it would panic
    # (no_timer_check), or late ones, and it would take the TSC for unstable and patch its code, which
    # QEMU may not survive (tsc).
    khz = 0 if options.icount else tsc_khz()
    known = f"tsc_early_khz={khz} " if khz else ""
    return ["qemu-system-x86_64", *QEMU, "-serial", f"file:{console}", "-serial", f"file:{output}",
            "-append", f"console=ttyS0 unknown_nmi_panic no_timer_check tsc=reliable {known}{APPEND} {options.append}"]


# A kernel that panics may hang on its way out: this many seconds, then it is a hang.
PANIC_LIMIT = 90


@dataclass
class Tail:
    """What is new at the end of a growing file, line by line."""

    path: Path
    done: int = 0

    def lines(self) -> list[str]:
        with self.path.open("rb") as file:
            file.seek(self.done)
            data = file.read()
        whole = data[:data.rfind(b"\n") + 1]
        self.done += len(whole)
        return whole.decode(errors="replace").replace("\r", "").splitlines()


def make_initramfs(path: Path, busybox: Path, files: list[Path], command: str) -> None:
    with path.open("wb") as out:
        archive = Archive(out)
        archive.folder("dev")
        archive.character_device("dev/console", 5, 1)
        archive.add("bin/busybox", busybox)
        archive.link("bin/sh", "busybox")
        archive.add("init", HERE / "init")
        archive.file("command", command.encode() + b"\n")
        archive.folder("root")
        for file in files:
            archive.add(f"root/{file.name}", file)
        archive.close()


def die_with_parent() -> None:
    """In the child before it becomes QEMU: whatever ends us, be it SIGKILL, ends QEMU too."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def ask_what_it_does(qemu: subprocess.Popen[bytes], architecture: str) -> None:
    """To QEMU's monitor: each CPU's registers, for a kernel that can say nothing any more; then an NMI
    to every CPU. The panic that it causes ends the guest. QEMU's arm64 machine has no NMI to send."""
    last = "quit" if architecture == "arm64" else "nmi"
    try:
        qemu.communicate(f"info registers -a\n{last}\n".encode(), timeout=15)
    except subprocess.TimeoutExpired:
        pass


class Progress:
    """`NAME: N s` on a terminal, rewritten in place; a line each half minute elsewhere."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = time.monotonic()
        self._next = 0.0 if sys.stderr.isatty() else 30.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.start

    def tick(self) -> None:
        if self.seconds < self._next:
            return
        if sys.stderr.isatty():
            self._next = self.seconds + 1
            print(f"\r{self.name}: {self.seconds:.0f} s ", end="", file=sys.stderr, flush=True)
        else:
            self._next = self.seconds + 30
            print(f"{self.name}: {self.seconds:.0f} s so far", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def boot(options: argparse.Namespace, console: Path, output: Path, initramfs: Path) -> int | None:
    """Run the guest to its end; the command's exit status, or None where it never gave one."""
    for path in (console, output):
        path.write_bytes(b"")
    accelerator = COUNTED if options.icount else IN_PARALLEL
    cpu = "max" if options.virtual else CPUS[options.architecture]
    arguments = [*machine(options, console, output), "-cpu", cpu, *accelerator,
                 "-smp", str(options.cpus), "-m", options.memory,
                 *(word for device in options.device for word in ("-device", device)),
                 "-kernel", str(options.kernel), "-initrd", str(initramfs)]
    status = None
    limit = options.limit
    progress = Progress(options.name)
    tails = [Tail(console), Tail(output)]

    def look() -> None:
        nonlocal status, limit
        for tail in tails:
            for line in tail.lines():
                ended = re.fullmatch(r"guest: exit (\d+)", line)
                if tail.path == output and ended:
                    status = int(ended[1])
                if tail.path == console and "Kernel panic - not syncing" in line:
                    limit = min(limit, progress.seconds + PANIC_LIMIT)
                shown = options.show and re.search(options.show, line)
                if shown:
                    progress.clear()
                    print(line[shown.end():], flush=True)

    with monitor_log(console).open("wb") as monitor, \
            subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=monitor,
                             preexec_fn=die_with_parent) as qemu:
        try:
            while qemu.poll() is None and progress.seconds < limit:
                progress.tick()
                look()
                time.sleep(0.1)
            timed_out = qemu.poll() is None
            if timed_out:
                ask_what_it_does(qemu, options.architecture)
        finally:
            qemu.kill()
            progress.clear()
    look()
    if timed_out:
        print(f"{options.name}: the guest did not end within {limit:.0f} s; "
              "its logs say what its CPUs were doing")
        return None
    if status is None:
        print(f"{options.name}: the guest died after {progress.seconds:.0f} s")
    return status


def monitor_log(console: Path) -> Path:
    return console.with_name("monitor.log")


def print_registers(console: Path) -> None:
    """Where each CPU was when QEMU was asked, if it was; a halted one waits for an interrupt."""
    for number, where, more in re.findall(r"^CPU#(\d+)$.*?\b(RIP=\w+|PC=\w+).*?\b(HLT=\d|X30=\w+)",
                                          check_console.read(monitor_log(console)), re.M | re.S):
        print(f"  CPU {number}: {where} {more}")


def print_last_lines(console: Path) -> None:
    """What the kernel said last of its own accord, and where its CPUs were when asked."""
    lines = check_console.read(console).splitlines()
    end = next((number for number, line in enumerate(lines) if "NMI: Not continuing" in line),
               len(lines))
    print(f"the last lines of {console}:")
    for line in lines[max(0, end - 30):end]:
        print(f"  {line}")
    for line in lines[end:]:
        if re.search(r"CPU: \d|RIP: ", line):
            print(f"  {line}")
    print_registers(console)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kernel", type=Path, required=True)
    parser.add_argument("--logs", type=Path, required=True)
    parser.add_argument("--architecture", choices=CPUS, default="amd64", help="as Debian calls it")
    parser.add_argument("--busybox", type=Path, default="/bin/busybox", help="a static one for it")
    parser.add_argument("--name", default="guest", help="what progress lines call it")
    parser.add_argument("--cpus", type=int, default=4)
    parser.add_argument("--memory", default="1G")
    parser.add_argument("--limit", type=int, default=300, help="seconds, then it is a hang")
    parser.add_argument("--icount", action="store_true",
                        help="let the time-stamp counter count instructions")
    parser.add_argument("--virtual", action="store_true",
                        help="let the kernel know that it runs in a virtual machine")
    parser.add_argument("--append", default="", help="more kernel parameters")
    parser.add_argument("--device", action="append", default=[],
                        help="one more of QEMU's, such as edu; may be given again")
    parser.add_argument("--show", metavar="REGEX",
                        help="print what follows REGEX on a line of the guest's, as it comes")
    parser.add_argument("files", type=Path, nargs="*")
    arguments = sys.argv[1:]
    if "--" not in arguments:
        parser.error("no -- COMMAND")
    split = arguments.index("--")
    options = parser.parse_args(arguments[:split])
    options.command = " ".join(arguments[split + 1:])
    return options


def interrupted(number: int, _frame: Any) -> None:
    sys.exit(128 + number)


def main() -> int:
    options = parse()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    options.logs.mkdir(parents=True, exist_ok=True)
    console, output, initramfs = (options.logs / name
                                  for name in ("console.log", "output.log", "initramfs.cpio"))
    make_initramfs(initramfs, options.busybox, options.files, options.command)
    try:
        status = boot(options, console, output, initramfs)
        # Code is patched while a kernel boots, and for each tracepoint that is switched. What QEMU
        # makes of that is no fault of a test; so once more says no less, and twice more neither.
        for _ in range(check_console.MAX_RETRIES):
            why = check_console.retry_reason(check_console.read(console), "Run /init as init process")
            if status is not None or not why:
                break
            print_last_lines(console)
            check_console.report_retry(options.name, why)
            status = boot(options, console, output, initramfs)
    finally:
        initramfs.unlink()
    clean = check_console.is_clean(console)
    if status is None:
        print_last_lines(console)
    if status is None or not clean:
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
