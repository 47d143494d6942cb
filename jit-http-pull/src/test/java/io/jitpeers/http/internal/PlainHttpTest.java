package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class PlainHttpTest {
  private static SSLContext contextFor(String base) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    PlainHttp.configure(builder, URI.create(base));
    return builder.build().sslContext();
  }

  /** The default context reads the JDK's certificate authorities when it is created. */
  @Test
  void withoutTlsTheDefaultContextIsNotUsed() throws Exception {
    assertThat(contextFor("http://127.0.0.1:8080")).isNotSameAs(SSLContext.getDefault());
  }

  @Test
  void withTlsTheDefaultContextIsUsed() throws Exception {
    assertThat(contextFor("HTTPS://control.example")).isSameAs(SSLContext.getDefault());
  }
}
