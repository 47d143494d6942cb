package io.jitpeers.netlink.testkit;

/** A network interface of the fake kernel. Guarded by the kernel's lock. */
class FakeLink {
  final int index;
  String name;
  boolean up = true;

  FakeLink(int index, String name) {
    this.index = index;
    this.name = name;
  }

  /** Returns the kind that {@code ip -d link} shows; empty if there is none. */
  String kind() {
    return "";
  }
}
