# SPDX-License-Identifier: GPL-2.0
# host.mk - what stands behind the seam in user space: the library's host, and the tests' part of it.

host-user := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))../../module/user)
host-seam := ../host_seam.cpp $(addprefix $(host-user)/,level.cpp spin_wait.cpp no_observers.cpp)
# The verifier's sources, below module/, no suffix: what checks spin locks, and who owns locks
# whose waiters sleep, which needs threads.
host-owned := verifier/owned_locks
host-verifier := $(filter-out $(host-owned),$(patsubst %.cpp,verifier/%,$(notdir \
	$(wildcard $(host-user)/../verifier/*.cpp))))
host-block := $(host-user)/block.cpp
host-heap := $(host-user)/heap.cpp
