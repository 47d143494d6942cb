package io.jitpeers.benchmarks.sections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jitpeers.benchmarks.figures.Effort;
import io.jitpeers.benchmarks.figures.Figure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireGuardGoTest {
  private static final WireGuardGo.Plan TINY = new WireGuardGo.Plan(0, 2, Duration.ofMillis(1));

  @TempDir Path folder;
  private Path sources;
  private final List<Figure> figures = new ArrayList<>();

  @BeforeEach
  void makeWorkspace() throws IOException {
    sources = Files.createDirectories(folder.resolve("src/golang.zx2c4.com/wireguard/device"));
  }

  @Test
  void needsTheCommandAndTheSources() throws IOException {
    assertThat(WireGuardGo.find(folder.toString(), folder)).isEmpty();

    WireGuardGo installed = compilerThatMakes("");

    assertThat(WireGuardGo.find(folder.toString(), folder)).contains(installed);
    Files.delete(sources);
    assertThat(WireGuardGo.find(folder.toString(), folder)).isEmpty();
  }

  @Test
  void readsTheSamplesOfEachRound() throws Exception {
    WireGuardGo wireGuardGo =
        compilerThatMakes(
            "echo sample x25519 30000.5; echo sample known 45000.0; echo sample allocated 6516.0;"
                + " echo sample x25519 29000.0; echo sample known 46000.0;"
                + " echo sample allocated 6500.0");

    wireGuardGo.report(TINY, "crypto", figures::add);

    assertThat(figures)
        .extracting(Figure::id)
        .containsExactly(
            "crypto.x25519.wireguard-go",
            "crypto.open.known.wireguard-go",
            "crypto.open.known.wireguard-go.allocated");
    assertThat(figures.get(0).rounds()).containsExactly(30_000.5, 29_000.0);
    assertThat(figures.get(1).rounds()).containsExactly(45_000.0, 46_000.0);
    assertThat(figures.get(1).yardstick()).contains("crypto.x25519.openssl");
    assertThat(figures.get(2).value()).isEqualTo(6_500.0);
  }

  @Test
  void failsIfAnInitiationIsRefused() throws IOException {
    WireGuardGo wireGuardGo = compilerThatMakes("echo refused by wireguard-go >&2; exit 1");

    assertThatThrownBy(() -> wireGuardGo.report(TINY, "crypto", figures::add))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused by wireguard-go");
    assertThat(figures).isEmpty();
  }

  @Test
  void isLeftOutWithAWarningIfItIsNotInstalled() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      CryptoSection.wireGuardGo(Optional.empty(), Effort.QUICK, figures::add);
    } finally {
      System.setErr(before);
    }

    assertThat(figures).isEmpty();
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("WARNING: ")
        .contains("golang-go", "golang-golang.zx2c4-wireguard-dev");
  }

  @Test
  void opensInitiations() throws Exception {
    Optional<WireGuardGo> installed =
        WireGuardGo.find(Objects.requireNonNullElse(System.getenv("PATH"), ""), WireGuardGo.DEBIAN);
    assumeThat(installed).as("Go and wireguard-go's sources").isPresent();

    installed.orElseThrow().report(TINY, "crypto", figures::add);

    assertThat(figures).hasSize(3);
    assertThat(figures).allMatch(figure -> figure.rounds().size() == 2 && figure.value() > 0);
  }

  /** Installs a command {@code go} whose programs consist of one line of shell script. */
  private WireGuardGo compilerThatMakes(String script) throws IOException {
    Path program = Files.writeString(folder.resolve("made"), "#!/bin/sh\n" + script + "\n");
    Path go = folder.resolve("go");
    // The fourth argument is the source: build -o PROGRAM SOURCE.
    Files.writeString(
        go, "#!/bin/sh\ntest -s \"$4\" && cp " + program + " \"$3\" && chmod +x \"$3\"\n");
    assertThat(go.toFile().setExecutable(true)).isTrue();
    return new WireGuardGo(go, folder);
  }
}
