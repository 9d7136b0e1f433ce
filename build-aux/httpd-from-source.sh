#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds httpd, APR and APR-util from Debian's source packages with given compiler
# flags, to run from a build folder. It installs nothing on the system, and does
# not change the system's package sources.
#
#   httpd-from-source.sh FOLDER CFLAGS [APR-CONFIGURE-ARGUMENT...]
#
# Afterwards FOLDER/bin has httpd, apxs and apr-1-config, and FOLDER/modules has all
# modules; those of PHP and other projects are links to Debian's. The source packages
# stay in FOLDER/../packages, for the next build.
# Exit status 3: no source packages are available.
set -eu -o pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
cflags=$2
shift 2
packages=$(mkdir -p "$folder/../packages" && cd "$folder/../packages" && pwd)
log=$folder/build.log
# The modules that tests use; the other ones are links to Debian's as well.
modules='access_compat actions allowmethods asis auth_basic auth_digest auth_form authn_core
authn_file authz_groupfile authz_user autoindex cache cache_disk cache_socache cgi cgid dav
dav_fs dbd deflate env expires filter headers http2 include negotiation proxy proxy_balancer
proxy_fcgi proxy_http proxy_http2 proxy_wstunnel remoteip reqtimeout rewrite session
session_cookie slotmem_shm socache_shmcb speling ssl status substitute unique_id userdir
vhost_alias'
jobs=${JOBS:-1}
# configure's own small programs leak memory, which does not matter.
export ASAN_OPTIONS=detect_leaks=0 LC_ALL=C
unset MAKEFLAGS MAKELEVEL DESTDIR

fail() {
    printf '%s: %s\n' "${0##*/}" "$2" >&2
    exit "$1"
}

# Makes apt look for source packages at the system's servers for binary packages, only
# in this process.
apt() {
    local state=$packages/apt
    mkdir -p "$state/sources" "$state/lists/partial" "$state/cache/archives/partial"
    sed -s 's/^Types:.*/Types: deb-src/' /etc/apt/sources.list.d/*.sources \
        >"$state/sources/src.sources" 2>/dev/null || true
    sed -s -n 's/^deb /deb-src /p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list \
        >"$state/sources/src.list" 2>/dev/null || true
    apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$state/sources" \
        -o Dir::State::lists="$state/lists" -o Dir::Cache="$state/cache" \
        -o APT::Sandbox::User=root -o Acquire::Retries=2 -o Acquire::http::Timeout=30 "$@"
}

versions_of() {
    apt-cache -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$packages/apt/sources" \
        -o Dir::State::lists="$packages/apt/lists" -o Dir::Cache="$packages/apt/cache" \
        showsrc "$1" | sed -n 's/^Version: //p' | sort -r -V -u
}

# Servers may list a version that they do not have, so older ones are tried as well.
download() {
    local name=$1 version
    ls "$packages/$name"_*.dsc >/dev/null 2>&1 && return
    for version in $(versions_of "$name"); do
        (cd "$packages" && apt source --download-only "$name=$version") && return
        rm -f "$packages/${name}_"*
    done
    return 1
}

# With pool debugging, APR's tables end the process if a value comes from a pool that
# is not an ancestor of the table's pool. mod_http2 passes such values, from the
# connection's pool, to CGI. Memory errors are found without this check.
unpack() {
    rm -rf "${folder:?}/src/$1"
    mkdir -p "$folder/src"
    dpkg-source --no-check --no-copy -x "$packages/$1"_*.dsc "$folder/src/$1" || return
    [ "$1" != apr ] || sed -i 's/^#if APR_POOL_DEBUG$/#if 0/' "$folder/src/apr/tables/apr_tables.c"
}

# build PACKAGE CONFIGURE-ARGUMENT...
build() {
    local name=$1
    shift
    unpack "$name" && cd "$folder/src/$name" \
        && ./configure --prefix="$folder" CFLAGS="$cflags" LDFLAGS="$cflags" "$@" \
        && make -j "$jobs" \
        && make install
}

for command in apt-get dpkg-source; do
    command -v $command >/dev/null || fail 3 "the command $command is missing"
done
if [ -e "$folder/complete" ] && [ "$(cat "$folder/complete")" = "$cflags $*" ]; then
    exit
fi
rm -f "$folder/complete"
for package in apr apr-util apache2; do
    ls "$packages/$package"_*.dsc >/dev/null 2>&1 || missing=yes
done
if [ "${missing:-no}" = yes ]; then
    { apt update && download apr && download apr-util && download apache2; } >"$log" 2>&1 \
        || fail 3 "no source packages of apr, apr-util and apache2 are available, see $log"
fi

# Debian's httpd needs its build date; no other CPPFLAGS are set.
{
    build apr --includedir="$folder/include/apr-1" "$@" \
        && build apr-util --with-apr="$folder/bin/apr-1-config" --without-ldap --with-crypto \
            --with-openssl \
        && build apache2 --with-apr="$folder/bin/apr-1-config" \
            --with-apr-util="$folder/bin/apu-1-config" \
            --enable-so --enable-mpms-shared='event worker prefork' \
            --enable-mods-shared="few ${modules//$'\n'/ }" \
            --enable-mods-static='unixd logio log_config watchdog version' \
            CPPFLAGS='-DBUILD_DATETIME=\"for-tests\"'
} >>"$log" 2>&1 || fail 1 "httpd does not build, see $log (in addition to the packages of mod_cors it needs libnghttp2-dev)"

debian=$(apxs -q LIBEXECDIR)
for module in "$debian"/*.so; do
    [ -e "$folder/modules/${module##*/}" ] || ln -s "$module" "$folder/modules/"
done
echo "$cflags $*" >"$folder/complete"
