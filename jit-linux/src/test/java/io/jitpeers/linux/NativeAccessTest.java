package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sentences. {@link NativeAccessProcessTest} has the errors of real JVMs. */
class NativeAccessTest {
  private static SystemCallException explain(Throwable failure) {
    return JnaFailure.explain(failure);
  }

  /** As a JVM reports it when the class is used again. */
  private static Error again(String first) {
    Error again = new NoClassDefFoundError("Could not initialize class com.sun.jna.Native");
    again.initCause(
        new ExceptionInInitializerError("Exception " + first + " [in thread \"main\"]"));
    return again;
  }

  @Test
  void saysThatItIsOfLinux() {
    assertThatThrownBy(() -> NativeAccess.requireLinux("Mac OS X"))
        .isInstanceOf(SystemCallException.class)
        .hasMessage(
            "calling native code: this machine runs Mac OS X; jit-linux, jit-netlink and the live"
                + " captures of jit-pcap run on Linux only");
    assertThatCode(() -> NativeAccess.requireLinux("Linux")).doesNotThrowAnyException();
  }

  /** Seen on a tmpfs mounted noexec, with JDK 17 and glibc 2.36. */
  @Test
  void advisesAnotherFolderWhereTheLibraryMayNotBeExecuted() {
    UnsatisfiedLinkError cause =
        new UnsatisfiedLinkError(
            "/noexec/jna1.tmp: /noexec/jna1.tmp: failed to map segment from shared object");
    String sentence =
        "calling native code through JNA: its library may not be executed in the folder for"
            + " temporary files, which may be mounted noexec; name a folder that permits execution"
            + " with -Djna.tmpdir (JNA says: /noexec/jna1.tmp: /noexec/jna1.tmp: failed to map"
            + " segment from shared object)";
    assertThat(explain(cause)).hasMessage(sentence).hasCause(cause);
    assertThat(explain(again("java.lang.UnsatisfiedLinkError: " + cause.getMessage())))
        .as("what a JVM says the second time")
        .hasMessage(sentence);
  }

  /** With JDK 25; the exception is of every JDK. */
  @Test
  void advisesToEnableNativeAccessWhereItIsDenied() {
    IllegalCallerException ofClassPath =
        new IllegalCallerException(
            "Illegal native access from an unnamed module (file:/lib/jna-5.19.1.jar)");
    String sentence =
        "calling native code through JNA: this JVM denies native access to the class path, which"
            + " JNA is on; start java with --enable-native-access=ALL-UNNAMED, or put"
            + " Enable-Native-Access: ALL-UNNAMED into the manifest of the jar that java -jar"
            + " starts (JNA says: Illegal native access from an unnamed module"
            + " (file:/lib/jna-5.19.1.jar))";
    assertThat(explain(new ExceptionInInitializerError(ofClassPath))).hasMessage(sentence);
    assertThat(explain(again("java.lang.IllegalCallerException: " + ofClassPath.getMessage())))
        .hasMessage(sentence);

    IllegalCallerException ofModule =
        new IllegalCallerException(
            "Illegal native access from module com.sun.jna (file:/lib/jna-5.19.1.jar)");
    assertThat(explain(new ExceptionInInitializerError(ofModule)))
        .hasMessageContaining("denies native access to the module com.sun.jna;")
        .hasMessageContaining("--enable-native-access=com.sun.jna (");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Failed to create temporary file for /com/sun/jna/linux-x86-64/libjnidispatch.so library:"
            + " Permission denied | make that folder writable",
        "Failed to create temporary file for /com/sun/jna/linux-x86-64/libjnidispatch.so library:"
            + " No space left on device | free space there",
        "Native library (com/sun/jna/linux-sparc64/libjnidispatch.so) not found in resource path"
            + " (a.jar) | its jar has no library for linux-sparc64",
        "Could not find JNA native support | -Djna.nounpack",
        "Unable to locate JNA native support library | -Djna.noclasspath",
        "Error looking up function 'setns': libc.so: undefined symbol: setns"
            + " | this system's C library has no function setns",
        "something new | JNA cannot be loaded",
      })
  void tellsCausesApart(String report, String sentence) {
    assertThat(explain(new UnsatisfiedLinkError(report)))
        .hasMessageContaining(sentence)
        .hasMessageEndingWith("(JNA says: " + report + ")");
    assertThat(explain(again("java.lang.UnsatisfiedLinkError: " + report)))
        .hasMessageContaining(sentence)
        .hasMessageEndingWith("(JNA says: " + report + ")");
  }

  /** As musl 1.2.3 words it. */
  @Test
  void advisesAnotherLibraryWhereTheCLibraryIsAnotherOne() {
    for (String report :
        List.of(
            "/tmp/jna1.tmp: Error relocating /tmp/jna1.tmp: __strdup: symbol not found",
            "/tmp/jna1.tmp: Error loading shared library ld-linux.so.2: No such file or directory"
                + " (needed by /tmp/jna1.tmp)")) {
      assertThat(explain(new UnsatisfiedLinkError(report)))
          .hasMessage(
              "calling native code through JNA: its library does not work with this system's C"
                  + " library, musl; install the one of this system (Alpine: apk add"
                  + " java-jna-native), and name its folder: -Djna.boot.library.path=/usr/lib (JNA"
                  + " says: "
                  + report
                  + ")");
    }
    assertThat(
            explain(
                new UnsatisfiedLinkError(
                    "Error loading shared library /noexec/jna1.tmp: Operation not permitted")))
        .hasMessageContaining("may be mounted noexec; name a folder that permits execution");
  }

  @Test
  void namesAllFilesThatWereTriedForTheCLibrary() {
    List<String> names = List.of("libjitpeers-absent.so.6", "jitpeers-absent");
    assertThatThrownBy(() -> NativeAccess.load(() -> SharedLibrary.open(names, Map.of())))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining(
            "this system's C library cannot be loaded as libjitpeers-absent.so.6, jitpeers-absent;"
                + " run on a system with glibc (such as Debian) or musl (such as Alpine), or")
        .hasMessageContaining("(JNA says: cannot be loaded as libjitpeers-absent.so.6,");
  }

  /** JNA throws this as a bare Error, with line breaks. */
  @Test
  void tellsOfALibraryOfAnotherVersion() {
    Error clash =
        new Error(
            """


            There is an incompatible JNA native library installed on this system
            Expected: 7.0.4
            Found:    6.1.1
            (at /usr/lib/jni/libjnidispatch.so).
            """);
    assertThatThrownBy(
            () ->
                NativeAccess.load(
                    () -> {
                      throw clash;
                    }))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("a native library of another JNA version")
        .hasMessageEndingWith(
            "(JNA says: There is an incompatible JNA native library installed on this system"
                + " Expected: 7.0.4 Found: 6.1.1 (at /usr/lib/jni/libjnidispatch.so).)");
  }

  @Test
  void doesNotTakeAnExhaustedHeapForAFaultOfJna() {
    OutOfMemoryError exhausted = new OutOfMemoryError("Java heap space");
    assertThatThrownBy(
            () ->
                NativeAccess.load(
                    () -> {
                      throw exhausted;
                    }))
        .isSameAs(exhausted);
  }
}
