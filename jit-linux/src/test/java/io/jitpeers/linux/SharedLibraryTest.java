package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.jitpeers.testing.RequiresLinux;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedLibraryTest {
  private static final String ABSENT = "libjitpeers-absent.so.1";

  @Test
  void opensTheFirstThatCanBeLoaded() {
    NativeLibrary opened =
        SharedLibrary.open(List.of(ABSENT, Platform.C_LIBRARY_NAME, "other"), Map.of());
    assertThat(opened.getFunction("getpid").invokeInt(new Object[0]))
        .isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void namesAllThatWereTriedAndWhyTheFirstFailed() {
    assertThatThrownBy(() -> SharedLibrary.open(List.of(ABSENT, "jitpeers-absent"), Map.of()))
        .isInstanceOf(SharedLibrary.MissingError.class)
        .hasMessageStartingWith(
            "cannot be loaded as "
                + ABSENT
                + ", jitpeers-absent: Unable to load library '"
                + ABSENT
                + "': ");
  }

  /** Here on glibc; packaging-tests has the same names on musl. */
  @Test
  @RequiresLinux
  void opensTheCLibraryByItsFileWithoutASearch() {
    assertThat(SharedLibrary.openC()).isSameAs(NativeLibrary.getInstance("libc.so.6"));
  }
}
