#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Runs the tests with instrumented code. The Makefile calls this script in a build
# folder; each kind has its own folder there.
#
#   instrumented.sh KIND
#
#   sanitize        every test, with httpd and APR also under ASan and UBSan
#   sanitize-smoke  a short form, with the system's httpd
#   tsan            live tests and load under the threaded MPMs and TSan
#   valgrind        unit tests and some live tests under memcheck
#   coverage        the lines and branches that the tests reach
#
# A failed test or a finding makes it fail. See docs/testing.md.
set -u -o pipefail

kind=$1
aux=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
top=$PWD/instrumented/$kind
source=$top/source
build=$top/build
findings=$top/findings
make=${MAKE:-make}
jobs=${JOBS:-$(nproc)}
# These tests reach every part of the module: reading and merging of directives,
# .htaccess, each kind of request, each kind of response.
valgrind_tests='t/actual.t t/config-warnings.t t/deny.t t/early-redirects.t t/enforce.t
    t/errors.t t/htaccess.t t/merge.t t/origins.t t/preflight.t t/preserve-existing.t
    t/regex.t t/report-only.t t/subrequests.t t/vary.t'
smoke_tests='t/cors-list.t t/htaccess.t t/lists-check.t t/lists-rewritten.t t/lists-swaps.t t/origins.t
    t/preflight.t'
# PHP's way to load its cache does not work in a process under ASan or TSan.
without_php_cache='export PHP_INI_SCAN_DIR=/nowhere'
export LC_ALL=C
unset MAKEFLAGS MAKELEVEL DESTDIR CFLAGS LDFLAGS

say() { printf '%s\n' "$kind: $*"; }
die() {
    say "$*" >&2
    exit 1
}

# quietly NAME COMMAND...: its output goes to a log, which is named if it fails
quietly() {
    local log=$top/$1.log
    shift
    (set -e; "$@") >"$log" 2>&1 </dev/null && return
    tail -n 20 "$log"
    die "failed, see $log"
}

# --- builds ------------------------------------------------------------------

copy_source() {
    chmod -R u+w "$source" 2>/dev/null || true
    rm -rf "$source"
    "$make" distdir distdir="instrumented/$kind/source"
}

# build_module CFLAGS CONFIGURE-ARGUMENT...
build_module() {
    local flags=$1
    shift
    rm -rf "$build" "$findings"
    mkdir -p "$build" "$findings"
    # httpd's children, which run as another user, also write here.
    chmod 777 "$findings"
    cd "$build" || return
    ../source/configure CC=gcc CFLAGS="$flags" LDFLAGS="$flags" "$@"
    "$make" -j "$jobs"
}

# build_httpd FOLDER CFLAGS APR-ARGUMENT...: sets apxs. The fallback is the system's
# httpd, which is not instrumented, and neither is its APR.
build_httpd() {
    local folder=$PWD/instrumented/httpd/$1 status=0
    shift
    JOBS=$jobs "$aux/httpd-from-source.sh" "$folder" "$@" || status=$?
    case $status in
        0)
            apxs=$folder/bin/apxs httpd_from=source
            say "$("$folder/bin/httpd" -v | sed -n 's/^Server version: //p') and APR are built from source with $*"
            ;;
        3)
            apxs=${APXS:-apxs} httpd_from=system
            say "no source packages are available: httpd and APR are the system's, not instrumented"
            ;;
        *) exit 1 ;;
    esac
}

# wrap_httpd LINE...: the tests start httpd by a script with these lines, so that
# other programs do not get these settings.
wrap_httpd() {
    httpd=$top/httpd
    {
        printf '#!/bin/sh\n'
        printf '%s\n' "${@:1:$#-1}"
        printf 'exec %s "$@"\n' "${!#}"
    } >"$httpd"
    chmod 755 "$httpd"
}

real_httpd() { printf '%s/%s' "$("$apxs" -q SBINDIR)" "$("$apxs" -q PROGNAME)"; }

# preload LIBRARY...: the runtimes that the system's httpd is not linked with
preload() {
    local library libraries=()
    [ "$httpd_from" = system ] || return 0
    for library; do libraries+=("$(gcc -print-file-name="lib$library.so")"); done
    printf "export LD_PRELOAD='%s'" "${libraries[*]}"
}

# --- test runs ---------------------------------------------------------------

passed=0 failed=0 skipped=0

count() { sed -n "s/^# $1: *//p" "$2" | awk '{ n += $1 } END { print n + 0 }'; }

