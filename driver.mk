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

# DKMS says what the release is before Kbuild does.
ifeq ($(and $(KERNELRELEASE),$(srctree)),)

# Not in Kbuild yet: go there.
KDIR ?= /lib/modules/$(shell uname -r)/build

no-perl = W=$(W) needs perl, of which perl-base is a part only: run `apt-get install perl`
ntspin-extra = $(if $(findstring 1,$(W)),$(if $(shell perl -MPod::Usage -e 1 2>/dev/null && \
	echo there),,$(error $(no-perl))))

include $(ntspin-root)/Kbuild.llvm

ntspin-headers = $(if $(wildcard $(KDIR)/Makefile),,$(error $(ntspin-driver): KDIR=$(KDIR) has no \
	kernel headers: run `apt-get install linux-headers-amd64`, or name others by KDIR=...))

# A key to sign with is seldom beside the headers.
modules modules_install clean:
	$(ntspin-headers)$(if $(filter modules,$@),$(ntspin-extra))+$(MAKE) -C $(KDIR) $(ntspin-llvm) M=$(CURDIR) NTSPIN=$(ntspin-root) $(if $(filter modules_install,$@), \
		CONFIG_MODULE_SIG_ALL=) $@

analyze:
	@$(ntspin-root)/scripts/analyze $(addprefix -I,$($(ntspin-driver)-include)) \
		$(ntspin-define) $(ntspin-windows)

.PHONY: modules modules_install clean analyze

else

obj-m += $(ntspin-driver).o

# By their whole names: Windows lets a driver be called as one of its sources. The object of a source
# that is not below the driver's folder is nevertheless, since another driver may have it, too.
ntspin-object = $(if $(findstring ../,$(1)),.ntspin/up/$(subst ../,up/,$(1)),$(1))
ntspin-objects := $(addsuffix .o,$(foreach source,$(ntspin-windows),$(call ntspin-object,$(source))))
ntspin-linux-objects := $(patsubst %.c,%.o,$(foreach source,$(ntspin-linux),$(call ntspin-object,$(source))))
ntspin-glue := $(if $(filter n,$($(ntspin-driver)-entry)),,$(ntspin-driver)-entry.o)

$(ntspin-driver)-y := $(ntspin-objects) $(ntspin-linux-objects) $(ntspin-glue)

ccflags-y += -I$(ntspin-root)/include
# A report names the routine that called: what a routine does last is a call, no jump.
ccflags-y += -fno-optimize-sibling-calls

# An inline routine with a prototype is one for all files on Windows. C makes one for each, all alike.
ldflags-y += -z muldefs

# Installed, ntspin keeps its symbols for each kernel that it was installed for, or DKMS does, which
# has built it. A checkout has those of the one that it was built for last.
ntspin-built := $(shell cat $(ntspin-root)/Module.release 2>/dev/null)
ntspin-symvers := $(firstword $(wildcard $(ntspin-root)/symvers/$(KERNELRELEASE) \
	$(if $(filter-out $(KERNELRELEASE),$(ntspin-built)),,$(ntspin-root)/Module.symvers) \
	$(if $(ntspin-built),,/var/lib/dkms/ntspin/kernel-$(KERNELRELEASE)-*/Module.symvers)))
# Whoever names some by hand needs these, too.
override KBUILD_EXTRA_SYMBOLS += $(ntspin-symvers)

ntspin-out := $(obj)/.ntspin
clean-files += .ntspin

# What must have been found out before the first source is compiled. Kbuild reads this file at
# other times, too.
ifneq ($(filter %/Makefile.build,$(MAKEFILE_LIST)),)

ifeq ($(ntspin-symvers),)
$(error $(ntspin-driver): ntspin is not built for $(KERNELRELEASE) in $(ntspin-root)$(if \
	$(ntspin-built),$(comma) but for $(ntspin-built)): run make there)
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
ntspin-drop += -I$(ntspin-root)/include $(LINUXINCLUDE) %/linux/compiler_types.h -D__KERNEL__ -DMODULE
ntspin-drop += $(if $(filter $(CC),$(ntspin-cc)),,$(CFLAGS_KASAN) $(CFLAGS_KCSAN) $(CFLAGS_UBSAN) \
	$(CFLAGS_KCOV) $(CFLAGS_GCOV))
