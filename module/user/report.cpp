// SPDX-License-Identifier: GPL-2.0
/*
 * report.cpp - a misuse in the words of faults.def: told to the test's hook, or on stderr, where it
 * ends the program.
 *
 * The line is that of linux/debug/report_line.c, with addresses as they are.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "ntspin/user.h"
#include "../seam/pool.h"
#include "../seam/verifier.h"
#include "symbol.hpp"
#include "report.hpp"

namespace
{

struct fault_text {
	const char *routine = nullptr; /* where the caller cannot name it */
	const char *object = nullptr;  /* what is not a lock */
	const char *level = nullptr;   /* what the level asked for is called, if it is about one */
	bool irql = false;	       /* the fact is the level at the call */
	bool waits = false;	       /* the fact begins with how long was waited */
	bool sleeper = false;	       /* the fact begins with the task */
	unsigned again = 0;
	bool each = false;
	const char *fact = nullptr;
	const char *rule = nullptr;
	const char *code = nullptr;
};

/* For a caller that reports more than once: here the hook may. */
constexpr unsigned WAIT_AGAIN = 0, AGAIN = 0;

constexpr fault_text faults[] = {
#define NTSPIN_FAULT(name, ...) {__VA_ARGS__},
#include "../seam/faults.def"
#undef NTSPIN_FAULT
};

constexpr const char *fault_names[] = {
#define NTSPIN_FAULT(name, ...) #name,
#include "../seam/faults.def"
#undef NTSPIN_FAULT
};

constexpr const char *level_names[] = {
	"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL", "DIRQL 3",    "DIRQL 4",  "DIRQL 5",
	"DIRQL 6",	 "DIRQL 7",   "DIRQL 8",	"DIRQL 9",    "DIRQL 10", "DIRQL 11",
	"DIRQL 12",	 "DIRQL 13",  "DIRQL 14",	"HIGH_LEVEL",
};

ntspin_user_hook hook;
void *hook_context;

const char *level_name(KIRQL level) noexcept
{
	return level <= HIGH_LEVEL ? level_names[level] : "no level";
}

/* One line, made in pieces. */
class line {
public:
	[[gnu::format(printf, 2, 3)]] void add(const char *format, ...) noexcept
	{
		va_list arguments;

		va_start(arguments, format);
		put(format, arguments);
		va_end(arguments);
	}

	/* One more, behind a comma. */
	[[gnu::format(printf, 2, 3)]] void detail(const char *format, ...) noexcept
	{
		va_list arguments;

		add("%s", details_++ ? ", " : " (");
		va_start(arguments, format);
		put(format, arguments);
		va_end(arguments);
	}

	void end() noexcept
	{
		if (details_)
			add(")");
	}

	const char *text() const noexcept
	{
		return text_;
	}

private:
	void put(const char *format, va_list arguments) noexcept
	{
		const int length =
			vsnprintf(text_ + used_, sizeof(text_) - used_, format, arguments);

		used_ += static_cast<unsigned>(length);
		if (used_ >= sizeof(text_))
			used_ = sizeof(text_) - 1;
	}

	char text_[2048];
	unsigned used_ = 0;
	unsigned details_ = 0;
};

void add_fact(line &line, const fault_text &fault, const ntspin_misuse &misuse) noexcept
{
	if (fault.level)
		line.add("%s is %u (%s), IRQL is %s", fault.level, misuse.level,
			 level_name(misuse.level), level_name(misuse.irql));
	else if (fault.irql)
		line.add("IRQL is %s", level_name(misuse.irql));
	else if (fault.waits)
		line.add("has waited for long%s", fault.fact);
	else if (fault.sleeper)
		line.add("a thread %s", fault.fact);
	else
		line.add("%s", fault.fact);
}

void add_lock(line &line, const fault_text &fault, const void *lock) noexcept
{
	BOOLEAN was_initialized = FALSE;
	const void *const site_id = fault.object ? nullptr :
						   ntspin_find_site(lock, &was_initialized);

	line.detail("%s %p", fault.object ? fault.object : "lock", lock);
	if (site_id)
		line.add(" %s at %s", was_initialized ? "initialised" : "first acquired",
			 host::symbol(site_id).text);
}

void add_pool(line &line, const ntspin_pool_facts &pool) noexcept
{
	if (pool.blocks)
		line.detail("%llu blocks, %llu bytes", pool.blocks, pool.bytes);
	line.detail("tag '%s'", host::tag(pool.tag).text);
	if (pool.freed_as)
		line.detail("freed as '%s'", host::tag(pool.freed_as).text);
}

void add_circle(line &line, const ntspin_circle &circle) noexcept
{
	for (ULONG i = 0; i < circle.length && i < NTSPIN_CIRCLE; i++) {
		const ntspin_circle_step &step = circle.steps[i];

		line.detail("lock %p of %s is held since %s while the next is asked for at %s",
			    step.lock, host::symbol(step.site).text,
			    host::symbol(step.held_at).text, host::symbol(step.asked_at).text);
	}
}

void add_details(line &line, const fault_text &fault, const ntspin_misuse &misuse) noexcept
{
	if (misuse.lock)
		add_lock(line, fault, misuse.lock);
	if (misuse.pool)
		add_pool(line, *misuse.pool);
	if (misuse.circle)
		add_circle(line, *misuse.circle);
	if (misuse.runs)
		line.detail("DPC routine %s", host::symbol(misuse.runs).text);
	if (misuse.caller)
		line.detail("%s", host::symbol(misuse.caller).text);
	if (misuse.holder.site)
		line.detail("held by %s/%d on processor %u since %s", misuse.holder.task,
			    misuse.holder.pid, misuse.holder.processor,
			    host::symbol(misuse.holder.site).text);
	if (fault.code)
		line.detail("bug check %s", fault.code);
}

} /* namespace */

extern "C" {

void ntspin_report_misuse(const struct ntspin_misuse *misuse)
{
	const fault_text &fault = faults[misuse->fault];
	const char *const routine = misuse->routine ? misuse->routine : fault.routine;
	const ntspin_user_hook ask = __atomic_load_n(&hook, __ATOMIC_ACQUIRE);
	line line;

	line.add("%s: ", routine ? routine : "ntspin");
	add_fact(line, fault, *misuse);
	line.add(", %s", fault.rule);
	add_details(line, fault, *misuse);
	line.end();

	const ntspin_user_report report = {line.text(), fault_names[misuse->fault], routine,
					   fault.code, misuse->caller};

	if (ask)
		return ask(&report, hook_context);
	fprintf(stderr, "ntspin: %s\n", line.text());
	if (host::misuse_is_fatal())
		abort();
}

void ntspin_report(enum ntspin_fault fault, const char *routine, KIRQL level, const void *lock,
		   const void *caller)
{
	ntspin_misuse misuse = {};

	misuse.fault = fault;
	misuse.routine = routine;
	misuse.level = level;
	misuse.irql = ntspin_current_irql();
	misuse.lock = lock;
	misuse.caller = caller;
	if (fault == NTSPIN_LONG_WAIT)
		ntspin_find_holder(lock, &misuse.holder);
	ntspin_report_misuse(&misuse);
}

void ntspin_user_on_misuse(ntspin_user_hook new_hook, void *context)
{
	hook_context = context;
	/* Release: pairs with the acquire in ntspin_report_misuse(). */
	__atomic_store_n(&hook, new_hook, __ATOMIC_RELEASE);
}

} /* extern "C" */
