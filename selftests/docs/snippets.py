# SPDX-License-Identifier: GPL-2.0
"""snippets.py - the lines of a document, pasted: commands into a shell, Kbuild and C into a driver. C that
stands in an example, letter for letter, is built and run with that.

What needs root, a guest, a network or many minutes finds a stub (stubs.sh), which looks at its
words. All happens in a copy of the project and beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import tables
from documents import Document
from tree import SKIPPED, Tree

HERE = Path(__file__).resolve().parent

# What a reader puts in.
PLACES = (("/path/to/ntspin", "$NTSPIN"), ("/path/to/headers", "$HEADERS"), ("-C headers", '-C "$HEADERS"'),
          ("/lib/modules/$(uname -r)/build", "$HEADERS"), ("~/src/linux", "$LINUX"), (">/sys/", '>"$SYS"/'),
          ("NTSPIN=...", 'NTSPIN="$NTSPIN"'), ("KO=...", 'KO="$NTSPIN/ntspin.ko"'), ("KDIR=...", 'KDIR="$HEADERS"'),
          ("/dev/notice", '"$SCRATCH/notice"'), (" DIR... FILE...", " . queue.c"), ("scripts/port DIR", 'scripts/port "$SCRATCH/mydrv"'),
          ("STEP...", "style locked"), ("uml | x86_64 | rt | kcsan | arm64", "uml x86_64 rt kcsan arm64"))
COMMANDS = ("make", "insmod", "modprobe", "echo", "apt-get", "dkms", "modinfo", "mokutil", "perf", "valgrind",
            "openssl", "$(pkg-config", "pkg-config", "$HEADERS/scripts/sign-file")
# What else may be in a line: all but COMMANDS and these is refused, before it can do anything to this machine.
BESIDE = ("cat", "cd", "chmod", "dmesg", "grep", "rmmod", "uname", "./tools/testing/kunit/kunit.py")
# Where a document has none of its own.
KBUILD = "ntspin-driver := mydrv\nmydrv-src := driver.c queue.c flow.cpp\ninclude $(NTSPIN)/driver.mk\n"
# The C of a document is a part of a routine.
GLUE = """#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
{includes}
struct extension {{ PKINTERRUPT Interrupt; }};
static BOOLEAN MyServiceRoutine(PKINTERRUPT interrupt, PVOID context)
{{
	return TRUE;
}}
int connect_it(struct pci_dev *pdev, struct extension *extension);
int connect_it(struct pci_dev *pdev, struct extension *extension)
{{
{body}
	return err;
}}
"""


def put_in(text: str) -> str:
    for placeholder, value in PLACES:
        text = text.replace(placeholder, value)
    return text


def is_command(span: str) -> bool:
    first, _, rest = put_in(span).partition(" ")
    return bool(rest) and (first in COMMANDS or first.startswith(("scripts/", "selftests/")))


def unknown_in(text: str) -> list[str]:
    """The commands of which nobody has said what becomes of them here."""
    lines = re.sub(r"(?:^|\s)#[^\n]*", "", put_in(text).replace("\\\n", " "))
    firsts = [part.split()[0] for part in re.split(r"&&|[|;\n]|\$\(", lines) if part.strip(' )"')]
    return [first for first in firsts if first not in COMMANDS + BESIDE and
            not first.startswith(("scripts/", "selftests/"))]


@dataclass
class Place:
    """Where it is pasted: `copy` is the project, `scratch` beside it is thrown away."""

    copy: Path
    scratch: Path
    environment: dict[str, str]

    @property
    def driver(self) -> Path:
        return self.scratch / "mydrv"

    def shell(self, text: str, folder: Path) -> str:
        """What went wrong, or nothing."""
        if unknown := unknown_in(text):
            return f"{' '.join(unknown)}: stubs.sh has none, and it is not said to be harmless\n"
        script = f'root={self.copy}\n. {HERE}/stubs.sh\ncd {folder}\nset -e -o pipefail\n{put_in(text)}\n'
        ran = subprocess.run(["bash", "-c", script], check=False, text=True, env=self.environment,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return "" if ran.returncode == 0 else f"{text.strip()}\n{ran.stdout.strip()[-2000:]}\n"

    def command(self, text: str) -> str:
        """In the folder of a driver where one is built."""
        at_driver = " -f Kbuild" in text or "M=$PWD" in text or \
            ("mydrv.ko" in text and (self.driver / "mydrv.ko").exists())
        return self.shell(text, self.driver if at_driver else self.copy)

    def in_example(self, text: str) -> bool:
        return any(text in source.read_text() for source in self.copy.glob("examples/*/*.c"))

    def plant(self, kbuild: str, glue: str = "") -> None:
        """A driver with this Kbuild, of the sources of the example that it names, or of the first one."""
        shutil.rmtree(self.driver, ignore_errors=True)
        name = re.search(r"^ntspin-driver := (\w+)", kbuild, re.M)
        example = self.copy / "examples" / (name[1] if name else "")
        if name and (example / "Kbuild").exists():
            shutil.copytree(example, self.driver)
        else:
            shutil.copytree(self.copy / "examples/meter", self.driver)
            (self.driver / "meter_linux.c").unlink()
        (self.driver / "Kbuild").write_text(kbuild)
        for folder in ("mydrv/inc", "common"):
            (self.scratch / folder).mkdir(exist_ok=True)
        for name in ("scripts", "docs"):
            (self.driver / name).symlink_to(self.copy / name)
        if "glue_linux.c" in kbuild:
            lines = (glue or "int err = 0;").splitlines()
            includes = "\n".join(line for line in lines if line.startswith("#"))
            body = "\n".join(f"\t{line}" for line in lines if not line.startswith("#"))
            (self.driver / "glue_linux.c").write_text(GLUE.format(includes=includes, body=body))

    def build(self) -> str:
        return self.shell('make -f Kbuild NTSPIN="$NTSPIN" KDIR="$HEADERS"', self.driver)


def prepare(root: Path, scratch: Path, built: Path, stock: Path, linux: Path) -> Place:
    copy = scratch / "ntspin"
    shutil.copytree(root, copy, symlinks=True, ignore=shutil.ignore_patterns(*SKIPPED, "*.o", "*.ko"))
    shutil.copytree(built, scratch / "built", symlinks=True, ignore=shutil.ignore_patterns("*.o", ".*.cmd"))
    # What `make` alone builds, and there: what is installed.
    (scratch / "built/modules.order").write_text(f"{scratch}/built/ntspin.o\n")
    # For documents that build none: any driver.
    shutil.copy(built / "examples/meter/meter.ko", copy / "mydrv.ko")
    tree = Tree(root)
    folders = {"module/ntspin/parameters": tree.parameters(), "kernel/debug/ntspin": {"reset"}}
    for folder, names in folders.items():
        (scratch / "sys" / folder).mkdir(parents=True)
        for name in names:
            (scratch / "sys" / folder / name).touch()
    tables.write(scratch / "sys/kernel/debug/ntspin")
    environment = {**os.environ, "NTSPIN": str(scratch / "built"), "HEADERS": str(stock / "build"),
                   "KDIR": str(stock / "build"), "RELEASE": (stock / "release").read_text().strip(),
                   "LINUX": str(linux), "SCRATCH": str(scratch), "SYS": str(scratch / "sys"), "LC_ALL": "C.UTF-8"}
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        environment.pop(name, None)
    return Place(copy, scratch, environment)


def made_up(place: Place) -> str:
    """A line that writes to what is not there makes it: so it shows."""
    known = Tree(place.copy).parameters() | Tree(place.copy).debugfs()
    made = [path for path in (place.scratch / "sys").rglob("*") if path.is_file() and path.name not in known]
    for path in made:
        path.unlink()
    return "".join(f"/sys has no {path.name}\n" for path in made)


def wrong_in(document: Document, place: Place) -> list[str]:
    """Each block and each span that is a command, in the order in which they are read."""
    glue = "".join(block.text for block in document.blocks
                   if block.language == "c" and not place.in_example(block.text))
    place.plant(KBUILD)
    steps = [(block.line, block.language, block.text) for block in document.blocks]
    steps += [(line, "sh", span) for span, line in document.spans if is_command(span)]
    wrong = []
    for line, language, text in sorted(steps):
        problem = ""
        if language == "sh":
            problem = place.command(text) + made_up(place)
        elif language == "make":
            place.plant(text, glue)
            problem = place.build()
        elif language == "c" and not place.in_example(text) and not place.driver.joinpath("glue_linux.c.o").exists() and \
                not list(place.driver.rglob("glue_linux.o")):
            problem = "no Kbuild of this document has compiled it"
        elif language not in ("", "c"):
            problem = f"nobody pastes {language}"
        if problem:
            wrong.append(f"{document.name}:{line}: {problem}")
    return wrong
