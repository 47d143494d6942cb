package io.jitpeers.netlink.internal.nfqueue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.netlink.internal.nfqueue.KernelLosses.Losses;
import io.jitpeers.testing.CapturedLog;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLossesTest {
  /** Text written by Linux 6.1, except for the numbers of losses. */
  private static final String TEXT =
      """
          0   4711     3 2  2048     1     2      900  1
          7 4294967211     3 2  2048    12     5      900  1
      """;

  private String text = TEXT;
  private boolean broken;
  private boolean closed;

  private KernelLosses losses(int queue) {
    return new KernelLosses(
        queue,
        () ->
            new KernelLosses.File() {
              @Override
              public String read() throws IOException {
                if (broken) {
                  throw new IOException("broken");
                }
                return text;
              }

              @Override
              public void close() {
                closed = true;
              }
            });
  }

  @Test
  void findsTheLineOfTheQueueAndItsSocket() {
    assertThat(KernelLosses.find(TEXT, 0, 4711)).isEqualTo(new Losses(1, 2));
    assertThat(KernelLosses.find(TEXT, 7, -85)).isEqualTo(new Losses(12, 5));
    assertThat(KernelLosses.find(TEXT, 7, 4711)).isNull();
    assertThat(KernelLosses.find(TEXT, 1, 4711)).isNull();
    assertThat(KernelLosses.find("", 0, 4711)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 4711", "\n\n", "0 4711 3 2 2048 x y 900 1", "0 4711 3 2 2048 1"})
  void takesNothingFromOtherText(String other) {
    try (CapturedLog log = CapturedLog.of(KernelLosses.class)) {
      assertThat(KernelLosses.find(other, 0, 4711)).isNull();
      assertThat(log.events()).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void addsUpOverSockets() {
    try (KernelLosses losses = losses(0)) {
      assertThat(losses.total()).isEmpty();
      losses.bound(4711);
      assertThat(losses.total()).contains(new Losses(1, 2));
      assertThat(losses.total()).contains(new Losses(1, 2));
      losses.unbinding();
      assertThat(losses.total()).contains(new Losses(1, 2));
      text = "0 4712 0 2 2048 10 20 1 1\n";
      losses.bound(4712);
      assertThat(losses.total()).contains(new Losses(11, 22));
      losses.unbinding();
    }
    assertThat(closed).isTrue();
  }

  @Test
  void keepsWhatItKnowsWhenTheFileFails() {
    try (KernelLosses losses = losses(0);
        CapturedLog log = CapturedLog.of(KernelLosses.class)) {
      losses.bound(4711);
      assertThat(losses.total()).contains(new Losses(1, 2));
      broken = true;
      assertThat(losses.total()).contains(new Losses(1, 2));
      assertThat(losses.total()).contains(new Losses(1, 2));
      assertThat(log.messages(Level.WARN)).hasSize(1);
      assertThat(closed).isTrue();
    }
  }
}