# Kbuild.cxx's, for gcc.
ntspin-drop += $(if $(ntspin-is-clang),-fno-guess-branch-probability)
# The kernel's warnings are about the kernel's code.
ntspin-kept = $(filter-out -W%,$(filter-out $(ntspin-drop),$(c_flags))) $(filter -Wp$(comma)%,$(c_flags))
ntspin-warn := $(if $(findstring 1,$(KBUILD_EXTRA_WARN)),-Wall -Wextra -Wno-unused-parameter)
ntspin-flags = $(ntspin-kept) $(ntspin-warn) $(addprefix -I,$(ntspin-include)) $(ntspin-add) \
	$(ntspin-define)

# Where the linker makes the code, it is the linker that sets the traps of driver/dialect.py.
ldflags-$(CONFIG_LTO_CLANG) += -mllvm -trap-unreachable

# Of what C++ adds, clang does not know all.
ntspin-cxx-add := $(if $(ntspin-is-clang),$(filter-out -fno-gnu-unique,$(cxx-add) $(cxx-add-y)), \
	$(cxx-add) $(cxx-add-y))
ntspin-cxx-drop := $(cxx-drop) -Wno-error=int-conversion -Wno-error=incompatible-% \
	-D__LINUX_COMPILER_TYPES_H

ntspin-failed = || { $(if $(ntspin-is-clang),,echo "$(ntspin-driver): it may be that gcc does not \
	take what Microsoft's compiler takes: apt-get install clang-19" >&2;) false; }

# What is not C is C++, as for scripts/port and scripts/analyze.
ntspin-is-cxx = $(filter-out %.c %.C,$<)
ntspin-language = $(if $(ntspin-is-cxx),-x c++ $(filter-out $(ntspin-cxx-drop),$(ntspin-flags)) \
	$(ntspin-cxx-add),-x c $(ntspin-flags) -std=gnu17)

# The fixdep of 6.1 takes a backslash in a file's name for the end of a line.
quiet_cmd_windows_o = $(if $(ntspin-is-cxx),CXX,CC) $(quiet_modtag) $@
      cmd_windows_o = $(ntspin-cc) $(ntspin-language) -c -o $@ $< $(ntspin-failed); \
	sed -i 's/[^ ]*\\[^ ][^ ]*//g' $(depfile) $(cmd_objtool)

define rule_windows_o
	$(call cmd_and_fixdep,windows_o)
	$(if $(ntspin-is-cxx),$(call cmd,cxx_check))
	$(call cmd,gen_objtooldep)
endef

define ntspin-rules
$$(obj)/$(call ntspin-object,$(1)).o: $$(src)/$(1) FORCE
	$$(call if_changed_rule,windows_o)
endef
$(foreach source,$(ntspin-windows),$(eval $(call ntspin-rules,$(source))))

define ntspin-linux-rules
$$(obj)/$(patsubst %.c,%.o,$(call ntspin-object,$(1))): $$(src)/$(1) FORCE
	$$(call if_changed_rule,cc_o_c)
endef
$(foreach source,$(ntspin-linux),$(if $(findstring ../,$(source)),$(eval $(call ntspin-linux-rules,$(source)))))

# Kbuild makes the folders of objects for some builds only.
$(shell mkdir -p $(addprefix $(obj)/,$(sort $(dir $(ntspin-objects) $(ntspin-linux-objects)))))

CFLAGS_$(ntspin-driver)-entry.o := \
	-DNTSPIN_LICENSE='"$(or $($(ntspin-driver)-license),GPL)"'
$(addprefix $(obj)/,$(ntspin-glue)): $(obj)/%.o: $(ntspin-root)/driver/entry.c FORCE
	$(call if_changed_rule,cc_o_c)

endif
endif
