#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""test_check_console.py - each rule is seen to fail once, and a clean log to pass."""

from __future__ import annotations

import contextlib
import io
import sys
import unittest

import check_console
import ktap
import step_runner

COMPLAINTS = {
    "warning": "WARNING: CPU: 1 PID: 77 at kernel/softirq.c:362 __local_bh_enable_ip+0x3a/0x70",
    "bug": "BUG: unable to handle page fault for address: ffffffffc0400000",
    "oops": "Oops: 0002 [#1] PREEMPT SMP NOPTI",
    "panic": "Kernel panic - not syncing: Fatal exception",
    "trace": "Call Trace:",
    "sanitizer": "UBSAN: shift-out-of-bounds in drivers/ntspin/module/irql.c:12:3",
    "lockdep": "WARNING: possible recursive locking detected",
    "rcu stall": "rcu: INFO: rcu_preempt self-detected stall on CPU",
    "lockup": "watchdog: BUG: soft lockup - CPU#2 stuck for 26s! [torture/2:91]",
    "hung task": "INFO: task insmod:71 blocked for more than 120 seconds.",
    "atomic sleep": "BUG: scheduling while atomic: torture/1/90/0x00000202",
    "softirq lost": "NOHZ tick-stop error: local softirq work is pending, handler #08!!!",
    "imbalance": "initcall ntspin_init+0x0/0x40 returned with preemption imbalance",
    "interrupts": "irq 9: nobody cared (try booting with the \"irqpoll\" option)",
    "memory": "list_del corruption. prev->next should be ffff8880, but was 0",
}

ALLOWED = [
    "ntspin: loading out-of-tree module taints kernel.",
    "ntspin: module verification failed: signature and/or required key missing - tainting kernel",
    "ntspin: KeLowerIrql: IRQL is PASSIVE_LEVEL, must not be below 2 (lock 00, BUG: f+0x1/0x2)",
    "ntspin: now: lock 00 (initialised at f) is asked for at BUG: g+0x1/0x2, while lock 01 is held",
    "kasan: KernelAddressSanitizer initialized (generic)",
    "kcsan: enabled early",
    "rcu: Preemptible hierarchical RCU implementation.",
    "Lock dependency validator: Copyright (c) 2006 Red Hat, Inc., Ingo Molnar",
]

BEGUN = "Run /init as init process"

STALE = f"""[    1.200000] {BEGUN}
[    6.000000] ntspin: loading out-of-tree module taints kernel.
[    6.500000] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI
[    6.500001] CPU: 2 UID: 0 PID: 81 Comm: insmod Tainted: G           OE      6.12.0 #1
[    6.500002] RIP: 0010:kmem_cache_free+0x2e1/0x3f0
[    6.500003] Code: 48 8b 45 d0 e9 1c ff ff ff 66 90 0f <1f> 44 00 00 e9 2a fe ff ff
[    6.500004] Call Trace:
[    6.500005]  ntspin_probes_start+0x51/0x90 [ntspin]
[    6.500006] Kernel panic - not syncing: Fatal exception in interrupt
"""

# Where CPUs die at once, and none of them prints its oops.
BACKTRACES = f"""[    1.200000] {BEGUN}
[  150.800000] NMI backtrace for cpu 1
[  150.800001] RIP: 0010:native_queued_spin_lock_slowpath+0x84/0x2a0
[  150.800002] Code: b8 01 00 00 00 66 89 03 5b 5d c3 cc f3 90 <eb> 93 8b 37 b8 00 02
[  150.800003] Call Trace:
[  150.800004]  oops_begin+0x8c/0x90
[  150.800005]  exc_int3+0x118/0x130
[  150.800006]  asm_exc_int3+0x39/0x40
[  150.800007] RIP: 0010:local_clock_noinstr+0x7/0xc0
[  150.800008] Code: 90 90 90 66 0f 1f 00 55 53 eb <19> e8 93 d4 ff ff
"""

NESTED = """KTAP version 1
1..2
    KTAP version 1
    # Subtest: layout
    1..2
    ok 1 handle
    ok 2 word # SKIP not here
ok 1 layout
    KTAP version 1
    # Subtest: order
    1..1
    not ok 1 fifo
not ok 2 order
"""

