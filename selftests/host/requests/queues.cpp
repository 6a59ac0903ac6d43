// SPDX-License-Identifier: GPL-2.0
/*
 * queues.cpp - device queues: random calls beside a model, and what is misuse.
 *
 *     queues STEPS
 *
 * Exits with 1 where something else is so.
 */
#include <algorithm>
#include <vector>

#include "../host_seam.hpp"
#include "stack.hpp"
#include "wdm/device_queue.h"

namespace
{

/* The queue as it is documented: keys in order, and what has none last. */
class model {
public:
	bool insert(PKDEVICE_QUEUE_ENTRY entry, const ULONG *key)
	{
		if (!busy_) {
			busy_ = true;
			return false;
		}
		const auto at =
			key ? std::find_if(all_.begin(), all_.end(),
					   [key](const held &other) { return other.key > *key; }) :
			      all_.end();

		all_.insert(at, {entry, key ? *key : entry->SortKey});
		return true;
	}

	PKDEVICE_QUEUE_ENTRY remove(const ULONG *key)
	{
		if (all_.empty()) {
			busy_ = false;
			return nullptr;
		}
		auto at =
			key ? std::find_if(all_.begin(), all_.end(),
					   [key](const held &other) { return other.key >= *key; }) :
			      all_.begin();

		if (at == all_.end())
			at = all_.begin();

		PKDEVICE_QUEUE_ENTRY const entry = at->entry;

		all_.erase(at);
		return entry;
	}

	bool remove_entry(PKDEVICE_QUEUE_ENTRY entry)
	{
		const auto at = std::find_if(all_.begin(), all_.end(), [entry](const held &other) {
			return other.entry == entry;
		});

		if (at == all_.end())
			return false;
		all_.erase(at);
		return true;
	}

	bool has(PKDEVICE_QUEUE_ENTRY entry) const
	{
		return std::any_of(all_.begin(), all_.end(),
				   [entry](const held &other) { return other.entry == entry; });
	}

	bool is_busy() const
	{
		return busy_;
	}

private:
	struct held {
		PKDEVICE_QUEUE_ENTRY entry;
		ULONG key;
	};

	std::vector<held> all_;
	bool busy_ = false;
};

void run_model(unsigned steps)
{
	KDEVICE_QUEUE_ENTRY entries[8] = {};
	KDEVICE_QUEUE queue;
	model beside;

	KeInitializeDeviceQueue(&queue);
	for (KIRQL old = KeRaiseIrqlToDpcLevel(); steps--; row++) {
		PKDEVICE_QUEUE_ENTRY const entry = &entries[host::random(8)];
		const ULONG key = host::random(5);

		switch (host::random(5)) {
		case 0:
			if (!entry->Inserted)
				CLAIM(KeInsertDeviceQueue(&queue, entry) ==
				      beside.insert(entry, nullptr));
			break;
		case 1:
			if (!entry->Inserted)
				CLAIM(KeInsertByKeyDeviceQueue(&queue, entry, key) ==
				      beside.insert(entry, &key));
			break;
		case 2:
			if (beside.is_busy())
				CLAIM(KeRemoveDeviceQueue(&queue) == beside.remove(nullptr));
			break;
		case 3:
			if (beside.is_busy())
				CLAIM(KeRemoveByKeyDeviceQueue(&queue, key) == beside.remove(&key));
			break;
		default:
			CLAIM(KeRemoveEntryDeviceQueue(&queue, entry) ==
			      beside.remove_entry(entry));
		}
		CLAIM(!queue.Busy == !beside.is_busy());
		CLAIM(!entry->Inserted == !beside.has(entry));
		if (!steps)
			KeLowerIrql(old);
	}
}

/* What is none of it is said, and leaves the queue alone. */
void misuse_queue()
{
	KDEVICE_QUEUE_ENTRY first = {}, second = {};
	KDEVICE_QUEUE queue, none = {};
	const KIRQL old = KeRaiseIrqlToDpcLevel();

	row++;
	KeInitializeDeviceQueue(&queue);
	CLAIM(!KeRemoveDeviceQueue(&queue) && host::reported[NTSPIN_QUEUE_IDLE] == 1);
	CLAIM(!KeInsertDeviceQueue(&queue, &first));
	CLAIM(KeInsertDeviceQueue(&queue, &first));
	CLAIM(KeInsertByKeyDeviceQueue(&queue, &second, 7));
	CLAIM(KeInsertDeviceQueue(&queue, &first) && host::reported[NTSPIN_ENTRY_QUEUED] == 1);
	CLAIM(KeRemoveDeviceQueue(&queue) == &first);
	CLAIM(KeRemoveDeviceQueue(&queue) == &second);
	CLAIM(!KeRemoveDeviceQueue(&queue) && !queue.Busy);
	CLAIM(!KeInsertDeviceQueue(&none, &first) && host::reported[NTSPIN_BAD_OBJECT] == 1);
	KeLowerIrql(old);
}

} /* namespace */

int main(int, char **argv)
{
	host::seed(1);
	run_model(static_cast<unsigned>(atoi(argv[1])));
	misuse_queue();
	printf("%u calls, %d wrong\n", row, wrong.load());
	return wrong != 0;
}
