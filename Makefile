# SPDX-License-Identifier: GPL-2.0
# Makefile - build, install, run and test ntspin. `make help` lists what there is.

# The headers to build against: the running kernel's, else the newest that are installed. A folder
# counts as headers when a module can be linked with what is in it.
complete = $(patsubst %/scripts/mod/modpost,%,$(wildcard $(addsuffix /scripts/mod/modpost,$(1))))
running := /lib/modules/$(shell uname -r)/build
installed = $(shell printf '%s\n' $(call complete,$(wildcard /usr/src/linux-headers-*)) | sort -V | tail -n 1)
KDIR ?= $(or $(call complete,$(running)),$(installed))

no-headers = no kernel headers are installed: run `apt-get install linux-headers-amd64`, or name \
	some by KDIR=... (`make run` and `make test` fetch their own)

# BTF needs the kernel image beside the headers, and pahole; a module does well without.
btf = $(if $(and $(wildcard $(KDIR)/vmlinux),$(shell command -v pahole)),,CONFIG_DEBUG_INFO_BTF_MODULES=)
kbuild = $(if $(KDIR),,$(error $(no-headers)))$(MAKE) -C $(KDIR) CONFIG_NTSPIN=m $(btf)

# Debian's headers of 6.1 have another one in include/config/kernel.release.
release = $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"$$/\1/p' $(KDIR)/include/generated/utsrelease.h)
# Whose symbols are in Module.symvers: driver.mk asks.
built-for = echo $(release) >Module.release
moddir = $(INSTALL_MOD_PATH)/lib/modules/$(release)

PHONY += all
all: modules

PHONY += modules
modules:		## build ntspin.ko and Module.symvers (KDIR=headers, W=1: more warnings)
	+$(kbuild) M=$(CURDIR) modules
	@$(built-for)

PHONY += tests
tests:			## build the modules for tests and benchmarks and the demonstration driver, too
	+$(kbuild) M=$(CURDIR) CONFIG_NTSPIN_KUNIT_TEST=m modules
	@$(built-for)
	+$(kbuild) M=$(CURDIR)/selftests/demo KBUILD_EXTRA_SYMBOLS=$(CURDIR)/Module.symvers modules
	+$(kbuild) M=$(CURDIR)/selftests/bench/guest \
		KBUILD_EXTRA_SYMBOLS=$(CURDIR)/Module.symvers modules
	+$(kbuild) M=$(CURDIR)/examples/meter NTSPIN=$(CURDIR) modules
	+$(kbuild) M=$(CURDIR)/selftests/unruly NTSPIN=$(CURDIR) modules

# What drivers are built with lies beside no kernel; INSTALL_MOD_PATH is a root for all of it.
prefix ?= /usr/local
share = $(INSTALL_MOD_PATH)$(prefix)/share/ntspin
bin = $(INSTALL_MOD_PATH)$(prefix)/bin

PHONY += install modules_install install_recipe
install: modules_install install_recipe	## install ntspin.ko for that kernel, driver.mk, ntspin-port and ntspin-analyze
install_recipe: modules
	mkdir -p $(share)/driver $(share)/scripts $(share)/symvers $(bin)
	rm -rf $(share)/include
	cp -r include driver.mk Kbuild.cxx $(share)
	cp driver/*.py driver/*.c $(share)/driver
	cp scripts/port scripts/port_*.py scripts/analyze scripts/analyze_*.py $(share)/scripts
	cp Module.symvers $(share)/symvers/$(release)
	ln -sf ../share/ntspin/scripts/port $(bin)/ntspin-port
	ln -sf ../share/ntspin/scripts/analyze $(bin)/ntspin-analyze

modules_install: modules
	+$(kbuild) M=$(CURDIR) INSTALL_MOD_DIR=updates CONFIG_MODULE_SIG_ALL= modules_install
	depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(release)

PHONY += uninstall
uninstall:		## take it away again
	rm -f $(moddir)/updates/ntspin.ko* $(share)/symvers/$(release)
	! rmdir $(share)/symvers 2>/dev/null || rm -rf $(share) $(bin)/ntspin-port $(bin)/ntspin-analyze
	depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(release)

PHONY += run
run:			## see it work: a driver's queued spin lock under contention, in a QEMU guest
	@scripts/run

PHONY += test test-deep
test:			## everything that proves it, in about half an hour the first time
	@scripts/check test
test-deep:		## and what takes longer: kernels with PREEMPT_RT and lockdep, with KCSAN, for arm64
	@scripts/check deep

PHONY += bench bench-guest
bench:			## measure the lock beside its peers on this machine, and simulate 2 to 1024 CPUs
	@scripts/setup bench
	@$(MAKE) -s -C selftests/bench all
	@$(MAKE) -s -C selftests/bench sim bench plots
bench-guest:		## measure it beside Linux' own locks in QEMU guests, in about 10 minutes
	@scripts/bench-guest

PHONY += style format
style:			## is the source formatted: clang-format for C++, checkpatch for C
	@scripts/check-style
format:			## format the C++ sources
	@scripts/check-style --fix

# Not by way of Kbuild: cleaning needs no headers.
built := *.o *.ko *.mod *.mod.c .*.cmd .*.d .module-common.o Module.symvers Module.release modules.order *.sys
PHONY += clean
clean:			## remove what was built here (the cache of kernels stays)
	find . \( -name .git -o -name build \) -prune -o -type f \
		\( -false $(foreach name,$(built),-o -name '$(name)') \) -exec rm -f {} +
	find . -name .ntspin -type d -prune -exec rm -rf {} +
	rm -rf build

PHONY += help
help:			## this list
	@sed -n 's/^\([a-z_-]*\):[^#]*##/\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
	@echo
	@echo 'Kernels and sources are kept in $${XDG_CACHE_HOME:-~/.cache}/ntspin. What is missing is'
	@echo 'listed and installed with apt-get; NO_INSTALL=1 stops after the list.'

.PHONY: $(PHONY)
