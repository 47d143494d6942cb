package io.jitpeers.netlink.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.netlink.internal.codec.Errno;
import io.jitpeers.netlink.internal.connection.Failures;
import org.junit.jupiter.api.Test;

class NativeAccessTest {
  @Test
  void saysThatNetlinkIsOfLinux() {
    assertThatThrownBy(() -> NativeAccess.requireLinux("Mac OS X"))
        .isInstanceOfSatisfying(
            ErrnoException.class,
            e ->
                assertThat(Failures.of("listing wg0", e))
                    .hasMessage(
                        "listing wg0: netlink is a part of Linux, and this is Mac OS X:"
                            + " EAFNOSUPPORT (address family not supported)"));
    assertThatCode(() -> NativeAccess.requireLinux("Linux")).doesNotThrowAnyException();
  }

  @Test
  void saysWhatToDoIfJnaCannotBeLoaded() {
    UnsatisfiedLinkError cause = new UnsatisfiedLinkError("/tmp/jna: failed to map segment");
    assertThatThrownBy(
            () ->
                NativeAccess.load(
                    () -> {
                      throw cause;
                    }))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOSYS))
        .hasMessageContaining("-Djna.tmpdir")
        .hasCause(cause);
  }
}
