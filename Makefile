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
bad-headers = KDIR=$(KDIR) has no kernel headers that modules are built with (scripts/mod/modpost)
checked = $(if $(KDIR),$(if $(call complete,$(KDIR)),,$(error $(bad-headers))),$(error $(no-headers)))

# Where nobody has named a kernel: built for another one than that which runs.
other := $(if $(filter file,$(origin KDIR)),$(if $(call complete,$(running)),,$(KDIR)))
other-kernel = the headers of the running kernel ($(shell uname -r)) are not installed

# W=1 has the kernel's kernel-doc look at comments, and perl-base alone does not run it.
extra-perl = $(shell perl -MPod::Usage -e 1 2>/dev/null && echo there)
no-perl = W=$(W) needs perl, of which perl-base is a part only: run `apt-get install perl`
checked += $(if $(findstring 1,$(W)),$(if $(extra-perl),,$(error $(no-perl))))

include Kbuild.llvm

# BTF needs the kernel image beside the headers, and pahole; a module does well without.
btf = $(if $(and $(wildcard $(KDIR)/vmlinux),$(shell command -v pahole)),,CONFIG_DEBUG_INFO_BTF_MODULES=)
kbuild = $(checked)$(MAKE) -C $(KDIR) $(ntspin-llvm) CONFIG_NTSPIN=m $(btf)

# Debian's headers of 6.1 have another one in include/config/kernel.release.
release = $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"$$/\1/p' $(KDIR)/include/generated/utsrelease.h)
# Whose symbols are in Module.symvers: driver.mk asks.
built-for = echo $(release) >Module.release

# As others call the same.
INSTALL_MOD_PATH ?= $(DESTDIR)
# Kbuild changes its folder, and a relative one would be another there.
ifdef INSTALL_MOD_PATH
override INSTALL_MOD_PATH := $(abspath $(INSTALL_MOD_PATH))
endif
modules-root = $(INSTALL_MOD_PATH)/lib/modules

PHONY += all
all: modules

PHONY += modules
modules:		## build ntspin.ko and Module.symvers (KDIR=headers, W=1: more warnings)
	+$(kbuild) M=$(CURDIR) modules
	@$(built-for)
	@$(if $(other),echo "ntspin: built for $(release): $(other-kernel)")

PHONY += tests
tests:			## build the modules for tests and benchmarks and the demonstration driver, too
	+$(kbuild) M=$(CURDIR) CONFIG_NTSPIN_KUNIT_TEST=m modules
	@$(built-for)
	+$(kbuild) M=$(CURDIR)/selftests/demo KBUILD_EXTRA_SYMBOLS=$(CURDIR)/Module.symvers modules
	+$(kbuild) M=$(CURDIR)/bench/guest KBUILD_EXTRA_SYMBOLS=$(CURDIR)/Module.symvers modules
	+$(kbuild) M=$(CURDIR)/examples/meter NTSPIN=$(CURDIR) modules
	+$(kbuild) M=$(CURDIR)/examples/notice NTSPIN=$(CURDIR) modules
	+$(kbuild) M=$(CURDIR)/examples/edu NTSPIN=$(CURDIR) modules
	+$(kbuild) M=$(CURDIR)/selftests/unruly NTSPIN=$(CURDIR) modules

# What drivers are built with lies beside no kernel; INSTALL_MOD_PATH is a root for all of it.
prefix ?= /usr/local
share = $(INSTALL_MOD_PATH)$(prefix)/share/ntspin
bin = $(INSTALL_MOD_PATH)$(prefix)/bin
man = $(INSTALL_MOD_PATH)$(prefix)/share/man
pages = man1/ntspin-port.1 man1/ntspin-analyze.1 man4/ntspin.4
version := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)

ifneq ($(and $(other),$(filter install modules_install,$(MAKECMDGOALS))),)
$(error nothing is installed: $(other-kernel). Name a kernel by KDIR=...)
endif

PHONY += install modules_install install_recipe install_dev
install: modules_install install_recipe	## install ntspin.ko for that kernel, driver.mk, ntspin-port and ntspin-analyze
install_recipe: modules install_dev
	mkdir -p $(share)/symvers
	cp Module.symvers $(share)/symvers/$(release)
