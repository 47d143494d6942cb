package io.jitpeers.http.internal;

import java.io.EOFException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Describes why an exchange failed, and how to correct the cause. The exceptions of the JDK's
 * client often have no message, or name a class unrelated to the cause. The description ends with
 * the JDK's own text.
 */
final class FailureTexts {
  private FailureTexts() {}

  /**
   * A TLS failure, identified by the JDK's text.
   *
   * @param mark a part of the JDK's text
   * @param text the reason and the remedy
   */
  private record TlsFailure(String mark, String text) {}

  // The texts are those of JDK 17 to 25; some begin with the name of the TLS alert.
  private static final List<TlsFailure> TLS =
      List.of(
          new TlsFailure(
              "unable to find valid certification path",
              "the server's certificate is not signed by a trusted authority; put that authority's"
                  + " certificate into the trust store"),
          new TlsFailure(
              "No subject alternative",
              "the server's certificate is for another name; put a name from the certificate into the URL,"
                  + " or have it reissued"),
          new TlsFailure(
              "No name matching",
              "the server's certificate is for another name; put a name from the certificate into the URL,"
                  + " or have it reissued"),
          new TlsFailure(
              "validity check failed",
              "the server's certificate has expired or is not valid yet; renew it, and check this"
                  + " machine's clock"),
          new TlsFailure(
              "NotAfter", "the server's certificate has expired; renew it, or check the clock"),
          new TlsFailure(
              "plaintext connection",
              "the server does not speak TLS on that port; use http in the URL, or the port of"
                  + " https"),
          new TlsFailure(
              "terminated the handshake",
              "the server closed the connection during the TLS handshake; its log says why"),
          new TlsFailure(
              "certificate_required",
              "the server asks for a client certificate; set a key store with one"),
          new TlsFailure(
              "bad_certificate",
              "the server does not accept the client certificate; set the key store with the right"
                  + " one"),
          new TlsFailure(
              "protocol_version",
              "the server supports none of this client's TLS versions; enable TLS 1.2 or 1.3"
                  + " there"),
          new TlsFailure(
              "handshake_failure",
              "the server refused the TLS handshake; it may ask for a client certificate (key"
                  + " store) or for other cipher suites"));

  /** Returns the reason, the remedy where one is known, and the JDK's own text. */
  static String of(Throwable failure) {
    String said = said(failure);
    @Nullable String known = known(failure);
    return known == null ? said : known + " (" + said + ")";
  }

  private static @Nullable String known(Throwable failure) {
    if (any(failure, UnresolvedAddressException.class::isInstance)
        || any(failure, UnknownHostException.class::isInstance)) {
      return "the host's name has no address; correct the URL, or check this machine's DNS";
    }
    if (any(failure, NoRouteToHostException.class::isInstance)) {
      return "there is no route to the host; check routes and firewalls";
    }
    if (any(failure, HttpConnectTimeoutException.class::isInstance)) {
      return "connecting, with any TLS handshake, exceeded the connect timeout; check that the"
          + " host is up and that no firewall drops the packets";
    }
    if (any(failure, e -> e instanceof ConnectException || e instanceof BindException)) {
      return connect(failure);
    }
    if (any(failure, SSLException.class::isInstance)) {
      return tls(failure);
    }
    return broken(failure);
  }

  /**
   * Returns the text for a failed connect. The JDK's client often hides the cause: if the
   * connection is refused or the network is unreachable, the client tries to connect again with the
   * same socket, and its exception says only that the socket is closed. For such an exception, the
   * returned text names both possible causes, a refused connection and an unreachable network. For
   * any other exception, the returned text names the cause only if the exception does.
   */
  private static String connect(Throwable failure) {
    if (any(failure, e -> String.valueOf(e.getMessage()).contains("unreachable"))) {
      return "the network is unreachable; check this machine's addresses and routes";
    }
    if (any(failure, FailureTexts::isLocalAddress)) {
      return "no local address or port can be used for the connection; check this machine's"
          + " addresses, and whether its ephemeral ports (net.ipv4.ip_local_port_range) are used up";
    }
    boolean hidden = any(failure, ClosedChannelException.class::isInstance);
    if (!hidden && !any(failure, e -> String.valueOf(e.getMessage()).contains("refused"))) {
      return "cannot connect";
    }
    return "connection refused"
        + (hidden ? ", or the network is unreachable" : "")
        + "; check that the control plane runs and listens on that port, and that no firewall"
        + " rejects connections to it";
  }

  /**
   * Returns whether the system found no local address, or no free local port, for the connection.
   */
  private static boolean isLocalAddress(Throwable failure) {
    return failure instanceof BindException
        || String.valueOf(failure.getMessage()).contains("assign requested address");
  }

  private static @Nullable String tls(Throwable failure) {
    return TLS.stream()
        .filter(known -> any(failure, e -> String.valueOf(e.getMessage()).contains(known.mark())))
        .map(TlsFailure::text)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String broken(Throwable failure) {
    if (any(failure, FailureTexts::isReset)) {
      return "the connection was reset; the control plane, or a proxy before it, ended or restarted";
    }
    if (any(failure, e -> e instanceof EOFException || e instanceof ClosedChannelException)) {
      return "the connection was closed before the answer was complete; the log of the control"
          + " plane, or of a proxy before it, says why";
    }
    return null;
  }

  private static boolean isReset(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return (failure instanceof SocketException || message.startsWith("Connection reset"))
        && message.contains("reset");
  }

  private static String said(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    return failure.getMessage() == null ? name : name + ": " + failure.getMessage();
  }

  /** Returns whether a failure or one of its causes passes the test. */
  static boolean any(Throwable failure, Predicate<Throwable> test) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(10).anyMatch(test);
  }
}
