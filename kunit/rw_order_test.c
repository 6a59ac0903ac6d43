// SPDX-License-Identifier: GPL-2.0
/*
 * rw_order_test.c - readers and writers that come one by one: which readers and writers get in
 * together, and in which order.
 *
 * On the shipped lock as it is: nothing but its word is looked at. The same runs on locks that
 * prefer one side show that each would be found.
 */
#include "rw.h"
#include "suites.h"

#define REPEATS 8
#define ROUNDS 5
/* How often a lock that lets one side pass is given the chance: as good as forever. */
#define CHAIN 40

static const struct rw_flavour * const sound[] = { &rw_shipped, &rw_shipped_at_dpc };

static const char * const turn_claim = "who came first gets in first";

/* The result of one run. */
struct outcome {
	unsigned int passed;	/* entries past somebody whose turn it was */
	unsigned int wrong;
};

typedef void run_fn(struct rw_run *run, struct outcome *outcome);

static struct outcome perform(struct kunit *test, const struct rw_flavour *flavour, run_fn *fn,
			      unsigned int threads)
{
	unsigned int repeat = 0;

	need_cpus(test, threads + 1);
	for (;;) {
		struct rw_run *run = rw_run_start(flavour, threads);
		struct outcome outcome = {};
		bool free;

		KUNIT_ASSERT_NOT_NULL(test, run);
		fn(run, &outcome);
		if (rw_run_end(run, &free)) {
			KUNIT_EXPECT_TRUE_MSG(test, free, "%s: not 0 when all have left",
					      flavour->name);
			return outcome;
		}
		KUNIT_ASSERT_TRUE_MSG(test, ++repeat < REPEATS, "%s: spoiled again and again",
				      flavour->name);
	}
}

static void record_turn(struct rw_run *run, struct outcome *outcome, unsigned int thread,
			unsigned int due)
{
	rw_await(run, thread);
	outcome->wrong += rw_turn(run, thread) != due;
}

/* Each holds the lock until all do, or the run is spoiled. */
static void run_readers(struct rw_run *run, struct outcome *outcome)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		rw_come(run, i, false);
	for (i = 0; i < 3; i++)
		rw_await(run, i);
	for (i = 0; i < 3; i++)
		rw_leave(run, i);
}

static void run_late_reader(struct rw_run *run, struct outcome *outcome)
{
	rw_come(run, 0, false);
	rw_await(run, 0);
	rw_come(run, 1, true);
	rw_come(run, 2, false);
	rw_leave(run, 0);
	record_turn(run, outcome, 1, 2);
	rw_leave(run, 1);
	record_turn(run, outcome, 2, 3);
	rw_leave(run, 2);
}

static void run_batch(struct rw_run *run, struct outcome *outcome)
{
	rw_come(run, 0, true);
	rw_await(run, 0);
	rw_come(run, 1, true);
	rw_come(run, 2, false);
	rw_leave(run, 0);
	record_turn(run, outcome, 2, 2);
	rw_leave(run, 2);
	record_turn(run, outcome, 1, 3);
	rw_leave(run, 1);
}

/* W0 is in; W1, R2, W3 and R4 come: R2 and R4 together, W1, R2 that has come again, W3. */
static void run_alternation(struct rw_run *run, struct outcome *outcome)
{
	rw_come(run, 0, true);
	rw_await(run, 0);
	rw_come(run, 1, true);
	rw_come(run, 2, false);
	rw_come(run, 3, true);
	rw_come(run, 4, false);
	rw_leave(run, 0);
	rw_await(run, 2);
	rw_await(run, 4);
	outcome->wrong += rw_turn(run, 2) + rw_turn(run, 4) != 2 + 3;
	rw_leave(run, 2);
	rw_leave(run, 4);
	record_turn(run, outcome, 1, 4);
	rw_come(run, 2, false);
	rw_leave(run, 1);
	record_turn(run, outcome, 2, 5);
	rw_leave(run, 2);
	record_turn(run, outcome, 3, 6);
	rw_leave(run, 3);
}

static void run_writers(struct rw_run *run, struct outcome *outcome, unsigned int threads)
{
	unsigned int i;

	for (i = 0; i < threads; i++) {
		rw_come(run, i, true);
		if (i == 0)
			rw_await(run, 0);
	}
	for (i = 0; i < threads; i++) {
		record_turn(run, outcome, i, i + 1);
		rw_leave(run, i);
	}
}

static void run_3_writers(struct rw_run *run, struct outcome *outcome)
{
	run_writers(run, outcome, 3);
}

