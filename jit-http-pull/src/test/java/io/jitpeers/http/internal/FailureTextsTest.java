package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exceptions are those that the JDK's client throws, as seen with JDK 17 and 25. */
class FailureTextsTest {
  private static Throwable caused(Throwable failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }

  @Test
  void refusedConnection() {
    String remedy =
        "; check that the control plane runs and listens on that port, and that no firewall"
            + " rejects connections to it";
    assertThat(FailureTexts.of(caused(new ConnectException(), new ClosedChannelException())))
        .isEqualTo(
            "connection refused, or the network is unreachable" + remedy + " (ConnectException)");
    assertThat(FailureTexts.of(new ConnectException("Connection refused")))
        .isEqualTo("connection refused" + remedy + " (ConnectException: Connection refused)");
  }

  /** As when all ports are in use; seen with JDK 25. */
  @Test
  void noLocalAddressOrPort() {
    String sentence =
        "no local address or port can be used for the connection; check this machine's addresses,"
            + " and whether its ephemeral ports (net.ipv4.ip_local_port_range) are used up (";
    assertThat(FailureTexts.of(new ConnectException("Cannot assign requested address")))
        .isEqualTo(sentence + "ConnectException: Cannot assign requested address)");
    assertThat(FailureTexts.of(new BindException("Address already in use")))
        .isEqualTo(sentence + "BindException: Address already in use)");
    assertThat(
            FailureTexts.of(
                caused(new ConnectException(), new BindException("Address already in use"))))
        .isEqualTo(sentence + "ConnectException)");
  }

  /** As when a firewall of this machine denies the connect. */
  @Test
  void otherFailuresOfConnect() {
    assertThat(FailureTexts.of(new ConnectException("Operation not permitted")))
        .isEqualTo("cannot connect (ConnectException: Operation not permitted)");
  }

  @Test
  void unreachable() {
    assertThat(FailureTexts.of(new ConnectException("Network is unreachable")))
        .startsWith("the network is unreachable; check this machine's addresses and routes (");
    assertThat(FailureTexts.of(new NoRouteToHostException("No route to host")))
        .startsWith("there is no route to the host; check routes and firewalls (");
    assertThat(FailureTexts.of(new UnknownHostException("control.example")))
        .startsWith("the host's name has no address; ");
    assertThat(
            FailureTexts.of(
                caused(
                    new HttpConnectTimeoutException("HTTP connect timed out"),
                    new ConnectException("HTTP connect timed out"))))
        .startsWith("connecting, with any TLS handshake, exceeded the connect timeout; ")
        .endsWith(" (HttpConnectTimeoutException: HTTP connect timed out)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(certificate_unknown) PKIX path building failed: unable to find valid certification path"
            + " to requested target | is not signed by a trusted authority",
        "No subject alternative DNS name matching localhost found. | is for another name",
        "No name matching control.example found | is for another name",
        "PKIX path validation failed: validity check failed | has expired or is not valid yet",
        "NotAfter: Thu Jan 01 00:00:00 UTC 1970 | has expired",
        "Unrecognized SSL message, plaintext connection? | does not speak TLS on that port",
        "Remote host terminated the handshake | closed the connection during the TLS handshake",
        "Received fatal alert: certificate_required | asks for a client certificate",
        "Received fatal alert: bad_certificate | does not accept the client certificate",
        "Received fatal alert: protocol_version | supports none of this client's TLS versions",
        "Received fatal alert: handshake_failure | refused the TLS handshake",
      })
  void failuresOfTls(String message, String sentence) {
    assertThat(FailureTexts.of(new SSLHandshakeException(message)))
        .contains(sentence)
        .contains("; ")
        .endsWith(" (SSLHandshakeException: " + message + ")");
  }

  @Test
  void brokenConnection() {
    assertThat(
            FailureTexts.of(
                caused(new IOException("parser"), new SocketException("Connection reset"))))
        .startsWith("the connection was reset; ");
    assertThat(FailureTexts.of(caused(new IOException("parser"), new ClosedChannelException())))
        .startsWith("the connection was closed before the answer was complete; ");
  }

  @Test
  void whateverElseIsQuoted() {
    assertThat(FailureTexts.of(new HttpTimeoutException("request timed out")))
        .isEqualTo("HttpTimeoutException: request timed out");
    assertThat(FailureTexts.of(new SSLHandshakeException("something new")))
        .isEqualTo("SSLHandshakeException: something new");
  }
}
