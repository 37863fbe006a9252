#!/bin/sh
# Checks for what the build needs besides this folder: cargo, and for the HiGHS solver, which is built from source, cmake, a
# C++ compiler and libclang. Installs what is missing on Debian and Ubuntu (as root, or with sudo that asks no password);
# elsewhere says in one line what to install.
#
#   scripts/prerequisites.sh          to build
#   scripts/prerequisites.sh test     also for fmt and clippy
set -u

RUST_NEEDED=89   # of 1.x: rust-version in Cargo.toml
LOG=target/prerequisites.log

# Where ordinary users' PATH does not lead.
PATH="$PATH:/usr/sbin:/sbin"

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

has_cxx_compiler() {
    if [ -n "${CXX:-}" ]; then have "${CXX%% *}"; else have c++ || have g++ || have clang++; fi
}

has_libclang_in() {
    for file in "$1"/libclang.so* "$1"/libclang-[0-9]*.so* "$1"/libclang.dylib; do
        [ -e "$file" ] && return 0
    done
    return 1
}

has_libclang() {
    if [ -n "${LIBCLANG_PATH:-}" ]; then
        # A folder, or the library itself. The build believes it too, so nothing else is searched.
        [ -f "$LIBCLANG_PATH" ] || has_libclang_in "$LIBCLANG_PATH"
        return
    fi
    ldconfig -p 2>/dev/null | grep -Eq 'libclang(-[0-9.]+)?\.so' && return 0
    for dir in /usr/lib/llvm-*/lib /usr/lib/llvm*/lib64 /usr/lib64/llvm*/lib /usr/lib/*-linux-gnu /usr/lib64 /usr/lib \
        /usr/local/lib /usr/local/opt/llvm/lib /opt/homebrew/opt/llvm/lib /Library/Developer/CommandLineTools/usr/lib \
        /Applications/Xcode.app/Contents/Developer/Toolchains/XcodeDefault.xctoolchain/usr/lib; do
        has_libclang_in "$dir" && return 0
    done
    return 1
}

# The missing ones, by the names Debian and Ubuntu give their packages.
missing_packages() {
    have cmake || printf 'cmake '
    has_cxx_compiler || printf 'g++ '
    has_libclang || printf 'libclang-dev '
}

# How a person would install these packages here.
install_command() {
    if have apt-get; then
        echo "sudo apt-get install -y $*"
        return
    fi
    # The same packages by the names that others give them: cmake g++ libclang-dev
    if have dnf; then
        echo "sudo dnf install -y" $(rename_packages gcc-c++ clang-devel "$@")
    elif have pacman; then
        echo "sudo pacman -S --needed" $(rename_packages gcc clang "$@")
    elif have zypper; then
        echo "sudo zypper install -y" $(rename_packages gcc-c++ clang-devel "$@")
    elif have apk; then
        echo "apk add" $(rename_packages g++ clang-dev "$@")
    elif have brew; then
        echo "brew install" $(rename_packages gcc llvm "$@")
    else
        echo "cmake, a C++ compiler and libclang with your system's package manager"
    fi
}

rename_packages() {
    compiler=$1 libclang=$2
    shift 2
    for package in "$@"; do
        case $package in
        g++) printf '%s ' "$compiler" ;;
        libclang-dev) printf '%s ' "$libclang" ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# Prefix of commands that need root; fails where there is no way to it without a password.
root_prefix() {
    [ "$(id -u)" -eq 0 ] && return 0
    have sudo && sudo -n true 2>/dev/null && echo sudo
}

install_packages() {
    have apt-get && prefix=$(root_prefix) || return 1
    say "Installing $* ..."
    mkdir -p target
    # A stale package list is refreshed where it can be; offline, the install may still succeed from what is there.
    $prefix env DEBIAN_FRONTEND=noninteractive apt-get update >"$LOG" 2>&1 || true
    $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$LOG" 2>&1
}

check_packages() {
    missing=$(missing_packages)
    [ -z "$missing" ] && return 0
    # shellcheck disable=SC2086 # a list of words
    set -- $missing
    if install_packages "$@"; then
        missing=$(missing_packages)
        [ -z "$missing" ] && return 0
        # shellcheck disable=SC2086
        set -- $missing
    elif [ -f "$LOG" ] && have apt-get && root_prefix >/dev/null; then
        say "Missing: $*. They could not be installed (no network? see $LOG). Install: $(install_command "$@")"
        return 1
    fi
    say "Missing: $*. Install: $(install_command "$@")"
    return 1
}

check_rust() {
    if ! have cargo; then
        say "Missing: cargo. Install Rust with rustup (https://rustup.rs), then open a new terminal."
        return 1
    fi
    minor=$(cargo --version 2>/dev/null | sed -n 's/^cargo 1\.\([0-9][0-9]*\).*/\1/p')
    if [ -z "$minor" ]; then
        say "cargo is there but does not run. Install a toolchain: rustup toolchain install stable"
        return 1
    fi
    if [ "$minor" -lt "$RUST_NEEDED" ]; then
        say "Rust 1.$minor is too old, 1.$RUST_NEEDED or newer is needed. Update with rustup (https://rustup.rs): rustup update"
        return 1
    fi
}

# fmt and clippy come with most toolchains, not with the smallest.
check_rust_tools() {
    have cargo || return 1
    if cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1; then return 0; fi
    have rustup && rustup component add rustfmt clippy >/dev/null 2>&1 && return 0
    say "Missing: rustfmt or clippy. Install: rustup component add rustfmt clippy"
    return 1
}

faults=0
check_rust || faults=1
[ "$faults" -eq 0 ] && [ "${1:-build}" = test ] && { check_rust_tools || faults=1; }
check_packages || faults=1
exit "$faults"
