// SPDX-License-Identifier: GPL-2.0
/* delayed_ex_spin_lock.cpp - the shipped routines, standing on delayed_rw_access. */
#include "delayed_rw_access.hpp"

#define direct_rw_access delayed_rw_access
#include "../../../module/ex/ex_spin_lock.cpp"
