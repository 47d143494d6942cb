package io.jitpeers.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.wireguard.InitiationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each benchmark's methods run, and do the work that is measured. */
class BenchmarksTest {

  @ParameterizedTest
  @ValueSource(ints = {16, 256})
  void mac1RejectRefusesEveryDatagram(int size) {
    Mac1RejectBenchmark.Flood flood = new Mac1RejectBenchmark.Flood();
    flood.makeDatagrams();
    Mac1RejectBenchmark.Batch batch = new Mac1RejectBenchmark.Batch();
    batch.size = size;
    batch.makeArrays();
    Mac1RejectBenchmark benchmark = new Mac1RejectBenchmark();

    assertThat(benchmark.oneByOne(flood)).isEqualTo(Mac1RejectBenchmark.DATAGRAMS);
    assertThat(benchmark.together(flood, batch)).isEqualTo(Mac1RejectBenchmark.DATAGRAMS);
  }

  @Test
  void openInitiationOpensIt() {
    OpenInitiationBenchmark benchmark = new OpenInitiationBenchmark();
    benchmark.makeInitiation();
    assertThat(benchmark.knownKey()).isInstanceOf(InitiationResult.Opened.class);
    assertThat(benchmark.newKey()).isInstanceOf(InitiationResult.Opened.class);
    assertThat(benchmark.bareX25519()).isTrue();
  }

  @Test
  void frameRejectRefusesEveryFrame() {
    FrameRejectBenchmark benchmark = new FrameRejectBenchmark();
    benchmark.makeFrames();
    assertThat(benchmark.decodeAndReject()).isEqualTo(FrameRejectBenchmark.FRAMES);
  }

  @Test
  @RequiresLibPcap
  void captureFileRefusesEveryFrame() throws Exception {
    CaptureFileBenchmark benchmark = new CaptureFileBenchmark();
    benchmark.frames = 1_000;
    benchmark.writeFile();
    try {
      assertThat(benchmark.jitPeers()).isEqualTo(1_000);
    } finally {
      benchmark.deleteFile();
    }
  }
}
