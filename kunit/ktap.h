/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ktap.h - KUnit where the kernel has it, and its look-alike where not.
 *
 * Stock kernels are built without CONFIG_KUNIT, and a kunit.ko built for one
 * would not match its task_struct. There the macros that our suites use are
 * mapped to KTAP on printk, with KUnit's meaning: an expectation continues, an
 * assertion ends the case, each case runs in a thread of its own.
 *
 * Not here: what no suite uses. A suite that uses more adds it.
 */
#ifndef NTSPIN_KTAP_H
#define NTSPIN_KTAP_H

#if IS_ENABLED(CONFIG_KUNIT)
#include <kunit/test.h>
#else

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#define KUNIT_PARAM_DESC_SIZE 128

enum kunit_status {
	KUNIT_SUCCESS,
	KUNIT_FAILURE,
	KUNIT_SKIPPED,
};

struct kunit {
	const char *name;
	void *priv;
	const void *param_value;
	enum kunit_status status;
	char status_comment[256];
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	const void *(*generate_params)(const void *prev, char *desc);
};

struct kunit_suite {
	const char name[64];
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(fn) { .run_case = fn, .name = #fn }
#define KUNIT_CASE_SLOW(fn) KUNIT_CASE(fn)
#define KUNIT_CASE_PARAM(fn, gen) { .run_case = fn, .name = #fn, .generate_params = gen }

#define KUNIT_ARRAY_PARAM(table, array, get_desc)				\
	static const void *table##_gen_params(const void *prev, char *desc)	\
	{									\
		typeof(&(array)[0]) next = prev ? (typeof(next))prev + 1 : (array); \
		void (*describe)(typeof(next), char *) = get_desc;		\
										\
		if (next - (array) >= ARRAY_SIZE(array))			\
			return NULL;						\
		if (describe)							\
			describe(next, desc);					\
		return next;							\
	}

/* Where a claim stands, and what it says, if it is a comparison. */
struct ktap_claim {
	const char *file;
	int line;
	bool fatal;
	const char *text;
};

__printf(5, 6)
void ktap_fail(struct kunit *test, const struct ktap_claim *claim, long long left,
	       long long right, const char *fmt, ...);
/* Ends the case. */
void ktap_abort(struct kunit *test);
int ktap_run_suites(struct kunit_suite * const *suites, size_t count);

#define KTAP_CLAIM(test, is_fatal, left, op, right, fmt, ...)			\
do {										\
	static const struct ktap_claim claim_ = {				\
		__FILE__, __LINE__, is_fatal, #left " " #op " " #right		\
	};									\
	typeof(left) left_ = (left);						\
	typeof(right) right_ = (right);						\
										\
	if (!(left_ op right_))							\
		ktap_fail(test, &claim_, (long long)left_, (long long)right_,	\
			  fmt, ##__VA_ARGS__);					\
} while (0)

#define KUNIT_FAIL(test, fmt, ...)						\
do {										\
	static const struct ktap_claim claim_ = { __FILE__, __LINE__ };		\
										\
	ktap_fail(test, &claim_, 0, 0, fmt, ##__VA_ARGS__);			\
} while (0)

#define KUNIT_EXPECT_EQ_MSG(test, left, right, fmt, ...)			\
	KTAP_CLAIM(test, false, left, ==, right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_NE_MSG(test, left, right, fmt, ...)			\
	KTAP_CLAIM(test, false, left, !=, right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GT_MSG(test, left, right, fmt, ...)			\
	KTAP_CLAIM(test, false, left, >, right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_GE_MSG(test, left, right, fmt, ...)			\
	KTAP_CLAIM(test, false, left, >=, right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_LE_MSG(test, left, right, fmt, ...)			\
	KTAP_CLAIM(test, false, left, <=, right, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_TRUE_MSG(test, condition, fmt, ...)			\
	KTAP_CLAIM(test, false, !!(condition), ==, true, fmt, ##__VA_ARGS__)
#define KUNIT_EXPECT_FALSE_MSG(test, condition, fmt, ...)			\
	KTAP_CLAIM(test, false, !!(condition), ==, false, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_EQ_MSG(test, left, right, fmt, ...)			\
	KTAP_CLAIM(test, true, left, ==, right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_GT_MSG(test, left, right, fmt, ...)			\
	KTAP_CLAIM(test, true, left, >, right, fmt, ##__VA_ARGS__)
#define KUNIT_ASSERT_TRUE_MSG(test, condition, fmt, ...)			\
	KTAP_CLAIM(test, true, !!(condition), ==, true, fmt, ##__VA_ARGS__)

#define KUNIT_EXPECT_EQ(test, left, right)	KUNIT_EXPECT_EQ_MSG(test, left, right, "%s", "")
#define KUNIT_EXPECT_NE(test, left, right)	KUNIT_EXPECT_NE_MSG(test, left, right, "%s", "")
#define KUNIT_EXPECT_GT(test, left, right)	KUNIT_EXPECT_GT_MSG(test, left, right, "%s", "")
#define KUNIT_EXPECT_GE(test, left, right)	KUNIT_EXPECT_GE_MSG(test, left, right, "%s", "")
#define KUNIT_EXPECT_LE(test, left, right)	KUNIT_EXPECT_LE_MSG(test, left, right, "%s", "")
#define KUNIT_EXPECT_TRUE(test, condition)	KUNIT_EXPECT_TRUE_MSG(test, condition, "%s", "")
#define KUNIT_EXPECT_FALSE(test, condition)	KUNIT_EXPECT_FALSE_MSG(test, condition, "%s", "")
#define KUNIT_ASSERT_EQ(test, left, right)	KUNIT_ASSERT_EQ_MSG(test, left, right, "%s", "")
#define KUNIT_ASSERT_GT(test, left, right)	KUNIT_ASSERT_GT_MSG(test, left, right, "%s", "")
#define KUNIT_ASSERT_TRUE(test, condition)	KUNIT_ASSERT_TRUE_MSG(test, condition, "%s", "")
#define KUNIT_ASSERT_NOT_NULL(test, ptr)	KTAP_CLAIM(test, true, ptr, !=, NULL, "%s", "")
#define KUNIT_ASSERT_NOT_ERR_OR_NULL(test, ptr)	\
	KUNIT_ASSERT_TRUE_MSG(test, !IS_ERR_OR_NULL(ptr), "%s", #ptr)

#define kunit_info(test, fmt, ...)						\
	pr_info("    # %s: " fmt, (test)->name, ##__VA_ARGS__)

#define kunit_skip(test, fmt, ...)						\
do {										\
	(test)->status = KUNIT_SKIPPED;						\
	snprintf((test)->status_comment, sizeof((test)->status_comment),	\
		 fmt, ##__VA_ARGS__);						\
	ktap_abort(test);							\
} while (0)

/* The suites run when their module is loaded, which stays loadable again. */
#define kunit_test_suites(...)							\
	static struct kunit_suite * const ktap_suites[] = { __VA_ARGS__ };	\
										\
	static int __init ktap_init(void)					\
	{									\
		return ktap_run_suites(ktap_suites, ARRAY_SIZE(ktap_suites));	\
	}									\
	module_init(ktap_init);							\
										\
	static void __exit ktap_exit(void)					\
	{									\
	}									\
	module_exit(ktap_exit)

#endif

/* KUnit's own since Linux 6.8: each row is called what a member of it says. */
#ifndef KUNIT_ARRAY_PARAM_DESC
#define KUNIT_ARRAY_PARAM_DESC(table, array, member)				\
	static void describe_##table(const typeof((array)[0]) *row, char *desc)	\
	{									\
		strscpy(desc, (row)->member, KUNIT_PARAM_DESC_SIZE);		\
	}									\
	KUNIT_ARRAY_PARAM(table, array, describe_##table)
#endif

#endif
