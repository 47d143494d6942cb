package io.jitpeers.pcap.internal.libpcap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NoJnaTest {

  /**
   * As with a folder for temporary files that is mounted noexec: JNA's library cannot be loaded.
   */
  @Test
  void eachUseSaysWhatToDo() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djna.noclasspath=true",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                NoJnaProbe.class.getName(),
                "some.pcap")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    String reason =
        ": JNA cannot load its library; if the directory for temporary files is mounted noexec,"
            + " name another one with -Djna.tmpdir (JNA says: Unable to locate JNA native support"
            + " library)";
    assertThat(said.strip().lines())
        .containsExactly(
            "capturing on eth0" + reason,
            "reading the capture file some.pcap" + reason,
            "capturing on eth0" + reason,
            "reading the capture file some.pcap" + reason);
  }
}
