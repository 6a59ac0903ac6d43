// SPDX-License-Identifier: GPL-2.0
/*
 * rw_order_test.c - readers and writers that come one by one: who gets in with whom, after whom.
 *
 * On the shipped lock as it is: nothing but its word is looked at. The same plays on locks that
 * prefer one side show that each would be told.
 */
#include "rw.h"
#include "suites.h"

#define REPEATS 8
#define ROUNDS 5
/* How often a lock that lets one side pass is given the chance: as good as for ever. */
#define CHAIN 40

static const struct rw_flavour * const sound[] = { &rw_shipped, &rw_shipped_at_dpc };

static const char * const turn_claim = "who came first gets in first";

/* What came of one play. */
struct outcome {
	unsigned int passed;	/* entries past somebody whose turn it was */
	unsigned int wrong;
};

typedef void play_fn(struct rw_play *play, struct outcome *outcome);

static struct outcome perform(struct kunit *test, const struct rw_flavour *flavour, play_fn *fn,
			      unsigned int players)
{
	unsigned int repeat = 0;

	if (num_online_cpus() <= players)
		kunit_skip(test, "%u players need %u CPUs", players, players + 1);
	for (;;) {
		struct rw_play *play = rw_play_begin(flavour, players);
		struct outcome outcome = {};
		bool free;

		KUNIT_ASSERT_NOT_NULL(test, play);
		fn(play, &outcome);
		if (rw_play_end(play, &free)) {
			KUNIT_EXPECT_TRUE_MSG(test, free, "%s: not 0 when all have left",
					      flavour->name);
			return outcome;
		}
		KUNIT_ASSERT_TRUE_MSG(test, ++repeat < REPEATS, "%s: spoiled again and again",
				      flavour->name);
	}
}

static void perform_on_sound(struct kunit *test, play_fn *fn, unsigned int players)
{
	unsigned int i, round;

	for (i = 0; i < ARRAY_SIZE(sound); i++) {
		for (round = 0; round < ROUNDS; round++) {
			struct outcome outcome = perform(test, sound[i], fn, players);

			KUNIT_EXPECT_EQ_MSG(test, outcome.passed, 0, "%s", sound[i]->name);
			KUNIT_EXPECT_EQ_MSG(test, outcome.wrong, 0, "%s: %s", sound[i]->name,
					    turn_claim);
		}
	}
}

static void note_turn(struct rw_play *play, struct outcome *outcome, unsigned int player,
		      unsigned int due)
{
	rw_await(play, player);
	outcome->wrong += rw_turn(play, player) != due;
}

/* Each stays in until all are, or the play is spoiled. */
static void play_readers(struct rw_play *play, struct outcome *outcome)
{
	unsigned int i;

	for (i = 0; i < 3; i++)
		rw_come(play, i, false);
	for (i = 0; i < 3; i++)
		rw_await(play, i);
	for (i = 0; i < 3; i++)
		rw_leave(play, i);
}

static void readers_are_in_together(struct kunit *test)
{
	perform_on_sound(test, play_readers, 3);
}

static void play_late_reader(struct rw_play *play, struct outcome *outcome)
{
	rw_come(play, 0, false);
	rw_await(play, 0);
	rw_come(play, 1, true);
	rw_come(play, 2, false);
	rw_leave(play, 0);
	note_turn(play, outcome, 1, 2);
	rw_leave(play, 1);
	note_turn(play, outcome, 2, 3);
	rw_leave(play, 2);
}

static void a_waiting_writer_shuts_out_later_readers(struct kunit *test)
{
	perform_on_sound(test, play_late_reader, 3);
}

static void play_batch(struct rw_play *play, struct outcome *outcome)
{
	rw_come(play, 0, true);
	rw_await(play, 0);
	rw_come(play, 1, true);
	rw_come(play, 2, false);
	rw_leave(play, 0);
	note_turn(play, outcome, 2, 2);
	rw_leave(play, 2);
	note_turn(play, outcome, 1, 3);
	rw_leave(play, 1);
}

static void a_writer_lets_in_readers_before_the_next_writer(struct kunit *test)
{
	perform_on_sound(test, play_batch, 3);
}

