#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the Debian package from an archive of 'make dist', without the caller's environment.
set -eu

usage() {
    cat <<END
Usage: build-aux/deb.sh ARCHIVE FOLDER

Makes FOLDER and builds the source package and the Debian package in it. The
tests run during the build. DEB_BUILD_OPTIONS=nocheck leaves them out; then the
packages that only the tests need may be missing.
END
}

[ $# = 2 ] || { usage >&2; exit 2; }
archive=$1 folder=$2
version=${archive##*mod_cors-}
version=${version%.tar.gz}

for command in dpkg-buildpackage dh dh_apache2; do
    command -v $command >/dev/null || {
        echo "deb.sh: $command is missing; install debhelper, build-essential and apache2-dev" >&2
        exit 1
    }
done
rm -rf "$folder"
mkdir -p "$folder"
cp "$archive" "$folder/mod-cors_$version.orig.tar.gz"
tar -x -z -f "$archive" -C "$folder" --no-same-owner
mv "$folder/mod_cors-$version" "$folder/mod-cors-$version"
cd "$folder/mod-cors-$version"
# A build profile would say this to dpkg-buildpackage, and would be in the package: the same
# sources would give other bytes.
case ${DEB_BUILD_OPTIONS-} in
    *nocheck*) dpkg-checkbuilddeps -P nocheck; set -- -d ;;
    *) set -- ;;
esac
env -i PATH="$PATH" HOME="${HOME:-/nonexistent}" LC_ALL=C.UTF-8 \
    DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS-}" dpkg-buildpackage -us -uc "$@"
