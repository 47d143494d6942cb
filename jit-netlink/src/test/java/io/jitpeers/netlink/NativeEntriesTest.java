package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.JavaProcess;
import io.jitpeers.testing.RequiresLinux;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What each entry reports where JNA cannot be used: the first time and later. */
@RequiresLinux
class NativeEntriesTest {
  @TempDir Path folder;

  private static void assertSaid(JavaProcess process, String sentence) throws Exception {
    assertThat(process.run(NativeEntries.class))
        .hasSize(8)
        .allSatisfy(
            said ->
                assertThat(said)
                    .contains("calling native code through JNA: " + sentence)
                    .contains(" (JNA says: ")
                    .doesNotStartWith("calling")
                    .doesNotStartWith("RAW")
                    .doesNotContain("ENOSYS"));
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

  @Test
  void absentFromTheClassPath() throws Exception {
    assertSaid(
        new JavaProcess().without("jna-"), "JNA is not on the class path or module path; add ");
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