static void run_5_writers(struct rw_run *run, struct outcome *outcome)
{
	run_writers(run, outcome, 5);
}

static void run_conversion(struct rw_run *run, struct outcome *outcome)
{
	rw_come(run, 0, false);
	rw_await(run, 0);
	rw_come(run, 1, true);
	outcome->wrong += rw_convert_and_leave(run, 0);
	record_turn(run, outcome, 1, 2);
	rw_leave(run, 1);
	rw_come(run, 0, false);
	rw_await(run, 0);
	outcome->wrong += !rw_convert_and_leave(run, 0);
}

/*
 * Two readers relieve each other, so that there is always one in, while a writer waits. Entries
 * past the writer are counted.
 */
static void run_reader_chain(struct rw_run *run, struct outcome *outcome)
{
	unsigned int in = 0, next = 1;

	rw_come(run, in, false);
	rw_await(run, in);
	rw_come(run, 2, true);
	while (outcome->passed < CHAIN) {
		rw_come(run, next, false);
		if (!rw_is_soon_in(run, next))
			break;
		outcome->passed++;
		rw_leave(run, in);
		swap(in, next);
	}
	rw_leave(run, in);
	if (outcome->passed < CHAIN) {
		record_turn(run, outcome, 2, outcome->passed + 2);
		rw_leave(run, 2);
		rw_await(run, next);
		rw_leave(run, next);
	}
}

/* Two writers relieve each other: one waits whenever the other leaves; and a reader waits. */
static void run_writer_chain(struct rw_run *run, struct outcome *outcome)
{
	unsigned int in = 0, next = 1;

	rw_come(run, in, true);
	rw_await(run, in);
	rw_come(run, 2, false);
	while (outcome->passed < CHAIN) {
		rw_come(run, next, true);
		rw_leave(run, in);
		if (rw_who_is_in(run, 2, next) == 2)
			break;
		outcome->passed++;
		swap(in, next);
	}
	/* A lock that never let the reader in does so now, that no writer is left. */
	if (outcome->passed == CHAIN)
		rw_leave(run, in);
	rw_leave(run, 2);
	if (outcome->passed < CHAIN)
		rw_leave(run, next);
}

static const struct claim {
	const char *name;
	run_fn *run;
	unsigned int threads;
} claims[] = {
	{ "readers are in together", run_readers, 3 },
	{ "a waiting writer shuts out later readers", run_late_reader, 3 },
	{ "a writer lets in readers before the next writer", run_batch, 3 },
	{ "batches and writers alternate", run_alternation, 5 },
	{ "three writers are granted in arrival order", run_3_writers, 3 },
	{ "five writers are granted in arrival order", run_5_writers, 5 },
	{ "a waiting writer forbids conversion", run_conversion, 2 },
	{ "back to back readers let a writer in at once", run_reader_chain, 3 },
	{ "back to back writers let a reader in after one", run_writer_chain, 3 },
};

KUNIT_ARRAY_PARAM_DESC(claims, claims, name);

static void the_shipped_lock_is_fair(struct kunit *test)
{
	const struct claim *claim = test->param_value;
	unsigned int i, round;

	for (i = 0; i < ARRAY_SIZE(sound); i++) {
		for (round = 0; round < ROUNDS; round++) {
			struct outcome outcome = perform(test, sound[i], claim->run,
							 claim->threads);

			KUNIT_EXPECT_EQ_MSG(test, outcome.passed, 0, "%s", sound[i]->name);
			KUNIT_EXPECT_EQ_MSG(test, outcome.wrong, 0, "%s: %s", sound[i]->name,
					    turn_claim);
		}
	}
}

static const struct busted {
	const char *name;
	const struct rw_flavour *flavour;
	run_fn *run;
} busted[] = {
	{ "readers pass the writer", &rw_readers_pass_writers, run_reader_chain },
	{ "writers pass the reader", &rw_writers_pass_readers, run_writer_chain },
};

KUNIT_ARRAY_PARAM_DESC(busted, busted, name);

static void those_that_pass_are_caught(struct kunit *test)
{
	const struct busted *row = test->param_value;
	struct outcome outcome = perform(test, row->flavour, row->run, 3);

	kunit_info(test, "%s: %u of %u\n", row->name, outcome.passed, CHAIN);
	KUNIT_EXPECT_GT(test, outcome.passed, 0);
}

SUITE(ntspin_rw_order, NULL, NULL) = {
	KUNIT_CASE_PARAM(the_shipped_lock_is_fair, claims_gen_params),
	KUNIT_CASE_PARAM(those_that_pass_are_caught, busted_gen_params),
	{}
};
