/** The binding of Linux for the modules that need it: system calls, namespaces, netlink. */
// The modules that the qualified exports name are built later.
@SuppressWarnings("module")
module io.jitpeers.linux {
  requires com.sun.jna;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers.linux to
      io.jitpeers.examples.gateway,
      io.jitpeers.netlink,
      io.jitpeers.pcap;
  exports io.jitpeers.linux.netlink to
      io.jitpeers.netlink,
      io.jitpeers.pcap;
}
