// SPDX-License-Identifier: GPL-2.0
/*
 * driver.cpp - a driver's first and last routine are called, and what they leave behind is said.
 */
#include "ntspin/driver.h"
#include "../verifier/watched.hpp"

namespace
{

/*
 * A lock that is left held the verifier knows of. A level is looked at always: the task that loads
 * or unloads a driver goes on to sleep, and at DISPATCH_LEVEL it would fall for another's fault.
 */
class loader_call {
public:
	void returned(const char *kind, const void *routine) noexcept
	{
		watched_.returned(kind, routine);
		if (ntspin_current_irql() == level_)
			return;
		ntspin_report(NTSPIN_LEVEL_AT_RETURN, kind, level_, nullptr, routine);
		if (ntspin_current_irql() > level_)
			ntspin_lower_irql(level_);
	}

private:
	const KIRQL level_ = ntspin_current_irql();
	ntspin::watched_routine watched_;
};

} /* namespace */

extern "C" {

NTSTATUS ntspin_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path)
{
	loader_call call;
	const NTSTATUS status = driver->DriverInit(driver, registry_path);

	call.returned("DriverEntry", reinterpret_cast<const void *>(driver->DriverInit));
	return status;
}

void ntspin_driver_unload(PDRIVER_OBJECT driver)
{
	const PDRIVER_UNLOAD unload = driver->DriverUnload;
	loader_call call;

	/* A driver may take it back; Linux has asked only once whether there is one. */
	if (!unload)
		return;
	unload(driver);
	call.returned("DriverUnload", reinterpret_cast<const void *>(unload));
}

} /* extern "C" */
