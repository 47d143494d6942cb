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
        .hasMessageContaining("-Djna.tmpdir")
        .hasCause(cause);
  }
}
