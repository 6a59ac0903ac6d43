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

	if (num_online_cpus() <= threads)
		kunit_skip(test, "%u threads need %u CPUs", threads, threads + 1);
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

static void perform_on_sound(struct kunit *test, run_fn *fn, unsigned int threads)
{
	unsigned int i, round;

	for (i = 0; i < ARRAY_SIZE(sound); i++) {
		for (round = 0; round < ROUNDS; round++) {
			struct outcome outcome = perform(test, sound[i], fn, threads);

			KUNIT_EXPECT_EQ_MSG(test, outcome.passed, 0, "%s", sound[i]->name);
			KUNIT_EXPECT_EQ_MSG(test, outcome.wrong, 0, "%s: %s", sound[i]->name,
					    turn_claim);
		}
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

static void readers_are_in_together(struct kunit *test)
{
	perform_on_sound(test, run_readers, 3);
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

static void a_waiting_writer_shuts_out_later_readers(struct kunit *test)
{
	perform_on_sound(test, run_late_reader, 3);
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

static void a_writer_lets_in_readers_before_the_next_writer(struct kunit *test)
{
	perform_on_sound(test, run_batch, 3);
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

static void batches_and_writers_alternate(struct kunit *test)
{
	perform_on_sound(test, run_alternation, 5);
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

static void three_writers_are_granted_in_arrival_order(struct kunit *test)
{
	perform_on_sound(test, run_3_writers, 3);
}

static void five_writers_are_granted_in_arrival_order(struct kunit *test)
{
	perform_on_sound(test, run_5_writers, 5);
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

static void a_waiting_writer_forbids_conversion(struct kunit *test)
{
	perform_on_sound(test, run_conversion, 2);
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

static void back_to_back_readers_let_a_writer_in_at_once(struct kunit *test)
{
	perform_on_sound(test, run_reader_chain, 3);
}

static void back_to_back_writers_let_a_reader_in_after_one(struct kunit *test)
{
	perform_on_sound(test, run_writer_chain, 3);
}

static void readers_that_pass_writers_are_caught(struct kunit *test)
{
	struct outcome outcome =
		perform(test, &rw_readers_pass_writers, run_reader_chain, 3);

	kunit_info(test, "%u readers passed the writer, of %u\n", outcome.passed, CHAIN);
	KUNIT_EXPECT_GT(test, outcome.passed, 0);
}

static void writers_that_pass_readers_are_caught(struct kunit *test)
{
	struct outcome outcome =
		perform(test, &rw_writers_pass_readers, run_writer_chain, 3);

	kunit_info(test, "%u writers passed the reader, of %u\n", outcome.passed, CHAIN);
	KUNIT_EXPECT_GT(test, outcome.passed, 0);
}

static struct kunit_case rw_order_cases[] = {
	KUNIT_CASE(readers_are_in_together),
	KUNIT_CASE(a_waiting_writer_shuts_out_later_readers),
	KUNIT_CASE(a_writer_lets_in_readers_before_the_next_writer),
	KUNIT_CASE(batches_and_writers_alternate),
	KUNIT_CASE(three_writers_are_granted_in_arrival_order),
	KUNIT_CASE(five_writers_are_granted_in_arrival_order),
	KUNIT_CASE(a_waiting_writer_forbids_conversion),
	KUNIT_CASE(back_to_back_readers_let_a_writer_in_at_once),
	KUNIT_CASE(back_to_back_writers_let_a_reader_in_after_one),
	KUNIT_CASE(readers_that_pass_writers_are_caught),
	KUNIT_CASE(writers_that_pass_readers_are_caught),
	{}
};

struct kunit_suite ntspin_rw_order_suite = {
	.name = "ntspin_rw_order",
	.test_cases = rw_order_cases,
};