install_dev:
	mkdir -p $(share)/driver $(share)/scripts $(bin) $(addprefix $(man)/,$(dir $(pages)))
	rm -rf $(share)/include
	cp -r include driver.mk Kbuild.cxx Kbuild.llvm $(share)
	cp driver/*.py driver/*.c $(share)/driver
	cp scripts/port scripts/port_*.py scripts/analyze scripts/analyze_*.py $(share)/scripts
	ln -sf ../share/ntspin/scripts/port $(bin)/ntspin-port
	ln -sf ../share/ntspin/scripts/analyze $(bin)/ntspin-analyze
	$(foreach page,$(pages),sed 's/@VERSION@/$(version)/' docs/man/$(notdir $(page)) >$(man)/$(page) &&) :

PHONY += lib install-lib
lib:			## build libntspin, the routines in user space, for tests of a driver (SANITIZE=thread or address)
	+@$(MAKE) -s -j$$(nproc) -C module/user SANITIZE=$(SANITIZE)
install-lib:		## install that, its headers and its pkg-config file (prefix=/usr/local)
	+@$(MAKE) -s -j$$(nproc) -C module/user install SANITIZE=$(SANITIZE) prefix=$(prefix) \
		root=$(INSTALL_MOD_PATH)

is-signed = tail -c 28 ntspin.ko | grep -q '^~Module signature appended~$$'
unsigned = ntspin: ntspin.ko is not signed. Under Secure Boot the kernel refuses it: see docs/secure-boot.md

modules_install: modules
	+$(kbuild) M=$(CURDIR) INSTALL_MOD_PATH=$(INSTALL_MOD_PATH) INSTALL_MOD_DIR=updates \
		CONFIG_MODULE_SIG_ALL= modules_install
	depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $(release)
	@$(is-signed) || echo "$(unsigned)"

PHONY += sign
sign: modules		## sign ntspin.ko with KEY=private.key CERT=certificate.der, before make install
	$(if $(and $(wildcard $(KEY)),$(wildcard $(CERT))),,$(error name your key by KEY=... CERT=...: \
		see docs/secure-boot.md))
	@$(is-signed) || $(KDIR)/scripts/sign-file sha256 $(KEY) $(CERT) ntspin.ko

# Where no kernel is named, that of each. No headers are needed: they may be gone.
uninstalled = $(if $(filter file,$(origin KDIR)),$(notdir $(wildcard $(share)/symvers/*)),$(checked)$(release))

PHONY += uninstall
uninstall:		## take it away again, for each kernel (KDIR=headers: for that one)
	rm -f $(foreach each,$(uninstalled),$(modules-root)/$(each)/updates/ntspin.ko* $(share)/symvers/$(each))
	rm -f $(INSTALL_MOD_PATH)$(prefix)/lib/libntspin*.a $(INSTALL_MOD_PATH)$(prefix)/lib/pkgconfig/ntspin*.pc
	! rmdir $(share)/symvers 2>/dev/null || \
		rm -rf $(share) $(bin)/ntspin-port $(bin)/ntspin-analyze $(addprefix $(man)/,$(pages))
	@rmdir $(foreach each,$(uninstalled),$(modules-root)/$(each)/updates) $(addprefix $(man)/,man1 man4) \
		$(INSTALL_MOD_PATH)$(prefix)/lib/pkgconfig 2>/dev/null || :
	@for each in $(uninstalled); do \
		[ ! -d $(modules-root)/$$each ] || depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) $$each; \
	done

PHONY += dist deb
dist:			## build/dist/ntspin-VERSION.tar.gz, of what is committed
	@scripts/package dist
deb:			## build/deb/*.deb: ntspin-dkms, and ntspin-dev for building drivers
	@scripts/package deb

PHONY += run
run:			## see it work: a driver's queued spin lock under contention, in a QEMU guest
	@scripts/run

PHONY += test test-deep
test:			## what proves it, in about half an hour the first time
	@scripts/check test
test-deep:		## and what takes longer: seeded faults, kernels with KASAN, PREEMPT_RT, KCSAN, for arm64
	@scripts/check deep

PHONY += kernels
kernels:		## try each kernel that Debian serves: fetch it, build for it, boot it (2 GB of cache; KERNELS='sid ...')
	@scripts/kernels $(KERNELS)

PHONY += bench bench-guest
bench:			## measure the lock beside its peers on this machine, and simulate 2 to 1024 CPUs
	@scripts/setup bench
	@$(MAKE) -s -C bench all
	@$(MAKE) -s -C bench sim bench plots
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
