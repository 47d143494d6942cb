package io.jitpeers.pcap.internal.libpcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.testing.JavaProcess;
import io.jitpeers.testing.RequiresLinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On other systems than Linux, capture files can be read; live captures are refused. */
@RequiresLinux
class ForeignSystemTest {
  private static final String REFUSED =
      "calling native code: this machine runs Mac OS X; jit-linux, jit-netlink and the live"
          + " captures of jit-pcap run on Linux only";

  @TempDir Path folder;

  /** A file header without frames: microseconds, version 2.4, snapshot length 65,535, Ethernet. */
  private List<String> run() throws Exception {
    byte[] header = HexFormat.of().parseHex("d4c3b2a1020004000000000000000000ffff000001000000");
    Path file = Files.write(folder.resolve("empty.pcap"), header);
    return new JavaProcess().run(ForeignSystem.class, file.toString());
  }

  @Test
  void onlyLiveCapturesNeedLinux() throws Exception {
    List<String> said = run();
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).isEqualTo("capturing on lo: " + REFUSED);
    assertThat(said.get(1)).doesNotContain("Linux only");
  }

  @Test
  @RequiresLibPcap
  void filesAreRead() throws Exception {
    assertThat(run()).hasSize(2).last().isEqualTo("read");
  }
}
