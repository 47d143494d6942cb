package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.JavaProcess;
import io.jitpeers.testing.RequiresLinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** What other JVMs report in which JNA cannot be used, for every entry and both times. */
@RequiresLinux
class NativeAccessProcessTest {
  private static final String JNA = "calling native code through JNA: ";

  @TempDir Path folder;

  private static void assertSaid(JavaProcess process, String reason, String remedy, String said)
      throws Exception {
    List<String> lines = process.run(NativeAccessProbe.class);
    assertThat(lines).hasSize(8);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches("(poller|socket|namespace|netlink) " + JNA + ".*")
                    .contains(JNA + reason)
                    .contains("; " + remedy)
                    .contains("(JNA says: " + said));
    // The first use and later ones report the same, although the JVM's errors differ.
    assertThat(lines.stream().map(line -> line.substring(line.indexOf(' '))).distinct()).hasSize(1);
  }

  @Test
  void folderForTemporaryFilesThatCannotBeWritten() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertSaid(
        new JavaProcess().with("-Djna.tmpdir=" + file),
        "its library cannot be unpacked into the folder for temporary files",
        "make that folder writable",
        "Failed to create temporary file");
  }

  @Test
  void unpackingForbidden() throws Exception {
    assertSaid(
        new JavaProcess().with("-Djna.nosys=true", "-Djna.nounpack=true"),
        "it may not unpack its library, and finds none installed",
        "do not set -Djna.nounpack=true",
        "Could not find JNA native support)");
    assertSaid(
        new JavaProcess().with("-Djna.noclasspath=true"),
        "it may not unpack its library, and finds none installed",
        "do not set -Djna.nounpack=true and -Djna.noclasspath=true",
        "Unable to locate JNA native support library)");
  }

  @Test
  void architectureWithoutLibrary() throws Exception {
    assertSaid(
        new JavaProcess().with("-Dos.arch=sparc64"),
        "its jar has no library for linux-sparc64",
        "run on an architecture that JNA supports",
        "Native library (com/sun/jna/linux-sparc64/libjnidispatch.so) not found");
  }

  /** Sockets and pollers are opened by classes that ask before these are linked. */
  @Test
  void absentFromTheClassPath() throws Exception {
    assertThat(new JavaProcess().without("jna-").run(NativeAccessProbe.class))
        .filteredOn(line -> line.startsWith("n"))
        .hasSize(4)
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches(
                        "(namespace|netlink) "
                            + JNA
                            + "JNA is not on the class path or module path; add"
                            + " net.java.dev.jna:jna-jpms \\(JNA says: com.sun.jna.*"));
  }

  /** JNA before 5.12, which another dependency may bring: memory cannot be closed. */
  @Test
  void tooOldVersion() throws Exception {
    Path source = folder.resolve("Memory.java");
    Files.writeString(
        source,
        "package com.sun.jna; public class Memory extends Pointer { Memory() { super(0); } }");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(failed).isZero();
    assertSaid(
        new JavaProcess().first(folder),
        "the JNA on the class path is older than 5.12",
        "another dependency may bring it; exclude that older net.java.dev.jna:jna, because"
            + " net.java.dev.jna:jna-jpms has the same classes ",
        "no Memory.close in file:");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "older JDKs have no such option")
  void nativeAccessDeniedToTheClassPath() throws Exception {
    assertSaid(
        new JavaProcess().with("--illegal-native-access=deny"),
        "this JVM denies native access to the class path, which JNA is on",
        "start java with --enable-native-access=ALL-UNNAMED, or put",
        "Illegal native access from an unnamed module");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "older JDKs have no such option")
  void whatTheAdviceSaysHelps() throws Exception {
    assertThat(
            new JavaProcess()
                .with("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED")
                .run(NativeAccessProbe.class))
        .hasSize(8)
        .allSatisfy(line -> assertThat(line).endsWith(" opened true"));
  }

  @Test
  void everythingOpensWhereNothingIsWrong() throws Exception {
    assertThat(new JavaProcess().without("nothing").run(NativeAccessProbe.class))
        .filteredOn(line -> line.endsWith(" opened true"))
        .hasSizeGreaterThanOrEqualTo(6);
  }
}
