package io.jitpeers.pcap.internal.system;

/** What to do when a capability is missing (capabilities(7)). */
public final class Rights {
  /** For raw and packet sockets. */
  public static final String RAW_SOCKETS =
      "that needs the capability CAP_NET_RAW: run as root, grant it with setcap cap_net_raw+ep on"
          + " the java binary, or set AmbientCapabilities=CAP_NET_RAW in the systemd unit";

  /** For entering another network namespace, and what is done there. */
  public static final String NAMESPACES =
      "that needs the capability CAP_SYS_ADMIN, and what is opened inside CAP_NET_RAW: run as root,"
          + " grant both with setcap cap_sys_admin,cap_net_raw+ep on the java binary, set"
          + " AmbientCapabilities in the systemd unit, or let the unit join the namespace itself"
          + " (NetworkNamespacePath)";

  private Rights() {}
}
