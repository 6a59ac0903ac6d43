#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""check.py - run the paths and the races of requests, and seed faults."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from seeded import Fault, check  # pylint: disable=wrong-import-position

SOUND = [("asan", "paths"), ("asan", "direct"), ("asan", "queues", "20000"),
         ("asan", "files"), ("asan", "extensions"), ("asan", "going_down"),
         ("asan", "start"), ("asan", "start_races", "5000"), ("asan", "start_races", "5000", "deferred"),
         ("asan", "races", "10000"), ("tsan", "races", "1000"), ("tsan", "start_races", "1000"),
         ("tsan", "start_races", "1000", "deferred")]

PATHS = ("paths",)
DIRECT = ("direct",)
QUEUES = ("queues", "20000")
START = ("start",)
FILES = ("files",)
EXTENSIONS = ("extensions",)
GOING_DOWN = ("going_down",)
START_RACES = ("start_races", "20000")
RACES = ("races", "30000")

FAULTS = [
    Fault("a completion routine is called for success alone", "io/request_path.cpp",
          "(!success && (completion.control & SL_INVOKE_ON_ERROR)) ||", "", "asan", PATHS),
    Fault("nobody is told that a request is cancelled", "io/request_path.cpp",
          "(is_cancelled(irp) && (completion.control & SL_INVOKE_ON_CANCEL));", "false;", "asan", PATHS),
    Fault("a request that is kept goes on", "io/request_path.cpp",
          "STATUS_MORE_PROCESSING_REQUIRED;", "STATUS_PENDING;", "asan", PATHS),
    Fault("who has no routine does not hand the mark on", "io/request_path.cpp",
          "if (irp.PendingReturned && has_location)", "if (false)", "asan", PATHS),
    Fault("a location stays as it was", "io/request_path.cpp", "\tbelow = {};\n", "", "asan", PATHS),
    Fault("the routine gets the device below", "io/request_path.cpp",
          "has_location ? IoGetCurrentIrpStackLocation(&irp)->DeviceObject : nullptr;",
          "IoGetNextIrpStackLocation(&irp)->DeviceObject;", "asan", PATHS),
    Fault("an answer is copied though it is an error", "io/request_build.cpp",
          "if (NT_ERROR(irp.IoStatus.Status))", "if (false)", "asan", PATHS),
    Fault("an answer is as long as its driver says", "io/request_build.cpp",
          "\t\tlength = room;\n", "", "asan", PATHS),
    Fault("the system's buffer is not freed", "io/request_build.cpp",
          "if (irp.Flags & IRP_DEALLOCATE_BUFFER)", "if (false)", "asan", PATHS),
    Fault("the event is not set", "io/request_build.cpp",
          "KeSetEvent(event, IO_NO_INCREMENT, FALSE);", "static_cast<void>(event);", "asan", PATHS),
    Fault("an MDL of a request is not freed", "io/request_build.cpp",
          "ntspin::free_mdls(irp.MdlAddress, how);", "", "asan", DIRECT),
    Fault("one MDL of a request is freed", "mm/mdl.cpp", "first = mdl->Next;", "first = nullptr;", "asan",
          DIRECT),
    Fault("a buffer is written that is read", "io/request_build.cpp",
          "method == METHOD_IN_DIRECT ? IoReadAccess : IoWriteAccess", "IoWriteAccess", "asan", DIRECT),
    Fault("a device writes what it is to read", "io/request_build.cpp",
          "is_read ? IoWriteAccess : IoReadAccess", "is_read ? IoReadAccess : IoWriteAccess", "asan", DIRECT),
    Fault("what goes in is not buffered beside an MDL", "io/request_build.cpp",
          "if (!buffer_it(irp, {caller.in, caller.in_length, nullptr, 0}, how))", "if (false)", "asan", DIRECT),
    Fault("a request for what is no memory is made", "io/request_build.cpp",
          "ntspin::lock_pages(*irp.MdlAddress, KernelMode, operation, how);",
          "(ntspin::lock_pages(*irp.MdlAddress, KernelMode, operation, how), true);", "asan", DIRECT),
    Fault("a request that is not made leaves its buffers", "io/request_build.cpp",
          "\tfree_buffers(irp, how);\n\tntspin::free_request", "\tntspin::free_request", "asan", DIRECT),
    Fault("a device goes from below another one", "io/device_table.cpp",
          "if (references_of(leaving))", "if (!leaving.is_deleted)", "asan", PATHS),
    Fault("a cancel routine is called and may be taken", "io/cancel.cpp",
          ".exchange(nullptr, ntspin::memory_order_acq_rel);",
          ".load(ntspin::memory_order_acquire);", "asan", START),
    Fault("who takes a request out does not look who cancels it", "io/csq.cpp",
          "while (irp && !take_from_cancel(*irp));", "while (false);", "asan", RACES, hangs=True),
    Fault("a request that was cancelled on its way stays in the queue", "io/csq.cpp",
          "if (!is_cancelled(irp) || !take_from_cancel(irp))", "if (true)", "asan", RACES, hangs=True),
    Fault("a context keeps what is out", "io/csq.cpp", "context->Irp = nullptr;", "", "asan", RACES,
          hangs=True),
    Fault("a queue is not busy before an entry is in", "ke/device_queue.cpp", "queue.Busy = TRUE;",
          "queue.Busy = entry.Inserted;", "asan", QUEUES),
    Fault("an empty queue stays busy", "ke/device_queue.cpp", "queue.Busy = FALSE;", "", "asan", QUEUES),
    Fault("the same key comes before", "ke/device_queue.cpp", "other.SortKey > key",
          "other.SortKey >= key", "asan", QUEUES),
    Fault("the same key is no next one", "ke/device_queue.cpp", "entry.SortKey >= *key",
          "entry.SortKey > *key", "asan", QUEUES),
    Fault("behind the last key there is nothing", "ke/device_queue.cpp",
          "return &found == &queue.DeviceListHead ? first : found;", "return found;", "asan", QUEUES),
    Fault("an entry is queued twice", "ke/device_queue.cpp",
          "\tif (is_in(queue, entry))\n\t\treturn insertion::was_queued;\n", "", "asan", QUEUES, hangs=True),
    Fault("an entry that is out says that it is in", "ke/device_queue.cpp", "entry.Inserted = FALSE;", "",
          "asan", QUEUES),
    Fault("an idle queue is removed from", "ke/device_queue.cpp", "if (!queue.Busy)\n\t\treturn false;", "",
          "asan", QUEUES),
    Fault("nobody is the current one", "io/start_io.cpp", "device.CurrentIrp = &irp;",
          "static_cast<void>(device);", "asan", START),
    Fault("what is done stays the current one", "io/start_io.cpp", "device.CurrentIrp = nullptr;", "",
          "asan", START),
    Fault("what is cancelled is queued", "io/start_io.cpp",
          "ntspin::is_cancelled(irp) ? IoSetCancelRoutine(&irp, nullptr) : nullptr;", "nullptr;", "asan",
          START),
    Fault("what has begun is cancelled", "io/start_io.cpp",
          "if (device.DeviceObjectExtension->start.is_final)", "if (false)", "asan", START),
    Fault("it is called in itself though deferred", "io/start_io.cpp",
          "if (!device.DeviceObjectExtension->start.is_deferred)", "if (true)", "asan", START),
    Fault("keys are not looked at", "io/start_io.cpp", "what.is_by_key ? &what.key : nullptr", "nullptr",
          "asan", START),
    Fault("what found the queue idle is forgotten", "io/start_io.cpp", "state.first = what.irp;", "", "asan",
          START),
    Fault("what was put off is forgotten", "io/start_io.cpp", "state.waiting++;", "", "asan", START),
    Fault("a request becomes the current one beside its cancel routine", "io/start_io.cpp",
          "const cancel_held held(what.is_cancelable);", "", "tsan", START_RACES),
    Fault("a link of a link is none of the device's", "io/names.cpp", "asked = &found->target;",
          "return i ? nullptr : reference_owner(found);", "asan", FILES),
    Fault("a link that stands for itself", "io/names.cpp", "i < most_links; i++", "i >= 0;", "asan", FILES,
          hangs=True),
    Fault("a device that is open is not referenced", "io/device_table.cpp",
          "\t\t\tat->references++;\n", "", "asan", FILES),
    Fault("the top stays referenced", "io/file.cpp", "\tif (top)\n\t\tntspin::release_device(top, how);\n", "", "asan",
          FILES),
    Fault("what was refused stays referenced", "io/file.cpp",
          "\t\tntspin::release_device(device, how);\n\t\treturn status;", "\t\treturn status;", "asan", FILES),
    Fault("an answer that is pending is not waited for", "io/request_wait.cpp",
          "KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, nullptr);", "", "asan", FILES),
    Fault("there is no cleanup", "io/file.cpp", "tell(*top, file.object, IRP_MJ_CLEANUP, security, how);", "",
          "asan", FILES),
    Fault("a file is closed where nobody may wait", "io/file.cpp",
          "if (ntspin_current_irql() < DISPATCH_LEVEL)", "if (true)", "asan", FILES),
    Fault("a deleted device is told", "io/file.cpp", "ntspin::topmost_alive(file.object.DeviceObject)",
          "ntspin::topmost_device(file.object.DeviceObject, 1)", "asan", FILES),
    Fault("an extension is found by its driver alone", "io/driver_extension.cpp",
          "other.driver == driver && other.id == id;", "other.driver == driver;", "asan", EXTENSIONS),
    Fault("two extensions of one address", "io/driver_extension.cpp", "is_of(made->driver, made->id)",
          "is_of(nullptr, nullptr)", "asan", EXTENSIONS),
    Fault("an extension is not 0", "io/driver_extension.cpp", "NonPagedPoolNx | POOL_ZERO_ALLOCATION",
          "NonPagedPoolNx", "asan", EXTENSIONS),
    Fault("one extension of a driver goes", "io/driver_extension.cpp",
          "while (extension *const each = extensions.take(is_its))",
          "if (extension *const each = extensions.take(is_its))", "asan", EXTENSIONS),
    Fault("the last chance is taken first", "io/shutdown.cpp", "return other.is_last == is_last;",
          "return other.is_last != is_last;", "asan", GOING_DOWN),
    Fault("a device is told twice", "io/shutdown.cpp",
          "registrations.enter_unless(*made, is_of(device))",
          "registrations.enter_unless(*made, is_of(nullptr))", "asan", GOING_DOWN),
    Fault("a registration keeps no reference", "io/shutdown.cpp",
          "if (!ntspin::reference_device(device, left)) [[unlikely]] {", "if (false) {", "asan", GOING_DOWN),
    Fault("a device is told that is deleted", "io/device.cpp", "ntspin::forget_shutdown(what.erased, how);",
          "", "asan", GOING_DOWN),
    Fault("a registration is not freed", "io/shutdown.cpp", "\tntspin::free_pool(of, tag, how);\n", "", "asan",
          GOING_DOWN),
    Fault("a file that is referenced is closed", "io/file_table.cpp", "if (left)", "if (false)", "asan", FILES),
]

if __name__ == "__main__":
    sys.exit(check(SOUND, FAULTS))
