package io.jitpeers.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.controlplane.PeerDirectory;
import io.jitpeers.examples.testing.Said;
import io.jitpeers.examples.testing.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Hundreds of clients, attacks and refusals, at the level trace: no preshared key is told. */
class SecretsTest {
  private final Set<Secret> presharedKeys = ConcurrentHashMap.newKeySet();

  private PeerDirectory overheard(PeerDirectory truth) {
    return key -> {
      var config = truth.find(key);
      config
          .flatMap(found -> found.presharedKey())
          .ifPresent(it -> presharedKeys.add(Secret.ofBytes("a preshared key", it.toBytes())));
      return config;
    };
  }

  @Test
  void aQuickStartTellsNone() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (Said said = new Said()) {
      Report report =
          new QuickStart(
                  new Scale(60, 20, 2, 2, 8, 8, 2, Duration.ofMinutes(1)),
                  new Screen(new PrintStream(printed, true, StandardCharsets.UTF_8)),
                  this::overheard)
              .run();
      assertThat(report.failure()).isEmpty();
      said.add("the report", ReportJson.write(report));
      said.add("the screen", printed.toString(StandardCharsets.UTF_8));
      assertThat(presharedKeys).hasSizeGreaterThan(5);
      assertThat(said.count("the log of ")).isGreaterThan(100);
      said.assertNoneOf(List.copyOf(presharedKeys));
    }
  }
}
