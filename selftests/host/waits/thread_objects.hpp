/* SPDX-License-Identifier: GPL-2.0 */
/*
 * thread_objects.hpp - the objects of drivers' threads, and how many refer to each: handles and references
 * come and go beside what they should be.
 */
#ifndef NTSPIN_WAITS_THREAD_OBJECTS_HPP
#define NTSPIN_WAITS_THREAD_OBJECTS_HPP

#include <vector>

#include "programs.hpp"

/* A thread's object, and what refers to it. */
struct object {
	PVOID real = nullptr; /* NULL: all has been let go of */
	HANDLE handle = nullptr;
	bool is_open = false;
	LONG_PTR pointers = 0;
	bool ended = false;
};

class thread_objects : protected random_program {
protected:
	using random_program::random_program;

	bool close(int i)
	{
		const NTSTATUS due = objects_[i].is_open ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
		const NTSTATUS seen = ZwClose(objects_[i].handle);

		objects_[i].is_open = false;
		return seen == due || differs("ZwClose", i, seen, due);
	}

	bool reference(int i)
	{
		const NTSTATUS due = objects_[i].is_open ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
		PVOID real;
		const NTSTATUS seen = ObReferenceObjectByHandle(objects_[i].handle, 0, nullptr,
								KernelMode, &real, nullptr);

		objects_[i].pointers += due == STATUS_SUCCESS;
		return (seen == due && (seen != STATUS_SUCCESS || real == objects_[i].real)) ||
		       differs("ObReferenceObjectByHandle", i, seen, due);
	}

	bool dereference(int i)
	{
		const LONG_PTR due = --objects_[i].pointers + objects_[i].is_open;
		const LONG_PTR seen = ObfDereferenceObject(objects_[i].real);

		return seen == due || differs("ObDereferenceObject", i, seen, due);
	}

	/* The object is no thread any more as soon as its thread has let go, too. */
	bool let_go_of(int i)
	{
		PVOID const real = objects_[i].real;

		while (objects_[i].pointers > 1)
			if (!dereference(i))
				return false;
		if (!(pick(2) ? close(i) && dereference(i) : dereference(i) && close(i)))
			return false;
		objects_[i].real = nullptr;
		return await([real] {
			       if (ObReferenceObjectByPointer(real, 0, *PsThreadType, KernelMode) !=
				   STATUS_SUCCESS)
				       return true;
			       ObfDereferenceObject(real);
			       return false;
		       }) ||
		       differs("an object that nobody refers to", i, 1, 0);
	}

	std::vector<object> objects_;
};

#endif
