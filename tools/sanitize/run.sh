#!/usr/bin/env bash
# Builds the addon with a sanitizer, in a copy of the sources, and runs the test suite against it.
#
#   tools/sanitize/run.sh address|thread [jest's arguments]
#
# "address" includes UndefinedBehaviorSanitizer and LeakSanitizer. Any finding that is not a named one of Node.js
# itself ends a test process with a code other than 0, and this script with it. Needs g++ with its runtimes.
set -euo pipefail

kind=${1:?usage: $0 address|thread [jest arguments]}
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
copy=$root/build/sanitize/$kind/gpmc

# A copy, because node-gyp builds beside the sources only, and the ordinary build is to stay as it is.
copy_sources() {
  mkdir -p "$copy/build" "$root/build/nodes"
  # What was built last time is kept, and no source that is no more.
  find "$copy" -mindepth 1 -maxdepth 1 ! -name build ! -name dist -exec rm -rf {} +
  cd "$root"
  git ls-files --cached --others --exclude-standard -z |
    while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done |
    tar --null --files-from=- -cf - | tar -xf - -C "$copy"
  ln -sfn "$root/node_modules" "$copy/node_modules"
  ln -sfn "$root/build/nodes" "$copy/build/nodes"
  # Tests look for real backups beside the project.
  ln -sfn "$root/../shared" "$copy/../shared"
}

runtime() {
  local library
  library=$(g++ -print-file-name="$1")
  [[ $library == /* ]] || { echo "$0: g++ has no $1: install its sanitizer runtimes" >&2; exit 1; }
  echo "$library"
}

case $kind in
  address)
    preload=$(runtime libasan.so)
    # malloc_context_size: see leaks.txt. To learn more of a finding, set it to 30 and run the one test by hand.
    # intercept_tls_get_addr: with it the runtime of GCC 12 takes thread-local data of a thread that is alive at exit for
    # what it is not, and crashes when it looks for leaks.
    export ASAN_OPTIONS=detect_leaks=1:halt_on_error=1:strict_string_checks=1:detect_stack_use_after_return=1:malloc_context_size=2:intercept_tls_get_addr=0
    export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    export LSAN_OPTIONS=suppressions=$here/leaks.txt:print_suppressions=0
    launcher=()
    ;;
  thread)
    preload=$(runtime libtsan.so)
    export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:ignore_noninstrumented_modules=1
    # ThreadSanitizer of GCC 12 does not find room in an address space that is laid out too randomly.
    # Where containers may not ask for that, they are seldom laid out so.
    launcher=(setarch "$(uname -m)" --addr-no-randomize)
    "${launcher[@]}" true 2>/dev/null || launcher=()
    ;;
  *)
    echo "usage: $0 address|thread [jest arguments]" >&2
    exit 2
    ;;
esac

copy_sources
cd "$copy"
node tools/build-native.cjs configure -- "-Dgpmc_sanitizer=$kind"
node tools/build-native.cjs build
node tools/build-lib.cjs
# Everything takes several times as long; a test that hangs is still found.
GPMC_TEST_ADDON_FREE=none LD_PRELOAD=$preload "${launcher[@]}" \
  node node_modules/jest/bin/jest.js --runInBand --testTimeout=120000 "$@"
