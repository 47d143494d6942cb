package io.jitpeers.examples.controlplane;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link ControlPlaneServer}. Immutable.
 *
 * @param address where it listens; port 0 selects a free one
 * @param token the bearer token that requests must present, a secret; null to accept all requests
 * @param maxAgeSeconds how long a config is fresh
 * @param staleIfErrorSeconds how much longer it may be used while the control plane fails
 * @param negativeMaxAgeSeconds how long gateways may cache a 404
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

  /** Returns all options except the token. */
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
