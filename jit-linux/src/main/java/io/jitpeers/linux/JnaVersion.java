package io.jitpeers.linux;

import com.sun.jna.Memory;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Checks the version of the JNA that is on the class path or the module path. */
final class JnaVersion {
  private JnaVersion() {}

  /**
   * Checks that memory can be freed ({@code Memory.close}, since JNA 5.12): with an older JNA every
   * close would fail with a {@link NoSuchMethodError}, long after the start.
   *
   * @throws JnaFailure.TooOldError if it cannot, with the place of the JNA that is used
   */
  static void require() {
    if (!AutoCloseable.class.isAssignableFrom(Memory.class)) {
      @Nullable CodeSource source = Memory.class.getProtectionDomain().getCodeSource();
      throw new JnaFailure.TooOldError(
          "no Memory.close in " + (source == null ? "the runtime image" : source.getLocation()));
    }
  }
}
