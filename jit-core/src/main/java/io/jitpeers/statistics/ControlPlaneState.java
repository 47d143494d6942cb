package io.jitpeers.statistics;

import java.util.Locale;

/** The state of the control plane, according to the latest lookup that ended. */
public enum ControlPlaneState {
  /** No lookup has ended yet, so it is unknown whether the control plane answers. */
  NOT_ASKED,
  /** The latest lookup that ended was answered. */
  REACHABLE,
  /** The latest lookup that ended was not answered. */
  UNREACHABLE;

  /** {@return the name that metrics and status pages use, in lower case with underscores} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
