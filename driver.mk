# SPDX-License-Identifier: GPL-2.0
# driver.mk - the recipe for a Windows driver's sources. A driver's Kbuild is:
#
#	ntspin-driver := mydrv
#	mydrv-src := queue.c flow.cpp driver.c glue_linux.c
#	include $(NTSPIN)/driver.mk
#
# and may say more:
#
#	mydrv-include := inc ../common		where its headers are, beside the sources
#	mydrv-define := POOL_TAG=1		what its project defines
#	mydrv-linux-src := platform.c		sources of the Linux side, beside those called *_linux.c
#	mydrv-license := Dual BSD/GPL		MODULE_LICENSE, else GPL
#	mydrv-entry := n			the Linux side has a module_init of its own
#	ntspin-compiler := gcc			what compiles the Windows side, else the newest clang
#
# Build it with
#
#	make -f Kbuild NTSPIN=/path/to/ntspin KDIR=/path/to/headers
#
# or by Kbuild's own way: make -C headers M=$PWD NTSPIN=... modules. The target analyze looks for
# mistakes with locks and levels (docs/analyze.md), and builds nothing.
#
# The Windows side sees include/ and nothing of Linux, and is compiled as Microsoft's compiler
# would do it (driver/dialect.py); the Linux side is the kernel's C. driver/entry.c is the module
# around both.

ntspin-root := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))

ntspin-src := $($(ntspin-driver)-src)
ntspin-linux := $(filter %_linux.c,$(ntspin-src)) $($(ntspin-driver)-linux-src)
ntspin-windows := $(filter-out $(ntspin-linux),$(ntspin-src))
ntspin-define := $(addprefix -D,$($(ntspin-driver)-define))

ifeq ($(KERNELRELEASE),)

# Not in Kbuild yet: go there.
KDIR ?= /lib/modules/$(shell uname -r)/build

modules clean:
	+$(MAKE) -C $(KDIR) M=$(CURDIR) NTSPIN=$(ntspin-root) $@

analyze:
	@$(ntspin-root)/scripts/analyze $(addprefix -I,$($(ntspin-driver)-include)) \
		$(ntspin-define) $(ntspin-windows)

.PHONY: modules clean analyze

else

obj-m += $(ntspin-driver).o

# By their whole names: Windows lets a driver be called as one of its sources.
ntspin-objects := $(addsuffix .o,$(ntspin-windows))
ntspin-glue := $(if $(filter n,$($(ntspin-driver)-entry)),,$(ntspin-driver)-entry.o)

$(ntspin-driver)-y := $(ntspin-objects) $(ntspin-linux:.c=.o) $(ntspin-glue)

ccflags-y += -I$(ntspin-root)/include
# A report names the routine that called: what a routine does last is a call, no jump.
ccflags-y += -fno-optimize-sibling-calls
# The out-of-line atomics of arm64 live in a library that the kernel does not link.
ccflags-$(CONFIG_ARM64) += -mno-outline-atomics

# An inline routine with a prototype is one for all files on Windows. C makes one for each, all alike.
ldflags-y += -z muldefs

# Installed, ntspin keeps its symbols for each kernel that it was installed for.
ntspin-symvers := $(firstword $(wildcard $(ntspin-root)/symvers/$(KERNELRELEASE) \
	$(ntspin-root)/Module.symvers))
KBUILD_EXTRA_SYMBOLS += $(ntspin-symvers)

ntspin-out := $(obj)/.ntspin
clean-files += .ntspin

# What must have been found out before the first source is compiled. Kbuild reads this file at
# other times, too.
ifneq ($(filter %/Makefile.build,$(MAKEFILE_LIST)),)

ifeq ($(ntspin-symvers),)
$(error $(ntspin-driver): ntspin is not built for $(KERNELRELEASE) in $(ntspin-root): run make there)
endif

include $(ntspin-root)/Kbuild.cxx

