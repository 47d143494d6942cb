/**
 * Pulls peer configs from a control plane over HTTP.
 *
 * <p>The entry point is {@link io.jitpeers.http.HttpPeerConfigSource}.
 *
 * @since 0.1.0
 */
module io.jitpeers.http {
  requires com.fasterxml.jackson.core;
  requires java.net.http;
  requires org.slf4j;
  requires static transitive org.jspecify;
  requires transitive io.jitpeers.core;

  exports io.jitpeers.http;

  provides io.jitpeers.spi.PeerConfigSourceProvider with
      io.jitpeers.http.HttpPeerConfigSourceProvider;
}
