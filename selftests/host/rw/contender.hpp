/* SPDX-License-Identifier: GPL-2.0 */
/*
 * contender.hpp - a contender that runs the shipped template one step at a time.
 *
 * What the template does depends on nothing but what its steps found. So a call is put back to
 * where it stood by running it again from its start on the answers it has had, up to the first
 * step that has none: the request that is pending. A contender is a few words, and is copied.
 */
#ifndef RW_CONTENDER_HPP
#define RW_CONTENDER_HPP

#include "seam.h"

namespace rw
{

enum class action : UCHAR { load, compare_exchange, wait_while, wait_until };

struct request {
	action what;
	bool contended; /* asked for by the half that may wait */
	ULONG expected; /* or the bits that count */
	ULONG desired;	/* or their value */
};

/* A call. Each round of a program is two of them or three. */
enum class call : UCHAR {
	read,
	write,
	try_read,
	try_write,
	convert,
	unread,
	unwrite,
	none, /* the program is over */
};

class contender {
public:
	/* Letters: r read, w write, s try to read, x try to write, c read and convert. */
	void start(const char *program) noexcept;

	call doing() const noexcept
	{
		return doing_;
	}

	const request &pending() const noexcept
	{
		return pending_;
	}

	/* The pending step found this. True where the call has returned by it. */
	bool answer(ULONG found);

	/* What the call returned; true for those that return nothing. */
	bool returned() const noexcept
	{
		return returned_;
	}

	/* On to the next call. */
	void go_on();

	const char *rest() const noexcept
	{
		return program_;
	}

private:
	static constexpr unsigned max_answers = 32;

	void begin(call next);
	bool run();

	const char *program_ = nullptr;
	call doing_ = call::none;
	bool returned_ = false;
	UCHAR answers_ = 0;
	request pending_ = {};
	ULONG answer_[max_answers] = {};
};

} /* namespace rw */

#endif
