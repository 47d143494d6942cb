package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NativeAccessTest {
  @Test
  void saysThatItIsOfLinux() {
    assertThatThrownBy(() -> NativeAccess.requireLinux("Mac OS X"))
        .isInstanceOf(SystemCallException.class)
        .hasMessage(
            "making system calls of Linux on Mac OS X: EOPNOTSUPP (operation not supported)");
    assertThatCode(() -> NativeAccess.requireLinux("Linux")).doesNotThrowAnyException();
  }

  @Test
  void tellsWhatWasWrongAtFirst() {
    Error again = new NoClassDefFoundError("Could not initialize class com.sun.jna.Native");
    again.initCause(new ExceptionInInitializerError(new UnsatisfiedLinkError("no such file")));
    assertThatThrownBy(
            () ->
                NativeAccess.load(
                    () -> {
                      throw again;
                    }))
        .hasMessageContaining("(JNA says: no such file)");
  }

  @Test
  void saysWhatToDoIfJnaCannotBeLoaded() {
    UnsatisfiedLinkError cause = new UnsatisfiedLinkError("failed to map segment");
    assertThatThrownBy(
            () ->
                NativeAccess.load(
                    () -> {
                      throw cause;
                    }))
        .isInstanceOf(SystemCallException.class)
        .hasMessageStartingWith("loading JNA's own library: ENOSYS")
        .hasMessageContaining("-Djna.tmpdir (JNA says: failed to map segment)")
        .hasCause(cause);
  }
}
