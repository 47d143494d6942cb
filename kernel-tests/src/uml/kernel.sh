# Builds the User-Mode Linux kernel, once, into a cache. Part of "prepare", which defines fail and install.

build_packages=(gcc libc6-dev make flex bison bc libelf-dev xz-utils)
preferred_source=linux-source-6.1

# The kernel depends on this file, on the options and, by its libc and its sources, on the Debian release.
cached_kernel() {
  local recipe
  recipe=$(
    {
      cat "$here/kernel.sh" "$here/kernel-options"
      uname -m
      sed -n -e '/^ID=/p' -e '/^VERSION_ID=/p' /etc/os-release
    } | sha256sum | cut -c 1-16
  )
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/jit-peers/uml/$recipe/linux"
}

# The kernel that the tests are known to pass on, else the newest that this Debian has.
source_package() {
  local found
  found=$(apt-cache search --names-only '^linux-source-[0-9.]+$' | cut -d ' ' -f 1 | sort -V)
  grep -x "$preferred_source" <<< "$found" || tail -n 1 <<< "$found"
}

# mend FILE EXPRESSION: a source that has no such line any more may need no mending, or another one. It is built all the same, and told of.
mend() {
  local file=$1 before
  before=$(cksum < "$file") && sed -i "$2" "$file" || return
  [ "$before" != "$(cksum < "$file")" ] || echo "$file of $package is as it is: it has no line of those that kernel.sh mends." >&3
}

# User-Mode Linux up to 6.12 has room for 2,696 bytes of floating-point registers, and takes that for all there are. A processor
# with AMX has 11,008, and the host refuses to set a part of them: no process starts. Where there are fewer, the room is not used.
make_room_for_registers() {
  mend arch/x86/um/user-offsets.c 's/(HOST_FP_SIZE, 2696)/(HOST_FP_SIZE, 12288)/'
}

# unblock_signals takes the pending signals, and then disables them. gcc 12 does it the other way round: a timer's signal that comes in
# between is noted as pending and forgotten, and as each signal arms the timer for the next one, the kernel sleeps for ever.
keep_the_order_of_signals() {
  mend arch/um/os-Linux/signal.c 's/^\t*signals_pending = 0;$/&\n\t\tbarrier();/'
}

# Whoever frees memory of the kernel's that is mapped page by page, as that of each packet filter, makes all of it be unmapped and mapped
# again, what is in use too: the kernel's stacks, for one. A timer's signal in between notes on the running thread's stack that it has
# come, and faults; the fault's handler finds a note half made, leaves the fault to whoever is at it, and so it faults again, for ever.
# A page that is mapped over itself is always there.
keep_mapped_what_is_in_use() {
  mend arch/um/kernel/tlb.c 's/err = add_munmap(addr, PAGE_SIZE, &hvc);/err = pte_present(*pte) ? 0 : add_munmap(addr, PAGE_SIZE, \&hvc);/'
}

configure() {
  local option
  make ARCH=um x86_64_defconfig || return
  while read -r option; do
    case $option in
      '' | '#'*) ;;
      -*) scripts/config -d "${option#-}" ;;
      *=*) scripts/config --set-val "${option%=*}" "${option#*=}" ;;
      *) scripts/config -e "$option" ;;
    esac
  done < "$here/kernel-options"
  make ARCH=um olddefconfig
}

# An option that another one forbids disappears silently, so look. Some are only offered to experts, and some come and go.
check_configured() {
  local option
  for option in WIREGUARD VETH NETFILTER_NETLINK_QUEUE NFT_QUEUE HOSTFS TMPFS DEVTMPFS_MOUNT DYNAMIC_DEBUG MAGIC_SYSRQ; do
    grep -qx "CONFIG_$option=y" .config || fail "This Linux source does not let us turn on $option for User-Mode Linux."
  done
}

# Keeps the names of the kernel's functions, for "examine".
compile() {
  local archive=$1
  # Chained, for bash's "set -e" is off in what an "if" looks at.
  tar -xf "$archive" --strip-components=1 &&
    make_room_for_registers &&
    keep_the_order_of_signals &&
    keep_mapped_what_is_in_use &&
    configure &&
    check_configured &&
    make ARCH=um -j"$(nproc)" linux &&
    strip --strip-debug linux
}

# build_kernel FILE: whoever comes second waits for the first and finds the kernel there.
build_kernel() {
  local kernel=$1 cache archive package work
  cache=$(dirname "$kernel")
  mkdir -p "$cache"
  exec 9> "$cache/lock"
  flock 9
  if [ -x "$kernel" ]; then
    exec 9>&-
    return
  fi
  command -v apt-get > /dev/null ||
    fail "This kernel, $(uname -r), has no WireGuard, and a User-Mode Linux can only be built on Debian."
  apt-get update -qq
  package=$(source_package)
  [ -n "$package" ] || fail "This Debian has no package linux-source-VERSION to build a User-Mode Linux kernel of."
  install "${build_packages[@]}" "$package"
  archive=/usr/src/$package.tar.xz

  # What a killed build left behind goes first.
  rm -rf "$cache"/build.*
  work=$(mktemp -d "$cache/build.XXXXXX")
  echo "Building a User-Mode Linux kernel of $package; this takes some minutes, once. Log: $cache/build.log"
  if ! (cd "$work" && compile "$archive") 3>&1 > "$cache/build.log" 2>&1 9>&-; then
    tail -n 20 "$cache/build.log" >&2
    rm -rf "$work"
    fail "The User-Mode Linux kernel did not build; the whole log is $cache/build.log."
  fi
  # A rename, so that there is never half a kernel.
  mv "$work/linux" "$kernel"
  rm -rf "$work"
  exec 9>&-
}
