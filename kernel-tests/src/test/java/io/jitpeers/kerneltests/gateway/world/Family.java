package io.jitpeers.kerneltests.gateway.world;

/** The IP version of the packets between client and gateway outside of the tunnel. */
public enum Family {
  /** Internet Protocol version 4. */
  IPV4("IPv4"),
  /** Internet Protocol version 6. */
  IPV6("IPv6");

  private final String title;

  Family(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
