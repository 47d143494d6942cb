/**
 * Native code for the modules that need it: system calls, network namespaces, netlink, libcrypto.
 */
// The exports name modules that are built after this one, which causes a warning.
@SuppressWarnings("module")
module io.jitpeers.linux {
  requires com.sun.jna;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers.linux to
      io.jitpeers.crypto,
      io.jitpeers.examples.gateway,
      io.jitpeers.netlink,
      io.jitpeers.pcap;
  exports io.jitpeers.linux.netlink to
      io.jitpeers.netlink,
      io.jitpeers.pcap;
}
