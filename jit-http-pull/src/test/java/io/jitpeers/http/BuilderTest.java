package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The options that a builder refuses at once. The provider's test covers the rest. */
class BuilderTest {
  private final HttpPeerConfigSourceBuilder builder =
      HttpPeerConfigSource.builder(URI.create("https://control.example"));

  @Test
  void aHeaderThatCannotBeSentIsRefusedWithoutItsValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.header("X-Key", "hidden\r\nX-Injected: 1"))
        .withMessageContaining("X-Key")
        .withMessageNotContaining("hidden")
        .withNoCause();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.header("no name", "hidden"))
        .withMessageNotContaining("hidden");
  }

  @Test
  void durationsBeyondAllSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.deadline(Duration.ofSeconds(Long.MAX_VALUE)))
        .withMessageContaining("deadline");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.connectTimeout(Duration.ZERO))
        .withMessageContaining("connectTimeout");
  }

  @Test
  void theDefaultDeadlineLeavesTheClientTimeForTheReply() {
    // REKEY_TIMEOUT is 5 s; the core's own deadline is 4 s.
    assertThat(HttpPeerConfigSource.DEFAULT_DEADLINE).isLessThan(Duration.ofSeconds(4));
  }

  @Test
  void aSourceNamesItsBase() {
    try (HttpPeerConfigSource source = builder.header("X-Key", "hidden").build()) {
      assertThat(source).hasToString("HttpPeerConfigSource[https://control.example]");
    }
  }
}
