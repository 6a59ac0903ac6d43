// SPDX-License-Identifier: GPL-2.0
/*
 * test_irq.c - an interrupt line without a device.
 *
 * Stock kernels let a module make such a line, which no controller knows:
 * generic_handle_irq(), called in a hard interrupt, says that it has come.
 */
#include <linux/hardirq.h>
#include <linux/interrupt.h>
#include <linux/irq.h>

#include "context.h"
#include "test_irq.h"

struct test_irq the_irq;

static BOOLEAN NTAPI serve(PKINTERRUPT interrupt, PVOID context)
{
	struct test_irq *irq = context;

	irq->level = KeGetCurrentIrql();
	irq->hard = in_hardirq();
	irq->lock_was_free = KeTestSpinLock(&irq->lock);
	irq->seen_interrupt = interrupt;
	irq->seen_context = context;
	irq->sections++;
	WRITE_ONCE(irq->calls, irq->calls + 1);
	return irq->answer;
}

static int make_irq(void)
{
	int irq = irq_alloc_desc(0);

	if (irq < 0)
		return irq;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(irq, IRQ_NOREQUEST);
	return irq;
}

struct ntspin_interrupt_params params_of(KIRQL dirql)
{
	return (struct ntspin_interrupt_params){
		.irq = the_irq.irq,
		.name = "ntspin_kunit",
		.dirql = dirql,
		.service_routine = serve,
		.service_context = &the_irq,
		.lock = &the_irq.lock,
	};
}

int connect_test_irq(KIRQL dirql)
{
	struct ntspin_interrupt_params params = params_of(dirql);

	the_irq = (struct test_irq){ .irq = the_irq.irq, .dirql = dirql, .answer = TRUE };
	return ntspin_interrupt_connect(&params, &the_irq.interrupt);
}

void make_test_irq(struct kunit *test)
{
	the_irq.irq = make_irq();
	if (the_irq.irq < 0)
		kunit_skip(test, "this kernel has no interrupt to spare: %d", the_irq.irq);
}

void free_test_irq(struct kunit *test)
{
	ntspin_interrupt_disconnect(the_irq.interrupt);
	if (the_irq.irq > 0)
		irq_free_desc(the_irq.irq);
	the_irq = (struct test_irq){};
	expect_cpus_at_rest(test);
}
