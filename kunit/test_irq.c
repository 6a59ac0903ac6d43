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

struct line the_line;

static BOOLEAN NTAPI serve(PKINTERRUPT interrupt, PVOID context)
{
	struct line *l = context;

	l->level = KeGetCurrentIrql();
	l->hard = in_hardirq();
	l->lock_was_free = KeTestSpinLock(&l->lock);
	l->told_interrupt = interrupt;
	l->told_context = context;
	l->sections++;
	WRITE_ONCE(l->calls, l->calls + 1);
	return l->answer;
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
		.irq = the_line.irq,
		.name = "ntspin_kunit",
		.dirql = dirql,
		.service_routine = serve,
		.service_context = &the_line,
		.lock = &the_line.lock,
	};
}

int connect_line(KIRQL dirql)
{
	struct ntspin_interrupt_params params = params_of(dirql);

	the_line = (struct line){ .irq = the_line.irq, .dirql = dirql, .answer = TRUE };
	return ntspin_interrupt_connect(&params, &the_line.interrupt);
}

void make_line(struct kunit *test)
{
	the_line.irq = make_irq();
	if (the_line.irq < 0)
		kunit_skip(test, "this kernel has no interrupt to spare: %d", the_line.irq);
}

void free_line(struct kunit *test)
{
	ntspin_interrupt_disconnect(the_line.interrupt);
	if (the_line.irq > 0)
		irq_free_desc(the_line.irq);
	the_line = (struct line){};
	expect_cpus_at_rest(test);
}
