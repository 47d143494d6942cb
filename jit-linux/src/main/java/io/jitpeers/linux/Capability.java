package io.jitpeers.linux;

import java.util.Locale;

/**
 * A capability that a system call needs (capabilities(7)), with advice for a process that lacks it.
 */
public enum Capability {
  /** Needed to configure network interfaces, including WireGuard interfaces. */
  CAP_NET_ADMIN,
  /** Needed to open raw and packet sockets. */
  CAP_NET_RAW;

  /** Returns advice for a user who lacks the capability. */
  public String advice() {
    return "that needs the capability "
        + name()
        + ": run as root, grant it with setcap "
        + lowerCase()
        + "+ep on the java binary, or set AmbientCapabilities="
        + name()
        + " in the systemd unit";
  }

  /**
   * Returns advice for a user who may not enter the network namespace in which the capability is
   * needed.
   */
  String adviceForNamespace() {
    return "that needs the capability CAP_SYS_ADMIN, and a socket in the namespace needs "
        + name()
        + ": run as root, grant both with setcap cap_sys_admin,"
        + lowerCase()
        + "+ep on the java binary, set AmbientCapabilities in the systemd unit, or let the unit"
        + " join the namespace itself (NetworkNamespacePath)";
  }

  private String lowerCase() {
    return name().toLowerCase(Locale.ROOT);
  }
}
