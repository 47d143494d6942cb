/** The binding of Linux for the modules that need it: system calls, namespaces, netlink. */
// JNA has no module descriptor, only a fixed automatic name.
@SuppressWarnings({"requires-automatic", "module"})
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
