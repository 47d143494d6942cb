package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.NullArguments;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nulls are refused at once, and alike, wherever a user can give one. */
class NullsTest {

  @Test
  void factoriesAndBuildersRefuseThem() throws Exception {
    NullArguments nulls =
        NullArguments.of(
            HttpPeerConfigSource.class, Map.of(URI.class, URI.create("http://127.0.0.1:1/")));
    assertThat(nulls.accepting()).isEmpty();
    assertThat(nulls.tried()).isGreaterThan(10);
  }
}
