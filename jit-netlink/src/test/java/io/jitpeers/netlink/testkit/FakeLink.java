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

  /** The kind that {@code ip -d link} shows; empty for one without. */
  String kind() {
    return "";
  }
}
