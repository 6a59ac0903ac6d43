#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# check.sh - Debian's packages are built, installed, upgraded and removed in a root of their own, and
# a driver is built by DKMS against them and loaded in a guest. Prints TAP.
#
#     check.sh 6.12 | 6.1
#
# The root is this machine's, below an overlay that is thrown away: what dpkg and DKMS do there lies in
# the overlay's upper folder, file by file, and so does what they leave behind.
set -u
flavour=${1:?usage: check.sh 6.12 | 6.1}
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/scripts/common.sh"

if [ -z "${NTSPIN_PACKAGE_TMP-}" ]; then
	"$root/scripts/setup" package || exit 1
	stock=$("$root/scripts/stock" "$flavour") || exit 1
	tmp=$(mktemp -d) || exit 1
	# Mounts end with the namespace; what is removed then is the project's no more than the machine's.
	trap 'as_root rm -rf --one-file-system "$tmp"' EXIT
	# What lies in the tree stays the user's.
	make -s -C "$root" deb >"$tmp/log" 2>&1
	as_root env NTSPIN_PACKAGE_TMP="$tmp" NTSPIN_PACKAGE_STOCK="$stock" unshare --mount "$0" "$flavour"
	exit
fi
tmp=$NTSPIN_PACKAGE_TMP
stock=$NTSPIN_PACKAGE_STOCK
release=$(cat "$stock/release")
echo TAP version 13

# shellcheck source=../results.sh
. "$root/selftests/results.sh"

# What it says is in $tmp/log.
loud() {
	"$@" >"$tmp/log" 2>&1
}

inside() { # COMMAND...
	loud chroot "$room" env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
}

says() {
	grep -q -e "$1" "$tmp/log"
}

# The tree twice, so that nothing of a build in the one is in the other.
version=$(version)
result "packages are built" test -e "$root/build/deb/ntspin-dkms_${version}_all.deb"
cp -a "$root/build/deb" "$tmp/deb"
result "lintian finds nothing in them" eval 'loud lintian --allow-root --fail-on error,warning,info \
	--display-info "$tmp"/deb/*.changes && ! [ -s "$tmp/log" ]'
result "man finds nothing in their pages" eval 'for page in "$root"/docs/man/*; do
	LC_ALL=C.UTF-8 man --warnings -l -Z "$page" 2>&1 >"$tmp/page"; done | tee "$tmp/log" | { ! grep .; }'
result "and has the version" eval 'dpkg-deb --fsys-tarfile "$tmp"/deb/ntspin-dkms_*.deb |
	tar -xO ./usr/share/man/man4/ntspin.4.gz | zcat | grep "ntspin $version"'

newer=$version.1
rm -rf "$tmp/deb/ntspin-$version/debian/"{ntspin-dkms,ntspin-dev,files,.debhelper}
sed -i "1s/(.*)/($newer)/" "$tmp/deb/ntspin-$version/debian/changelog"
sed -i "s/^PACKAGE_VERSION=.*/PACKAGE_VERSION=\"$newer\"/" "$tmp/deb/ntspin-$version/dkms.conf"
result "a newer version" loud make -s -C "$tmp/deb/ntspin-$version" deb
mv "$tmp/deb/ntspin-$version/build/deb/"*.deb "$tmp/deb/"

# The overlay. Its upper folder is in memory, as another overlay cannot be one.
lay=$tmp/lay
room=$lay/room
mkdir "$lay" && mount -t tmpfs -o mode=755 none "$lay" && mkdir "$lay/upper" "$lay/work" "$room" &&
	mount -t overlay -o "lowerdir=/,upperdir=$lay/upper,workdir=$lay/work" overlay "$room" || {
	echo "Bail out! no overlay can be mounted here"
	exit 1
}
mount --rbind /dev "$room/dev"
mount --rbind /proc "$room/proc"
mount -t tmpfs none "$room/tmp"
mkdir -p "$room/$stock"
mount --rbind "$stock/." "$room/$(readlink -f "$stock")"
# This kernel's headers alone, and DKMS builds for what is there.
rm -rf "$room"/lib/modules/* "$room"/boot/* "$room"/var/lib/dkms "$room"/usr/src/{ntspin,meter}-* \
	"$room"/usr{,/local}/share/ntspin
mkdir -p "$room/lib/modules/$release" "$room/var/lib/dkms"
ln -s "$(readlink -f "$stock")/build" "$room/lib/modules/$release/build"
touch "$room/lib/modules/$release/modules."{order,builtin}
echo 'autoinstall_all_kernels="yes"' >>"$room/etc/dkms/framework.conf"
cp "$tmp"/deb/*.deb "$room/tmp"
inside depmod "$release"

# traces - each file that is there now, and was not, but for dpkg's own, and DKMS' key; and each module
# that depmod knows.
traces() {
	local path
	{
		(cd "$lay/upper" && find . -path ./var/lib/dpkg -prune -o -path ./var/log -prune \
			-o -path ./var/cache -prune -o -name 'mok.*' -o -print) | while read -r path; do
			# A folder of the machine's own is there only because something in it is.
			! [ -d "$lay/upper/$path" ] || ! [ -d "/$path" ] || continue
			echo "$path"
		done
		cat "$room/lib/modules/$release/modules.dep" 2>/dev/null
	} | sort
}
traces >"$tmp/before"
# Newer DKMS takes away what depmod has made, where no module is left.
untouched() {
	traces >"$tmp/after"
	! comm -13 "$tmp/before" "$tmp/after" | grep .
}

status() { # WORDS
	inside dkms status && says "^$1\$"
}
arch=$(uname -m)
updates=$room/lib/modules/$release/updates/dkms
share=$room/usr/share/ntspin

result "ntspin-dkms is installed" inside dpkg -i "/tmp/ntspin-dkms_${version}_all.deb"
result "and built" status "ntspin/$version, $release, $arch: installed"
result "is this version" eval '[ "$(modinfo -F version "$updates"/ntspin.ko*)" = "$version" ]'
result "signed by the machine's own key" eval 'modinfo -F signer "$updates"/ntspin.ko* | grep .'
result "its symbols stay" eval 'grep KeReleaseInStackQueuedSpinLock \
	"$room/var/lib/dkms/ntspin/kernel-$release-$arch/Module.symvers"'
result "nothing is written to /usr/local" eval '! find "$lay/upper/usr/local" ! -type d | grep .'
result "ntspin-dev is installed" inside dpkg -i "/tmp/ntspin-dev_${version}_all.deb"
result "ntspin-port runs" inside ntspin-port --help
result "ntspin-analyze runs" inside ntspin-analyze /usr/share/doc/ntspin-dev/examples/meter/queue.c

cp -a "$room/usr/share/doc/ntspin-dev/examples/meter" "$room/usr/src/meter-1.0"
result "a driver is built by DKMS" inside dkms install meter/1.0 -k "$release"
result "and installed" status "meter/1.0, $release, $arch: installed"
result "on ntspin" eval 'modinfo -F depends "$updates"/meter.ko* | grep -x ntspin'
result "modprobe knows" eval 'inside modprobe -S "$release" --show-depends meter && says "/ntspin.ko"'

# As an update of the kernel does it: both anew, in this order.
inside dkms unbuild meter/1.0 -k "$release"
inside dkms uninstall "ntspin/$version" -k "$release"
result "both come again for a new kernel" inside dkms autoinstall -k "$release"
result "the driver, too" status "meter/1.0, $release, $arch: installed"

cp "$updates"/*.ko* "$tmp"
for module in ntspin meter; do
	! [ -e "$tmp/$module.ko.xz" ] || xz -d "$tmp/$module.ko.xz"
done
result "they are loaded in a guest" loud "$root/selftests/guest/guest.py" --name package \
	--kernel "$stock/vmlinuz" --cpus 2 --memory 384M --limit 600 --logs "$tmp/guest" \
	"$tmp/ntspin.ko" "$tmp/meter.ko" -- \
	'insmod ntspin.ko && insmod meter.ko && sleep 1 && cat /sys/module/meter/parameters/totals &&
	rmmod meter && rmmod ntspin'
result "and the driver works" eval 'grep "^[1-9][0-9]* packets, .* 0 violations" "$tmp/guest/output.log"'

cp -a "$room/usr/share/doc/ntspin-dev/examples/meter" "$room/tmp/meter"
result "a driver is built by hand, and finds ntspin" inside make -s -C /tmp/meter -f Kbuild \
	KDIR="/lib/modules/$release/build" CONFIG_DEBUG_INFO_BTF_MODULES=

result "upgraded" inside dpkg -i "/tmp/ntspin-dkms_${newer}_all.deb" "/tmp/ntspin-dev_${newer}_all.deb"
result "to the newer module" status "ntspin/$newer, $release, $arch: installed"
result "alone" eval '! says "ntspin/$version," && ! [ -e "$room/usr/src/ntspin-$version" ]'
result "whose symbols drivers find" eval '[ -e "$room/var/lib/dkms/ntspin/kernel-$release-$arch/Module.symvers" ]'

inside dkms remove meter/1.0 --all
rm -rf "$room/usr/src/meter-1.0"
result "removed" inside dpkg -P ntspin-dkms ntspin-dev
result "without a trace" untouched

# DKMS without the packages, from a checkout.
cp -a "$tmp/deb/ntspin-$version" "$room/tmp/checkout"
rm -rf "$room/tmp/checkout/debian" "$room/tmp/checkout/build"
inside dkms add /tmp/checkout
result "installed by DKMS alone" inside dkms install "ntspin/$newer" -k "$release"
result "the recipe lies where make install has it" inside test -e /usr/local/share/ntspin/driver.mk
make -s -C "$room/tmp/meter" -f Kbuild KDIR="$stock/build" NTSPIN="$root" clean >"$tmp/log" 2>&1
result "a driver is built against that" inside make -s -C /tmp/meter -f Kbuild \
	KDIR="/lib/modules/$release/build" CONFIG_DEBUG_INFO_BTF_MODULES=
result "removed by DKMS" inside dkms remove "ntspin/$newer" --all
# DKMS never removes the sources that it was given.
rm -rf "$room/usr/src/ntspin-$newer"
result "without a trace, too" untouched

end_results