ntspin-include := $(addprefix $(src)/,$($(ntspin-driver)-include))
ntspin-prepare := $(shell NTSPIN_KERNEL_FLAGS='$(KBUILD_CPPFLAGS) $(KBUILD_CFLAGS) \
	$(KBUILD_CFLAGS_MODULE) $(CFLAGS_MODULE)' python3 -B $(ntspin-root)/driver/prepare.py \
	--name $(ntspin-driver) --out $(ntspin-out) --cc '$(CC)' --allowed '$(ntspin-compiler)' \
	$(addprefix --include ,$(ntspin-include)) $(addprefix $(src)/,$(ntspin-windows)) && echo done)
ifneq ($(ntspin-prepare),done)
$(error $(ntspin-driver): driver/prepare.py failed; it needs the package python3)
endif
include $(ntspin-out)/compiler.mk

# Kbuild's flags, less Linux' headers and words and what the compiler refuses. A sanitizer of another
# compiler is none.
ntspin-drop += -I$(ntspin-root)/include $(LINUXINCLUDE) %/linux/compiler_types.h -D__KERNEL__
ntspin-drop += $(if $(filter $(CC),$(ntspin-cc)),,$(CFLAGS_KASAN) $(CFLAGS_KCSAN) $(CFLAGS_UBSAN) \
	$(CFLAGS_KCOV) $(CFLAGS_GCOV))
# The kernel's warnings are about the kernel's code.
ntspin-kept = $(filter-out -W%,$(filter-out $(ntspin-drop),$(c_flags))) $(filter -Wp$(comma)%,$(c_flags))
ntspin-warn := $(if $(findstring 1,$(KBUILD_EXTRA_WARN)),-Wall -Wextra -Wno-unused-parameter)
ntspin-flags = $(ntspin-kept) $(ntspin-warn) $(addprefix -I,$(ntspin-include)) $(ntspin-add) \
	$(ntspin-define)

# Of what C++ adds, clang does not know all.
ntspin-cxx-add := $(if $(ntspin-is-clang),$(filter-out -fno-gnu-unique,$(cxx-add) $(cxx-add-y)), \
	$(cxx-add) $(cxx-add-y))
ntspin-cxx-drop := $(cxx-drop) -Wno-error=int-conversion -Wno-error=incompatible-function-% \
	-D__LINUX_COMPILER_TYPES_H

ntspin-failed = || { $(if $(ntspin-is-clang),,echo "$(ntspin-driver): gcc does not take all that \
	Microsoft's compiler takes: apt-get install clang-19" >&2;) false; }

ntspin-is-cxx = $(filter %.cpp %.cxx %.cc %.CPP,$<)
ntspin-language = $(if $(ntspin-is-cxx),-x c++ $(filter-out $(ntspin-cxx-drop),$(ntspin-flags)) \
	$(ntspin-cxx-add),-x c $(ntspin-flags))

quiet_cmd_windows_o = $(if $(ntspin-is-cxx),CXX,CC) $(quiet_modtag) $@
      cmd_windows_o = $(ntspin-cc) $(ntspin-language) -c -o $@ $< $(ntspin-failed) $(cmd_objtool)

define rule_windows_o
	$(call cmd_and_fixdep,windows_o)
	$(if $(ntspin-is-cxx),$(call cmd,cxx_check))
	$(call cmd,gen_objtooldep)
endef

$(addprefix $(obj)/,$(ntspin-objects)): $(obj)/%.o: $(src)/% FORCE
	$(call if_changed_rule,windows_o)

CFLAGS_$(ntspin-driver)-entry.o := \
	-DNTSPIN_LICENSE='"$(or $($(ntspin-driver)-license),GPL)"'
$(addprefix $(obj)/,$(ntspin-glue)): $(obj)/%.o: $(ntspin-root)/driver/entry.c FORCE
	$(call if_changed_rule,cc_o_c)

endif
endif
