#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
set -eu

usage() {
    cat <<END
Usage: build-aux/release.sh

Run it in a clean checkout whose newest commit has the tag of the release.
It checks that the tag, mod_cors.h, CHANGES and the packages name the same
version, makes the manual, runs 'make distcheck' in a temporary directory, and
puts the archive and its gpg signature into the current directory.
END
}

die() {
    echo "release.sh: $*" >&2
    exit 1
}

case ${1-} in
    '') ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
esac

here=$(pwd)
[ -f mod_cors.h ] || die "run it in the top directory of the checkout"
version=$(sed -n 's/^#define MOD_CORS_VERSION "\(.*\)"$/\1/p' mod_cors.h)
[ -n "$version" ] || die "mod_cors.h has no version"
[ -z "$(git status --porcelain)" ] || die "the checkout has changes that are not committed"
git tag --points-at HEAD | grep -qx "v$version" \
    || die "the newest commit has no tag v$version, the version in mod_cors.h"
newest=$(grep -m 1 '^[0-9]' CHANGES) || die "CHANGES has no entry that begins with a version"
case $newest in
    *"not released"*) die "CHANGES still says '$newest'; write the date of the release" ;;
    "$version" | "$version",*) ;;
    *) die "the newest entry of CHANGES is not for $version" ;;
esac
case $(head -n 1 debian/changelog) in
    "mod-cors ($version-"*) ;;
    *) die "debian/changelog is not for $version" ;;
esac
[ "$(sed -n 's/^Version: *//p' packaging/rpm/mod_cors.spec)" = "$version" ] \
    || die "packaging/rpm/mod_cors.spec is not for $version"

# It is needed at the end, after half an hour.
[ -n "$(gpg --list-secret-keys --with-colons 2>/dev/null)" ] \
    || die "gpg, which signs the archive, is not installed or has no secret key"

tmp=$(mktemp -d)
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
git archive --prefix=source/ "v$version" | tar x -C "$tmp"
cd "$tmp/source"
${AUTORECONF:-autoreconf} -i
mkdir ../build
cd ../build
../source/configure --enable-werror
make html man xml
make distcheck
archive=mod_cors-$version.tar.gz
for pattern in configure 'manual/html/.*\.html' 'manual/man/.*\.[15]' manual/mod_cors.xml; do
    tar -t -z -f "$archive" | grep -qx "mod_cors-$version/$pattern" \
        || die "the archive has no file $pattern"
done
gpg --armor --detach-sign "$archive"
mv "$archive" "$archive.asc" "$here/"
echo "$archive is ready; publish it with $archive.asc and push the tag v$version"
