package io.jitpeers.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks with compilers what the native code needs from the C libraries glibc and musl. */
@Timeout(3600)
class NativePlatformsIT {
  private static final Path ROOT = Path.of(System.getProperty("packaging.root"));
  private static final Path LAYOUTS = Path.of("jit-pcap/src/test/resources/layouts");
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private static Path folder;

  @BeforeAll
  static void check() throws Exception {
    folder = Files.createDirectories(Path.of(System.getProperty("packaging.folder"), "platforms"));
    boolean possible = Machine.isDebianWithRoot() && System.getProperty("os.arch").equals("amd64");
    assumeTrue(
        possible || Machine.isCi(),
        "NOT TESTED: musl and the layouts of C, which needs Debian on x86-64, and root");
  }

  /** JNA's library loads, and its calls reach the C library, which has every function. */
  @Test
  void muslHasWhatIsCalledThroughJna() throws Exception {
    Path library = folder.resolve("libjnidispatch.so");
    try (InputStream in =
        getClass().getResourceAsStream("/com/sun/jna/linux-x86-64/libjnidispatch.so")) {
      Files.write(library, in.readAllBytes());
    }
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("packaging-tests/src/platforms/musl").toString());
    command.add(folder.toString());
    command.add(library.toString());
    command.addAll(functions("io.jitpeers.linux.LibC"));
    command.addAll(functions("io.jitpeers.pcap.internal.libpcap.StdIo"));
    String output = Command.run(ROOT, folder.resolve("musl.log"), LIMIT, command).succeeded();
    assertThat(output)
        .contains("ok: setns", "ok: fmemopen", "ok: a call through JNA's libffi")
        .contains("ok: batches of frames in memory");
    // JNA calls it only for callbacks on named native threads, which JIT Peers does not have.
    assertThat(output.lines().filter(line -> line.startsWith("missing: ")))
        .isSubsetOf("missing: __strdup");
  }

  private static List<String> functions(String type) throws Exception {
    List<String> names =
        Arrays.stream(
                Class.forName(type, false, NativePlatformsIT.class.getClassLoader())
                    .getDeclaredMethods())
            .filter(method -> Modifier.isNative(method.getModifiers()))
            .map(Method::getName)
            .distinct()
            .toList();
    assertThat(names).as(type).isNotEmpty();
    return names;
  }

  /** The measured values in the sources, with which a unit test compares those in Java. */
  @Test
  void theMeasuredLayoutsAreCurrent() throws Exception {
    Path measured = Files.createDirectories(folder.resolve("layouts"));
    String script = ROOT.resolve("jit-pcap/src/test/layouts/measure").toString();
    Command.run(ROOT, folder.resolve("layouts.log"), LIMIT, List.of(script, measured.toString()))
        .succeeded();
    for (String library : List.of("glibc", "musl")) {
      for (String processor : List.of("x86_64", "aarch64")) {
        String name = String.format(Locale.ROOT, "%s-%s.txt", library, processor);
        assertThat(measured.resolve(name))
            .hasSameTextualContentAs(ROOT.resolve(LAYOUTS).resolve(name));
      }
    }
  }
}
