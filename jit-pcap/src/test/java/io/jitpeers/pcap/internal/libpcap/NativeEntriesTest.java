package io.jitpeers.pcap.internal.libpcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.JavaProcess;
import io.jitpeers.testing.RequiresLinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What each entry reports where JNA cannot be used: the first time and later. */
@RequiresLinux
class NativeEntriesTest {
  private static final List<String> OPERATIONS =
      List.of(
          "capturing on eth0: ",
          "reading the capture file some.pcap: ",
          "capturing on wg0: ",
          "compiling a capture filter: ",
          "",
          "");

  @TempDir Path folder;

  private static void assertSaid(JavaProcess process, String sentence) throws Exception {
    assertSaid(process, sentence, -1);
  }

  private static void assertSaid(JavaProcess process, String sentence, int withoutEntry)
      throws Exception {
    List<String> said = process.run(NativeEntries.class);
    assertThat(said).hasSize(2 * OPERATIONS.size());
    for (int i = 0; i < said.size(); i++) {
      if (i % OPERATIONS.size() == withoutEntry) {
        continue;
      }
      assertThat(said.get(i))
          .startsWith(
              OPERATIONS.get(i % OPERATIONS.size())
                  + "calling native code through JNA: "
                  + sentence)
          .contains(" (JNA says: ");
    }
  }

  @Test
  void folderForTemporaryFilesThatCannotBeWritten() throws Exception {
    assertSaid(
        new JavaProcess().with("-Djna.tmpdir=" + Files.createFile(folder.resolve("file"))),
        "its library cannot be unpacked into the folder for temporary files; make that folder"
            + " writable, free space there, or name another one with -Djna.tmpdir");
  }

  @Test
  void unpackingForbidden() throws Exception {
    assertSaid(
        new JavaProcess().with("-Djna.nosys=true", "-Djna.nounpack=true"),
        "it may not unpack its library, and finds none installed; ");
  }

  /** But for a filter without a capture, which only tests compile. */
  @Test
  void absentFromTheClassPath() throws Exception {
    assertSaid(
        new JavaProcess().without("jna-"), "JNA is not on the class path or module path; add ", 3);
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "older JDKs have no such option")
  void nativeAccessDenied() throws Exception {
    assertSaid(
        new JavaProcess().with("--illegal-native-access=deny"),
        "this JVM denies native access to the class path, which JNA is on; start java with"
            + " --enable-native-access=ALL-UNNAMED");
  }
}
