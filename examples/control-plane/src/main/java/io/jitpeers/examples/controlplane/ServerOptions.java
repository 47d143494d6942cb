package io.jitpeers.examples.controlplane;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link ControlPlaneServer} serves. Immutable.
 *
 * @param address where it listens; port 0 takes a free one
 * @param token the bearer token that it wants, a secret; null to answer everybody
 * @param maxAgeSeconds how long a config is good for
 * @param staleIfErrorSeconds how much longer it may be used while the control plane fails
 * @param negativeMaxAgeSeconds how long it is good for that there is no such peer
 */
public record ServerOptions(
    InetSocketAddress address,
    @Nullable String token,
    int maxAgeSeconds,
    int staleIfErrorSeconds,
    int negativeMaxAgeSeconds) {
  static final int MAX_AGE = 60;
  static final int STALE_IF_ERROR = 600;
  static final int NEGATIVE_MAX_AGE = 30;

  /**
   * Returns the defaults, on a free port of the loopback interface.
   *
   * @param token the bearer token; a secret
   * @return new options
   */
  static ServerOptions onLoopback(String token) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ServerOptions(free, token, MAX_AGE, STALE_IF_ERROR, NEGATIVE_MAX_AGE);
  }

  /** Everything but the token. */
  @Override
  public String toString() {
    return "ServerOptions[address="
        + address
        + ", token="
        + (token == null ? "none" : "redacted")
        + ", maxAgeSeconds="
        + maxAgeSeconds
        + ", staleIfErrorSeconds="
        + staleIfErrorSeconds
        + ", negativeMaxAgeSeconds="
        + negativeMaxAgeSeconds
        + "]";
  }
}
