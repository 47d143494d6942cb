package io.jitpeers.benchmarks.sections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.sections.JmhRuns.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.TimeValue;

class CryptoSectionTest {
  @Test
  void runs() throws Exception {
    // Other JMH runs on this machine do not matter here.
    System.setProperty("jmh.ignoreLock", "true");
    Plan once = new Plan(0, 0, 1, TimeValue.milliseconds(1));
    List<Figure> figures = new ArrayList<>();

    new CryptoSection(effort -> once, false).run(Effort.QUICK, figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .contains(
            "crypto.x25519.bouncycastle",
            "crypto.open.known",
            "crypto.open.new",
            "crypto.open.new.allocated",
            "crypto.mac1.single",
            "crypto.mac1.batch.allocated",
            "crypto.frame.reject")
        .doesNotHaveDuplicates();
    assertThat(figures)
        .filteredOn(figure -> figure.unit().equals("ns/op"))
        .allMatch(figure -> figure.value() > 0);
  }

  @Test
  void readsWhatOpensslPrints() throws Exception {
    String output =
        """
                                      op      op/s
         253 bits ecdh (X25519)   0.0000s  40000.0
        """;

    assertThat(OpenSslSpeed.parse(output)).isEqualTo(25_000);
    assertThatThrownBy(() -> OpenSslSpeed.parse("speed: unknown algorithm"))
        .isInstanceOf(IOException.class)
        .hasMessage("openssl speed does not tell of X25519: speed: unknown algorithm");
  }
}
