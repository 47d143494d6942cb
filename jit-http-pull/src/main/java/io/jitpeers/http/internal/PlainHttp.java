package io.jitpeers.http.internal;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures HTTP clients that use no TLS, so that they are created faster. Every {@link
 * HttpClient} has a TLS context, even if it does not use the context. The default context reads all
 * certificate authorities that the JDK trusts, which takes a large part of the time to create a
 * client. So this class replaces the default context with a context that trusts no authority.
 */
public final class PlainHttp {
  private static final Logger log = LoggerFactory.getLogger(PlainHttp.class);

  private PlainHttp() {}

  /**
   * If the base URI is not an https URI, sets a TLS context that trusts no certificate. This does
   * no harm: a redirect to another scheme is not followed, so a client for such a URI never uses
   * TLS.
   *
   * @param client the builder to change
   * @param base the control plane's base URI
   */
  public static void configure(HttpClient.Builder client, URI base) {
    if ("https".equalsIgnoreCase(base.getScheme())) {
      return;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[0], new TrustManager[0], null);
      client.sslContext(context);
    } catch (NoSuchAlgorithmException | KeyManagementException e) {
      log.debug("this JVM has no TLS of its own; the default TLS context is used", e);
    }
  }
}
