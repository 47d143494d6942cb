/** Reserved for the netlink components; nothing is exported yet. */
module io.jitpeers.netlink {
  requires io.jitpeers.core;
}