PARAMETERS = """KTAP version 1
1..1
    KTAP version 1
    # Subtest: irql
    1..1
        KTAP version 1
        # Subtest: reads_back
        ok 1 task
        ok 2 timer
    # reads_back: pass:2 fail:0 skip:0 total:2
    ok 1 reads_back
ok 1 irql
"""

KSELFTEST = """TAP version 13
1..2
# timeout set to 300
# selftests: ntspin: load_unload.sh
# TAP version 13
# 1..2
# ok 1 loads
# ok 2 unloads
# # Totals: pass:2 fail:0 xfail:0 xpass:0 skip:0 error:0
ok 1 selftests: ntspin: load_unload.sh
# timeout set to 300
# selftests: ntspin: suites.sh
# KTAP version 1
# 1..1
#     KTAP version 1
#     # Subtest: irql
#     1..2
#     ok 1 raises
# softirq said something
#     ok 2 lowers
# ok 1 irql
ok 2 selftests: ntspin: suites.sh
"""


def count(log: str) -> tuple[int, int, int]:
    with contextlib.redirect_stdout(io.StringIO()):
        counts = ktap.count(log, "log")
    return counts.passed, counts.failed, counts.skipped


class Console(unittest.TestCase):
    def test_each_rule_has_a_line_here(self) -> None:
        self.assertEqual(set(COMPLAINTS), set(check_console.RULES))

    def test_each_rule_finds_its_line(self) -> None:
        for rule, line in COMPLAINTS.items():
            with self.subTest(rule):
                self.assertRegex(line, check_console.PATTERNS[rule])
                self.assertTrue(check_console.complaints([f"[    7.123456] {line}\r\n"]))

    def test_clean_lines_pass(self) -> None:
        self.assertEqual(check_console.complaints(f"[    1.000000] {line}" for line in ALLOWED), [])


# Of the double fault of an interrupt's return: the flags are the operand that RAX has, too.
FLAGS = f"""\
{BEGUN}
[  108.488685] Oops: double fault: 0000 [#1] PREEMPT SMP NOPTI
[  108.489344] RIP: 0010:kmem_cache_alloc_noprof+0x6b/0x2f0
[  108.496241] RSP: 0018:ff74f1a2c7c63de0 EFLAGS: 66dfde02
[  108.496246] RAX: ff38f2f066dfdc00 RBX: ff38f2f066dfd400 RCX: 0000000022248004
"""


class RetryReason(unittest.TestCase):
    def test_a_breakpoint_that_is_gone_from_memory(self) -> None:
        for console in (STALE, STALE.replace("Oops: int3", "int3"),
                        STALE.replace("kmem_cache_free", "acquire").replace("0f <1f>", "e9 <1f>"),
                        BACKTRACES):
            self.assertRegex(check_console.retry_reason(console, BEGUN) or "", "breakpoint")

    def test_no_breakpoint_that_is_there(self) -> None:
        self.assertIsNone(check_console.retry_reason(STALE.replace("0f <1f>", "cc <1f>"), BEGUN))
        self.assertIsNone(check_console.retry_reason(BACKTRACES.replace("eb <19>", "cc <19>"), BEGUN))
        self.assertIsNone(check_console.retry_reason(BACKTRACES.replace("asm_exc_int3", "asm_exc_nmi"), BEGUN))

    def test_nothing_that_follows_another_complaint(self) -> None:
        for first in ("WARNING: CPU: 1 PID: 7", "Oops: 0000 [#1]"):
            self.assertIsNone(check_console.retry_reason(STALE.replace(BEGUN, f"{BEGUN}\n{first}"), BEGUN))

    def test_nothing_that_does_not_show_the_byte(self) -> None:
        unknown = STALE.replace("Code: ", "Code: Unable to access opcode bytes at 0xfff0.\nCode: ")
        self.assertIsNone(check_console.retry_reason(unknown, BEGUN))

    def test_no_other_death_of_a_test(self) -> None:
        self.assertIsNone(check_console.retry_reason(STALE.replace("int3: 0000", "0000"), BEGUN))
        self.assertIsNone(check_console.retry_reason(BEGUN, BEGUN))

    def test_flags_that_no_processor_has(self) -> None:
        self.assertRegex(check_console.retry_reason(FLAGS, BEGUN) or "", "flags")
        for flags in ("00000202", "00010246", "003f7fd7"):
            self.assertIsNone(check_console.retry_reason(FLAGS.replace("66dfde02", flags), BEGUN))
        self.assertIsNone(check_console.retry_reason(FLAGS.replace(BEGUN, f"{BEGUN}\nWARNING: CPU: 1 PID: 7"), BEGUN))
        self.assertIsNone(check_console.retry_reason(FLAGS.replace("Oops: double fault: 0000 [#1]", "hello"), BEGUN))

    def test_a_death_before_the_tests(self) -> None:
        for said in ("", "[    0.4] Linux\n", "[    0.4] ntspin: here\n[    0.5] Oops: 0000 [#1]\n"):
            self.assertRegex(check_console.retry_reason(said, BEGUN) or "", "before the tests")

    def test_unless_ntspin_is_in_it(self) -> None:
        self.assertIsNone(check_console.retry_reason("Oops: 0000 [#1]\nRIP: 0010:ntspin_init+0x1/0x2\n", BEGUN))

    def test_each_is_said_and_found_again(self) -> None:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            check_console.report_retry("verify=2, 0xC4: a row", "one")
            print("# ", end="")
            check_console.report_retry("6.12", "two")
            print("6.12: 7 passed, 0 failed, 0 skipped")
        self.assertEqual(check_console.retries(said.getvalue()), ["one", "two"])


