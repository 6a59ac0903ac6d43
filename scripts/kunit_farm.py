# SPDX-License-Identifier: GPL-2.0
"""kunit_farm.py - a kernel tree with ntspin in it, made of links: the real one stays as it is.

Every file of the farm is a link into the kernel tree, so edits there are seen, but for the few
that must differ: drivers/Kconfig and drivers/Makefile get a line more, and tools/testing/kunit is
copied, because kunit.py resolves links and works in the tree that it then finds itself in.
drivers/ntspin holds a link for each of ntspin's source files rather than one for the folder:
what a build leaves beside the sources stays in the farm, and make never finds, by way of VPATH,
what `make` in the project left there.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ntspin"

GRAFT = "drivers/ntspin"
# Whose sources they are.
CHECKOUT = f"{GRAFT}/.checkout"
COPIED = ("tools/testing/kunit/",)
CHANGED = ("drivers/Kconfig", "drivers/Makefile")


class Error(Exception):
    """What went wrong, in words for the user."""


class Lock:
    """Held by one process at a time, or by several that share it; the kernel lets go of it when that
    process ends."""

    def __init__(self, path: Path, how: int = fcntl.LOCK_EX) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = open(path, "w")
        self.how = how

    def __enter__(self) -> None:
        fcntl.flock(self.file, self.how)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def kernel_version(tree: Path) -> str:
    try:
        head = (tree / "Makefile").read_text()[:400]
    except OSError:
        head = ""
    parts = re.findall(r"^(?:VERSION|PATCHLEVEL|SUBLEVEL) = (\d+)", head, re.M)
    if len(parts) != 3:
        raise Error(f"{tree} is not a Linux source tree")
    return ".".join(parts)


def default_tree() -> Path:
    """The tree that LINUX names, else the one of Debian's source package."""
    if os.environ.get("LINUX"):
        return Path(os.environ["LINUX"]).resolve()
    found = subprocess.run([PROJECT / "scripts/linux-source"], stdout=subprocess.PIPE, text=True)
    if found.returncode:
        raise Error("no kernel source (LINUX=/path names yours)")
    return Path(found.stdout.strip())


def home(tree: Path) -> Path:
    """Where the farm and the builds of this tree lie. Two trees of one name get two homes."""
    if tree.parent == CACHE / "source":
        return CACHE / "kunit" / tree.name
    digest = hashlib.sha256(str(tree).encode()).hexdigest()[:8]
    return CACHE / "kunit" / f"{tree.name}-{digest}"


def tree_files(tree: Path) -> list[str]:
    """The files of the tree that belong to it. One that was built in would lend its stale objects
    and headers to the farm: of a git tree we take what git does not ignore."""
    if (tree / ".git").exists():
        command = ["git", "-C", str(tree), "ls-files", "-z", "-co", "--exclude-standard"]
        listed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        return [name for name in os.fsdecode(listed).split("\0")
                if name and os.path.lexists(tree / name)]
    if (tree / ".config").exists() or (tree / "include/config").exists():
        raise Error(f"{tree} was built in: run `make mrproper` there, or name a clean tree")
    return [os.path.relpath(os.path.join(folder, name), tree)
            for folder, _, names in os.walk(tree) for name in names]


def ntspin_files() -> Iterator[str]:
    for folder in ("include", "module", "kunit"):
        for path in (PROJECT / folder).rglob("*"):
            source = path.suffix in (".c", ".cpp", ".h", ".hpp", ".def", ".config")
            if source and not path.name.endswith(".mod.c") \
                    or path.name in ("Kbuild", ".kunitconfig"):
                yield str(path.relative_to(PROJECT))
    yield from ("Kbuild", "Kbuild.cxx", "Kbuild.has", "Kconfig", "dkms.conf")


def graft(farm: Path) -> None:
    """Make drivers/ntspin hold today's source files. Links that are right are left alone: another
    configuration may be building from this farm."""
    wanted = {farm / GRAFT / name: PROJECT / name for name in ntspin_files()}
    for path in (farm / GRAFT).rglob("*"):
        if path.is_symlink() and path not in wanted:
            path.unlink()
    for link, target in wanted.items():
        if not (link.is_symlink() and os.readlink(link) == str(target)):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(target)
    (farm / CHECKOUT).write_text(str(PROJECT))


def plant(tree: Path, farm: Path) -> None:
    """Make the farm from nothing; it appears whole or not at all."""
    part = farm.with_name("farm.part")
    shutil.rmtree(part, ignore_errors=True)
    made = set()
    for name in tree_files(tree):
        if name.startswith(f"{GRAFT}/"):
            continue
        folder = os.path.dirname(name)
        if folder not in made:
            (part / folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        if name.startswith(COPIED) or name in CHANGED:
            shutil.copy(tree / name, part / name)
        else:
            os.symlink(tree / name, part / name)
    kconfig = part / "drivers/Kconfig"
    head, end, tail = kconfig.read_text().rpartition("endmenu")
    kconfig.write_text(f'{head}source "{GRAFT}/Kconfig"\n{end}{tail}')
    with open(part / "drivers/Makefile", "a") as makefile:
        makefile.write(f"obj-y += {os.path.basename(GRAFT)}/\n")
    shutil.rmtree(farm, ignore_errors=True)
    part.rename(farm)


def version_of(tree: Path) -> str:
    return f"{tree} {kernel_version(tree)} {(tree / 'Makefile').stat().st_mtime_ns}\n"


def is_of(tree: Path, farm: Path) -> bool:
    stamp = farm / ".ntspin-farm"
    return stamp.exists() and stamp.read_text() == version_of(tree)


def make_farm(tree: Path, afresh: bool = False) -> Path:
    """Return the farm of this tree; make it where there is none or the tree is another now."""
    farm = home(tree) / "farm"
    # First, and the name of what is none leaves nothing in the cache.
    kernel_version(tree)
    with Lock(home(tree) / "farm.lock"):
        if afresh or not is_of(tree, farm):
            plant(tree, farm)
            (farm / ".ntspin-farm").write_text(version_of(tree))
        graft(farm)
    return farm


@contextmanager
def held_farm(tree: Path) -> Iterator[Path]:
    """The farm, with the sources of this checkout until the end of it: another checkout waits, and
    another configuration of this one does not."""
    farm = home(tree) / "farm"
    checkout = farm / CHECKOUT
    while True:
        with Lock(home(tree) / "farm.lock", fcntl.LOCK_SH):
            if is_of(tree, farm) and checkout.exists() and checkout.read_text() == str(PROJECT):
                with Lock(home(tree) / "graft.lock"):
                    graft(farm)
                yield farm
                return
        make_farm(tree)
