package io.jitpeers.examples.controlplane;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link ControlPlaneServer}. Immutable.
 *
 * @param address where the server listens; port 0 selects a free port
 * @param token the bearer token that requests must present, a secret; null to accept all requests
 * @param maxAgeSeconds how long a config is fresh
 * @param staleIfErrorSeconds how much longer a config may be used while the control plane fails
 * @param negativeMaxAgeSeconds how long gateways and caches may keep a 404
 * @param sharedCaching the times for shared caches; null if shared caches must not store answers
 */
public record ServerOptions(
    InetSocketAddress address,
    @Nullable String token,
    int maxAgeSeconds,
    int staleIfErrorSeconds,
    int negativeMaxAgeSeconds,
    @Nullable SharedCaching sharedCaching) {
  static final int MAX_AGE = 60;
  static final int STALE_IF_ERROR = 600;
  static final int NEGATIVE_MAX_AGE = 30;

  /**
   * Creates the options of a server that forbids shared caches to store its answers.
   *
   * @param address as in the record
   * @param token as in the record
   * @param maxAgeSeconds as in the record
   * @param staleIfErrorSeconds as in the record
   * @param negativeMaxAgeSeconds as in the record
   */
  public ServerOptions(
      InetSocketAddress address,
      @Nullable String token,
      int maxAgeSeconds,
      int staleIfErrorSeconds,
      int negativeMaxAgeSeconds) {
    this(address, token, maxAgeSeconds, staleIfErrorSeconds, negativeMaxAgeSeconds, null);
  }

  /**
   * Returns the default options, with a free port of the loopback interface.
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
        + ", sharedCaching="
        + sharedCaching
        + "]";
  }
}