/* W0 is in; W1, R2, W3 and R4 come: R2 and R4 together, W1, R2 that has come again, W3. */
static void play_alternation(struct rw_play *play, struct outcome *outcome)
{
	rw_come(play, 0, true);
	rw_await(play, 0);
	rw_come(play, 1, true);
	rw_come(play, 2, false);
	rw_come(play, 3, true);
	rw_come(play, 4, false);
	rw_leave(play, 0);
	rw_await(play, 2);
	rw_await(play, 4);
	outcome->wrong += rw_turn(play, 2) + rw_turn(play, 4) != 2 + 3;
	rw_leave(play, 2);
	rw_leave(play, 4);
	note_turn(play, outcome, 1, 4);
	rw_come(play, 2, false);
	rw_leave(play, 1);
	note_turn(play, outcome, 2, 5);
	rw_leave(play, 2);
	note_turn(play, outcome, 3, 6);
	rw_leave(play, 3);
}

static void batches_and_writers_alternate(struct kunit *test)
{
	perform_on_sound(test, play_alternation, 5);
}

static void play_writers(struct rw_play *play, struct outcome *outcome, unsigned int players)
{
	unsigned int i;

	for (i = 0; i < players; i++) {
		rw_come(play, i, true);
		if (i == 0)
			rw_await(play, 0);
	}
	for (i = 0; i < players; i++) {
		note_turn(play, outcome, i, i + 1);
		rw_leave(play, i);
	}
}

static void play_3_writers(struct rw_play *play, struct outcome *outcome)
{
	play_writers(play, outcome, 3);
}

static void play_5_writers(struct rw_play *play, struct outcome *outcome)
{
	play_writers(play, outcome, 5);
}

static void three_writers_are_granted_in_arrival_order(struct kunit *test)
{
	perform_on_sound(test, play_3_writers, 3);
}

static void five_writers_are_granted_in_arrival_order(struct kunit *test)
{
	perform_on_sound(test, play_5_writers, 5);
}

static void play_conversion(struct rw_play *play, struct outcome *outcome)
{
	rw_come(play, 0, false);
	rw_await(play, 0);
	rw_come(play, 1, true);
	outcome->wrong += rw_convert_and_leave(play, 0);
	note_turn(play, outcome, 1, 2);
	rw_leave(play, 1);
	rw_come(play, 0, false);
	rw_await(play, 0);
	outcome->wrong += !rw_convert_and_leave(play, 0);
}

static void a_waiting_writer_forbids_conversion(struct kunit *test)
{
	perform_on_sound(test, play_conversion, 2);
}

/*
 * Two readers relieve each other, so that there is always one in, while a writer waits. Entries
 * past the writer are counted.
 */
static void play_reader_chain(struct rw_play *play, struct outcome *outcome)
{
	unsigned int in = 0, next = 1;

	rw_come(play, in, false);
	rw_await(play, in);
	rw_come(play, 2, true);
	while (outcome->passed < CHAIN) {
		rw_come(play, next, false);
		if (!rw_is_soon_in(play, next))
			break;
		outcome->passed++;
		rw_leave(play, in);
		swap(in, next);
	}
	rw_leave(play, in);
	if (outcome->passed < CHAIN) {
		note_turn(play, outcome, 2, outcome->passed + 2);
		rw_leave(play, 2);
		rw_await(play, next);
		rw_leave(play, next);
	}
}

/* Two writers relieve each other: one waits whenever the other leaves; and a reader waits. */
static void play_writer_chain(struct rw_play *play, struct outcome *outcome)
{
	unsigned int in = 0, next = 1;

	rw_come(play, in, true);
	rw_await(play, in);
	rw_come(play, 2, false);
	while (outcome->passed < CHAIN) {
		rw_come(play, next, true);
		rw_leave(play, in);
		if (rw_who_is_in(play, 2, next) == 2)
			break;
		outcome->passed++;
		swap(in, next);
	}
	/* A lock that never let the reader in does so now, that no writer is left. */
	if (outcome->passed == CHAIN)
		rw_leave(play, in);
	rw_leave(play, 2);
	if (outcome->passed < CHAIN)
		rw_leave(play, next);
}

static void back_to_back_readers_let_a_writer_in_at_once(struct kunit *test)
{
	perform_on_sound(test, play_reader_chain, 3);
}

static void back_to_back_writers_let_a_reader_in_after_one(struct kunit *test)
{
	perform_on_sound(test, play_writer_chain, 3);
}

static void readers_that_pass_writers_are_caught(struct kunit *test)
{
	struct outcome outcome =
		perform(test, &rw_readers_pass_writers, play_reader_chain, 3);

	kunit_info(test, "%u readers passed the writer, of %u\n", outcome.passed, CHAIN);
	KUNIT_EXPECT_GT(test, outcome.passed, 0);
}

static void writers_that_pass_readers_are_caught(struct kunit *test)
{
	struct outcome outcome =
		perform(test, &rw_writers_pass_readers, play_writer_chain, 3);

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