# run_tests NAME MAKE-ARGUMENT...
run_tests() {
    local name=$1 log=$top/$1.log status=0 start=$SECONDS pass fail skip interop
    shift
    # Measuring makes no sense with instrumented code.
    interop=$(cd "$source" && printf '%s ' t/interop/*.t)
    "$make" -C "$build" -j "$jobs" HTTPD="$httpd" INTEROP_TESTS="${interop/t\/interop\/bench.t /}" \
        "$@" >"$log" 2>&1 </dev/null || status=$?
    pass=$(count PASS "$log") skip=$(count SKIP "$log")
    fail=$(($(count FAIL "$log") + $(count XPASS "$log") + $(count ERROR "$log")))
    if [ $status != 0 ] && [ $fail = 0 ] || [ "$pass" = 0 ]; then
        fail=$((fail + 1))
        tail -n 20 "$log"
    fi
    grep -E '^(FAIL|ERROR|XPASS|SKIP): ' "$log"
    say "$name: $pass passed, $fail failed, $skip skipped ($((SECONDS - start)) s)"
    passed=$((passed + pass)) failed=$((failed + fail)) skipped=$((skipped + skip))
}

# Prints the last line. Each non-empty file in the folder of findings is a finding.
finish() {
    local found
    found=$(find "$findings" -type f -size +0 | wc -l)
    [ "$found" = 0 ] || find "$findings" -type f -size +0 -exec head -n 30 {} +
    say "$passed passed, $((failed + found)) failed, $skipped skipped; $found findings in ${findings#"$PWD/"}"
    [ $((failed + found)) = 0 ]
    exit
}

# --- the kinds ---------------------------------------------------------------

asan_flags='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined'

prepare_asan() {
    local options="log_path=$findings/report:print_stacktrace=1"
    quietly source copy_source
    quietly build build_module "$asan_flags -fno-sanitize-recover=undefined" --with-apxs="$apxs"
    wrap_httpd "$(preload asan ubsan)" "$without_php_cache" \
        "export ASAN_OPTIONS='$options:detect_leaks=0:suppressions=$aux/asan-httpd.supp'" \
        "export UBSAN_OPTIONS='$options'" "$(real_httpd)"
}

sanitize() {
    # httpd computes 1 << 63 for its last method, and APR copies zero bytes from NULL to
    # NULL, so two checks are off for them.
    build_httpd asan "$asan_flags -fno-sanitize=shift,nonnull-attribute" --enable-pool-debug
    prepare_asan
    run_tests check check
    run_tests check-interop check-interop
    run_tests check-mpm check-mpm
    finish
}

sanitize-smoke() {
    apxs=${APXS:-apxs} httpd_from=system
    prepare_asan
    run_tests check check PROJECT_TESTS= BROWSER_TESTS= LIVE_TESTS="$smoke_tests"
    finish
}

# Data races between threads.
tsan() {
    local flags='-O1 -g -fno-omit-frame-pointer -fsanitize=thread' mpm
    local options="log_path=$findings/report:suppressions=$aux/tsan-httpd.supp:die_after_fork=0"
    build_httpd tsan "$flags"
    # TSan does not see how an httpd that is not instrumented synchronizes.
    [ "$httpd_from" = source ] || options="$options:ignore_noninstrumented_modules=1"
    quietly source copy_source
    quietly build build_module "$flags" --with-apxs="$apxs"
    wrap_httpd "$(preload tsan)" "$without_php_cache" "export TSAN_OPTIONS='$options'" "$(real_httpd)"
    export LOAD=10
    for mpm in event worker; do
        run_tests $mpm check MPM=$mpm PROJECT_TESTS= BROWSER_TESTS= UNIT_TESTS= FUZZ_TESTS=
        run_tests $mpm-interop check-interop MPM=$mpm
    done
    finish
}

valgrind() {
    local flags='-O1 -g -fno-omit-frame-pointer' memcheck
    memcheck="valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite"
    memcheck="$memcheck --errors-for-leak-kinds=definite --suppressions=$aux/valgrind-httpd.supp"
    build_httpd pool-debug "$flags" --enable-pool-debug
    quietly source copy_source
    quietly build build_module "$flags" --with-apxs="$apxs"
    wrap_httpd "$memcheck --log-file='$findings/%p' $(real_httpd)"
    # shellcheck disable=SC2016 # make expands it
    run_tests unit check TESTS='$(UNIT_TESTS)' LOG_COMPILER="$memcheck"
    run_tests live check TESTS="$valgrind_tests" check_PROGRAMS=
    finish
}

# Lines with httpd's logging macros: their branches, one for each log level, are
# httpd's and not counted.
macros='ap_log_r?error\(|APLOG_R_IS_LEVEL'

count_coverage() {
    local lcov=(lcov --quiet --rc lcov_branch_coverage=1 --rc "lcov_excl_br_line=$macros")
    cp -R "$top/counts$build/." "$build"
    "${lcov[@]}" --capture --directory "$build" --output-file "$top/all.info"
    "${lcov[@]}" --extract "$top/all.info" "$source/src/*" "$source/mod_cors.c" \
        --output-file "$top/coverage.info"
    genhtml --quiet --branch-coverage --prefix "$source" --output-directory "$top/html" \
        "$top/coverage.info"
}

# Each process adds its counts to the files in one folder. All users can write to
# it, because processes run as different users.
coverage() {
    local counts=$top/counts status=0
    apxs=${APXS:-apxs}
    quietly source copy_source
    quietly build build_module '-O0 -g --coverage -fprofile-update=atomic' --with-apxs="$apxs"
    rm -rf "$counts" && mkdir "$counts" && chmod 777 "$counts" || exit 1
    wrap_httpd 'umask 0' "$(real_httpd)"
    umask 0
    export GCOV_PREFIX=$counts
    run_tests check check BROWSER_TESTS= FUZZ_TESTS=
    run_tests check-interop check-interop
    unset GCOV_PREFIX
    umask 022
    quietly lcov count_coverage
    perl "$aux/coverage.pl" "$top/coverage.info" "$source" 98 95 >"$top/coverage.txt" || status=1
    tail -n 2 "$top/coverage.txt"
    say "${top#"$PWD/"}/coverage.txt lists what no test reached, html/index.html shows all"
    [ $status = 0 ] || failed=$((failed + 1))
    finish
}

case $kind in
    sanitize | sanitize-smoke | tsan | valgrind | coverage) ;;
    *) die "unknown; see the top of $0" ;;
esac
mkdir -p "$top" || exit 1
"$kind"
