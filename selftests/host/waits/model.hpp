/* SPDX-License-Identifier: GPL-2.0 */
/*
 * model.hpp - what the documents say of dispatcher objects, as plainly as it can be reported.
 *
 * No lists in objects, no lock, nobody asleep: an object is a few numbers, and the waiters are in
 * one list, in order of arrival. After each step that list is gone through from its beginning,
 * again and again, until nobody in it can be satisfied.
 */
#ifndef NTSPIN_WAITS_MODEL_HPP
#define NTSPIN_WAITS_MODEL_HPP

#include <list>
#include <map>
#include <optional>
#include <vector>

#include "wdm.h"

namespace model
{

enum class kind { notification, synchronization, semaphore, mutex, thread };

struct object {
	kind type;
	LONG state;	/* of a mutex: how often its owner has it; 0: free */
	LONG limit;	/* of a semaphore */
	int owner = -1; /* of a mutex */
	int since = 0;	/* by which acquisition, counted from 1 */
	bool abandoned = false;
};

struct waiting {
	int thread;
	bool all;
	std::vector<int> objects;
};

class world {
public:
	std::vector<object> objects;
	std::list<waiting> queue;

	/* What ended, since the last call: by thread, with which status. */
	std::map<int, NTSTATUS> ended;

	int acquisitions = 0;

	bool can_have(const object &o, int thread) const
	{
		if (o.type == kind::mutex)
			return o.state == 0 || o.owner == thread;
		return o.state > 0;
	}

	/* True where its owner had left it. */
	bool take(object &o, int thread)
	{
		const bool left = o.abandoned;

		switch (o.type) {
		case kind::notification:
		case kind::thread:
			break;
		case kind::synchronization:
		case kind::semaphore:
			o.state--;
			break;
		case kind::mutex:
			if (o.state++ == 0)
				o.since = ++acquisitions;
			o.owner = thread;
			o.abandoned = false;
			break;
		}
		return left;
	}

	std::optional<NTSTATUS> try_to_end(const waiting &w)
	{
		bool left = false;

		if (w.all) {
			for (int i : w.objects)
				if (!can_have(objects[i], w.thread))
					return {};
			for (int i : w.objects)
				left |= take(objects[i], w.thread);
			return left ? STATUS_ABANDONED : STATUS_SUCCESS;
		}
		for (unsigned i = 0; i < w.objects.size(); i++) {
			object &o = objects[w.objects[i]];

			if (!can_have(o, w.thread))
				continue;
			left = take(o, w.thread);
			return static_cast<NTSTATUS>(
				(left ? STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0) + i);
		}
		return {};
	}

	/* A timeout of 0 or a moment: nothing else happens meanwhile. */
	void wait(const waiting &w, bool for_ever)
	{
		const std::optional<NTSTATUS> status = try_to_end(w);

		if (status)
			ended[w.thread] = *status;
		else if (for_ever)
			queue.push_back(w);
		else
			ended[w.thread] = STATUS_TIMEOUT;
	}

	void end_waits()
	{
		for (auto w = queue.begin(); w != queue.end();) {
			const std::optional<NTSTATUS> status = try_to_end(*w);

			if (status) {
				ended[w->thread] = *status;
				queue.erase(w);
				w = queue.begin();
			} else {
				++w;
			}
		}
	}

	LONG set(object &o)
	{
		const LONG before = o.state;

		o.state = 1;
		end_waits();
		return before;
	}

	LONG reset(object &o)
	{
		const LONG before = o.state;

		o.state = 0;
		return before;
	}

	LONG pulse(object &o)
	{
		const LONG before = set(o);

		o.state = 0;
		return before;
	}

	/* Beyond the limit nothing is done. */
	LONG release(object &o, LONG count)
	{
		const LONG before = o.state;

		if (before + count <= o.limit)
			o.state += count;
		end_waits();
		return before;
	}

	/* What KeReadStateMutex says. */
	static LONG state_of(const object &o)
	{
		return o.type == kind::mutex ? 1 - o.state : o.state;
	}

	LONG give_back(object &o, int thread)
	{
		const LONG before = state_of(o);

		if (o.state > 0 && o.owner == thread && --o.state == 0) {
			o.owner = -1;
			end_waits();
		}
		return before;
	}

	/* What it has had for longest is left first. */
	void end(int thread)
	{
		for (object *o; (o = longest_owned_by(thread));) {
			o->state = 0;
			o->owner = -1;
			o->abandoned = true;
			end_waits();
		}
	}

private:
	object *longest_owned_by(int thread)
	{
		object *found = nullptr;

		for (object &o : objects)
			if (o.owner == thread && (!found || o.since < found->since))
				found = &o;
		return found;
	}
};

} /* namespace model */

#endif