class Summary(unittest.TestCase):
    def test_a_step_says_how_often_a_guest_was_booted_again(self) -> None:
        self.assertEqual(step_runner.retry_note([]), "")
        self.assertEqual(step_runner.retry_note(["a"]), " (booted again once: a)")
        self.assertEqual(step_runner.retry_note(["b", "a", "b"]), " (booted again 3 times: a; b)")


class Ktap(unittest.TestCase):
    def test_counts_leaves(self) -> None:
        self.assertEqual(count(NESTED), (1, 1, 1))

    def test_counts_behind_time_stamps(self) -> None:
        stamped = "".join(f"[    3.000001] {line}\n" for line in NESTED.splitlines())
        self.assertEqual(count(f"[    0.1] Linux\n{stamped}"), (1, 1, 1))

    def test_counts_the_results_inside_a_kselftest(self) -> None:
        self.assertEqual(count(ktap.nest(KSELFTEST)), (4, 0, 0))

    def test_kselftest_that_fails_without_saying_where(self) -> None:
        self.assertEqual(count(ktap.nest(KSELFTEST.replace("\nok 2 self", "\nnot ok 2 self"))),
                         (4, 1, 0))

    def test_nothing_is_a_failure(self) -> None:
        self.assertEqual(count("Linux version 6.12\n"), (0, 1, 0))
        self.assertEqual(count("KTAP version 1\n1..0\n"), (0, 1, 0))

    def test_a_test_that_never_reported_is_a_failure(self) -> None:
        for last in ("not ok 2 order\n", "ok 2 word # SKIP not here\n", "ok 1 handle\n"):
            for cut in (NESTED.split(last)[0], NESTED.replace(f"    {last}", "")):
                with self.subTest(last):
                    self.assertGreater(count(cut)[1], 0)

    def test_a_missing_plan_is_a_failure(self) -> None:
        self.assertGreater(count("KTAP version 1\nok 1 a\n")[1], 0)

    def test_rows_of_parameters_are_summed_up_instead_of_planned(self) -> None:
        self.assertEqual(count(PARAMETERS), (2, 0, 0))
        self.assertGreater(count(PARAMETERS.replace("        ok 2 timer\n", ""))[1], 0)

    def test_a_result_beyond_the_plan_is_a_failure(self) -> None:
        self.assertGreater(count("KTAP version 1\n1..1\nok 1 a\nnot ok 2 b\n")[1], 0)

    def test_only_skipped_is_no_failure(self) -> None:
        self.assertEqual(count("KTAP version 1\n1..1\nok 1 a # SKIP one CPU\n"), (0, 0, 1))


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(ktap.Counts(max(result.testsRun - bad, 0), bad))
    sys.exit(1 if bad else 0)
