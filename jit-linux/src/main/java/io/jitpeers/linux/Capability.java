package io.jitpeers.linux;

import java.util.Locale;

/** A capability that system calls need (capabilities(7)), with advice if it is missing. */
public enum Capability {
  /** For configuring interfaces, including WireGuard's. */
  CAP_NET_ADMIN,
  /** For raw and packet sockets. */
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
   * Returns advice for a user who may not enter a network namespace in which the capability is
   * needed.
   */
  String adviceForNamespace() {
    return "that needs the capability CAP_SYS_ADMIN, and what is opened inside "
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
