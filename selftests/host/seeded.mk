# SPDX-License-Identifier: GPL-2.0
# seeded.mk - build programs over shipped code for each kind of sanitizer, as seeded.py runs them. A
# folder's Makefile says which, and includes it:
#
#     name := waits			its folder, below build/host/ too
#     shipped := ke/event ...		of module/, no suffix
#     include ../host.mk
#     shared := $(host-seam) ...	what stands behind the seam, and goes into each program
#     programs := programs races	each a .cpp
#
#     make check [CXX=...]
#     make check-seeded	all seeded faults, of which that has the first

root := $(abspath ../../..)
OUT ?= $(root)/build/host/$(name)

# clang-19's ThreadSanitizer sees most; the others come after it.
ifeq ($(origin CXX),default)
CXX := $(firstword $(foreach compiler,clang++-19 clang++-14 clang++ g++,$(shell command -v $(compiler))))
endif

CXXFLAGS := -std=c++20 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -Werror -I$(root)/include $(flags)
module := $(root)/module
sources := $(addprefix $(module)/,$(addsuffix .cpp,$(shipped)))
headers := $(wildcard *.hpp ../*.hpp ../waits/*.hpp $(module)/*/*.hpp $(module)/*/*.h $(module)/*/*.def \
	$(root)/include/*.h $(root)/include/*/*.h) Makefile ../seeded.mk

tsan := -fsanitize=thread -DNTSPIN_ONE_WORD
asan := -fsanitize=address,undefined -fno-sanitize-recover=all
objects = $(addprefix $(OUT)/$(1)/,$(addsuffix .o,$(basename $(notdir $(sources) $(shared)))))

check: all
	@python3 check.py $(OUT) $(CXX) $(CXXFLAGS)

check-seeded: all
	@python3 check.py --seeded $(OUT) $(CXX) $(CXXFLAGS)

# check.py links all objects that it finds: none of a source that is gone.
kept := $(foreach kind,tsan asan,$(call objects,$(kind)) $(addprefix $(OUT)/$(kind)/,$(addsuffix .o,$(programs))))

all:
	@rm -f $(filter-out $(kept),$(wildcard $(OUT)/*/*.o))
	@$(MAKE) -s -j$$(nproc) $(foreach kind,tsan asan,$(addprefix $(OUT)/$(kind)/,$(programs)))

vpath %.cpp $(sort . $(dir $(shared) $(sources)))

define kind
$(OUT)/$(1)/%.o: %.cpp $(headers) | $(OUT)/$(1)
	@$(CXX) $(CXXFLAGS) $($(1)) -c $$< -o $$@
$(addprefix $(OUT)/$(1)/,$(programs)): $(OUT)/$(1)/%: $(OUT)/$(1)/%.o $(call objects,$(1))
	@$(CXX) $($(1)) $$^ -o $$@ -pthread
$(OUT)/$(1):
	@mkdir -p $$@
endef
$(foreach each,tsan asan,$(eval $(call kind,$(each))))

clean:
	rm -rf $(OUT)

.PHONY: all check check-seeded clean
.SECONDARY:
