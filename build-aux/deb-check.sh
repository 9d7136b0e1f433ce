#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Checks the Debian package in clean roots: builds it twice, installs, upgrades and
# purges it. Nothing is installed on this system.
set -u
set -o pipefail

usage() {
    cat <<END
Usage: build-aux/deb-check.sh ARCHIVE FOLDER SUITE...

Run it as root; it needs debootstrap. For each suite of Debian (bookworm, ...) it
makes two roots in FOLDER and checks in them, as TAP:
  the package builds and passes its tests, without network, as an ordinary user
  a second build in another folder gives the same bytes
  lintian has no error and no warning
  installing enables the module; debian/tests/module passes without systemctl
  an upgrade keeps the configuration; a purge leaves nothing
  autopkgtest installs the package and runs its test
FOLDER/SUITE/log has the output. FOLDER/base has the roots as debootstrap made
them; they are used again. MIRROR names another mirror. DEB_BUILD_OPTIONS=nocheck
leaves the tests out.
END
}

[ $# -ge 3 ] || { usage >&2; exit 2; }
archive=$(realpath "$1") folder=$2
shift 2
mirror=${MIRROR:-http://deb.debian.org/debian}
version=${archive##*mod_cors-}
version=${version%.tar.gz}
package=libapache2-mod-cors
tests=${DEB_BUILD_OPTIONS:+, DEB_BUILD_OPTIONS=$DEB_BUILD_OPTIONS}
number=0 failures=0
mkdir -p "$folder/base" && folder=$(realpath "$folder") || exit

for command in debootstrap unshare ip; do
    command -v $command >/dev/null || { echo "Bail out! $command is missing"; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "Bail out! chroot needs root"; exit 1; }

# ok NAME COMMAND...: one line of TAP. The log of the suite gets the output.
ok() {
    local name=$1 result=ok
    shift
    number=$((number + 1))
    echo "--- $suite: $name" >>"$log"
    "$@" >>"$log" 2>&1 </dev/null || result='not ok'
    echo "$result $number - $suite: $name"
    [ "$result" = ok ] && return
    failures=$((failures + 1))
    tail -n 20 "$log" | sed 's/^/# /'
    return 1
}

# inside ROOT COMMAND...: in namespaces of its own, so that its end ends all processes and mounts
inside() {
    local root=$1
    shift
    unshare --mount --pid --fork --kill-child --mount-proc="$root/proc" \
        chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}

# The same without network, but for loopback.
offline() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare --net sh -c 'ip link set lo up && exec "$0" "$@"' \
        unshare --mount --pid --fork --kill-child --mount-proc="$1/proc" \
        chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "${@:2}"
}

apt_in() { inside "$1" apt-get -q -y -o APT::Install-Recommends=false "${@:2}"; }

# A root as debootstrap made it; no service starts in it.
fresh_root() {
    local base=$folder/base/$suite
    if [ ! -e "$base.complete" ]; then
        rm -rf "$base"
        debootstrap --variant=minbase "$suite" "$base" "$mirror" || return
        printf '#!/bin/sh\nexit 101\n' >"$base/usr/sbin/policy-rc.d"
        chmod 755 "$base/usr/sbin/policy-rc.d"
        touch "$base.complete"
    fi
    rm -rf "$1" && cp -a "$base" "$1" && cp -L /etc/resolv.conf "$1/etc/" \
        && echo "127.0.0.1 localhost $(hostname)" >"$1/etc/hosts" && apt_in "$1" update
}

prepare_build() {
    fresh_root "$build" && mkdir "$build/build" "$build/build/source" \
        && tar -x -z -f "$archive" -C "$build/build/source" --no-same-owner --strip-components=1 \
        && cp "$archive" "$build/build/" \
        && apt_in "$build" install build-essential lintian \
        && apt_in "$build" build-dep /build/source \
        && inside "$build" useradd -m builder && inside "$build" chown -R builder /build
}

# build_in FOLDER UMASK ENVIRONMENT...
build_in() {
    offline "$build" su builder -s /bin/sh -c "umask $2; env ${*:3} /build/source/build-aux/deb.sh \
        '/build/${archive##*/}' '/build/$1'"
}

same_bytes() {
    local file
    for file in "$build/build/first/"*.deb; do
        cmp "$file" "$build/build/other/folder/${file##*/}" || return
    done
}

# newer-standards-version says only that lintian is older than the policy the package follows.
lintian_in() {
    offline "$build" su builder -s /bin/sh -c \
        "lintian --fail-on error,warning --suppress-tags newer-standards-version \
            -i --tag-display-limit 0 /build/first/*.changes"
}

# The package with a lower version, for an upgrade.
older() {
    rm -rf "$work/older" && dpkg-deb -R "$1" "$work/older" \
        && sed -i 's/^Version: .*/&~older/' "$work/older/DEBIAN/control" \
        && dpkg-deb --root-owner-group -b "$work/older" "$site/root/older.deb"
}

prepare_site() {
    fresh_root "$site" && cp "$deb" "$site/root/new.deb" && older "$deb" \
        && cp "$build/build/source/debian/tests/module" "$site/root/" \
        && apt_in "$site" install apache2 curl
}

enabled() { inside "$site" a2query -m cors && [ -L "$site/etc/apache2/mods-enabled/cors.load" ]; }

upgrade() {
    echo '# mine' >>"$site/etc/apache2/mods-available/cors.conf"
    apt_in "$site" install /root/new.deb || return
    inside "$site" dpkg-query -W -f '${Version}\n' $package | grep -v older || return
    grep -x '# mine' "$site/etc/apache2/mods-available/cors.conf" && enabled
}

purge() {
    apt_in "$site" purge $package || return
    (cd "$site" && find etc usr var/lib/apache2 var/cache -name '*cors*' \
        -not -path '*/apt/*' -not -path '*/dpkg/*') | tee "$work/left"
    [ ! -s "$work/left" ] && inside "$site" apache2ctl configtest
}

# The root, which has namespaces of its own, is the testbed; so autopkgtest is the last to use it.
autopkgtest_in() {
    mkdir -p "$site/root/package" && cp "$build/build/first/"*_* "$site/root/package/" \
        && apt_in "$site" install autopkgtest \
        && inside "$site" sh -c 'exec autopkgtest --ignore-restrictions=isolation-container /root/package/*.changes -- null' \
        && enabled
}

check_suite() {
    work=$folder/$suite log=$folder/$suite/log build=$folder/$suite/build site=$folder/$suite/site
    mkdir -p "$work"
    : >"$log"
    ok "a root with the build dependencies" prepare_build || return
    ok "the package builds${tests:- and passes its tests}" \
        build_in first 022 DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS-}" || return
    ok "a second build" build_in other/folder 002 DEB_BUILD_OPTIONS=nocheck TZ=Asia/Tokyo \
        && ok "both builds are equal" same_bytes
    ok "lintian" lintian_in
    deb=$(echo "$build/build/first/${package}_$version"-*.deb)
    ok "a root with apache2" prepare_site || return
    ok "an older version installs" apt_in "$site" install /root/older.deb || return
    ok "it is enabled" enabled
    ok "debian/tests/module, older version" offline "$site" /root/module
    ok "an upgrade keeps the configuration" upgrade
    ok "debian/tests/module" offline "$site" /root/module
    ok "it is purged, and nothing is left" purge
    ok "autopkgtest" autopkgtest_in
}

for suite; do
    check_suite
done
echo "1..$number"
[ $failures = 0 ]
