package io.jitpeers.linux;

import java.util.Locale;

/** A right that system calls need (capabilities(7)), and what to do when it is missing. */
public enum Capability {
  /** To configure interfaces, WireGuard's among them. */
  CAP_NET_ADMIN,
  /** For raw and packet sockets. */
  CAP_NET_RAW;

  /** Returns what a user can do who lacks it. */
  public String advice() {
    return "that needs the capability "
        + name()
        + ": run as root, grant it with setcap "
        + lowerCase()
        + "+ep on the java binary, or set AmbientCapabilities="
        + name()
        + " in the systemd unit";
  }

  /** Returns what a user can do who may not enter a network namespace where it is needed. */
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
