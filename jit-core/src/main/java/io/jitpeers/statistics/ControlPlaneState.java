package io.jitpeers.statistics;

import java.util.Locale;

/** The state of the control plane, according to the lookup that ended last. */
public enum ControlPlaneState {
  /** No lookup has ended yet, so it is unknown whether the control plane answers. */
  NOT_ASKED,
  /** The lookup that ended last got an answer. */
  REACHABLE,
  /** The lookup that ended last got no answer. */
  UNREACHABLE;

  /** {@return the name that metrics and status pages use, in lower case with underscores} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
