package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.pcap.PcapPacketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Captures that are opened and closed, each with a socket, a ring and a filter in the kernel. */
class PcapChurnKernelIT {
  private static final int CAPTURES = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void nothingStaysOfCapturesThatCameAndWent() throws Exception {
    try (Wire wire = Wire.create()) {
      // Descriptors that are opened once, and kept.
      openAndClose(wire, 10);
      long descriptors = descriptors();
      int threads = Thread.activeCount();

      openAndClose(wire, CAPTURES);

      assertThat(Await.until(PATIENCE, () -> descriptors() <= descriptors)).isTrue();
      assertThat(Await.until(PATIENCE, () -> Thread.activeCount() <= threads)).isTrue();
      // The first line contains the column names.
      assertThat(wire.gateway.run("cat", "/proc/net/packet").lines()).hasSize(1);
    }
  }

  private static void openAndClose(Wire wire, int times) {
    for (int i = 0; i < times; i++) {
      try (PcapPacketSource source = wire.source(Wire.DEVICE).build()) {
        source.start(packet -> {});
      }
    }
  }

  private static long descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
