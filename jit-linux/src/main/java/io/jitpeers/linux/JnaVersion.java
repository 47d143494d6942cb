package io.jitpeers.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Checks that JNA itself can be used: that its library loads, and that it is not too old. */
final class JnaVersion {
  private JnaVersion() {}

  /**
   * Loads JNA's native library, by itself: if another class's initialization did, the JVM would
   * report the cause once only, and that class as the failure afterwards.
   *
   * <p>Then checks that memory can be freed ({@code Memory.close}, since JNA 5.12): with an older
   * JNA every close would fail with a {@link NoSuchMethodError}, long after the start.
   *
   * @throws JnaFailure.TooOldError if it cannot, with the place of the JNA that is used
   */
  static void require() {
    if (Native.POINTER_SIZE == 0 || !AutoCloseable.class.isAssignableFrom(Memory.class)) {
      @Nullable CodeSource source = Memory.class.getProtectionDomain().getCodeSource();
      throw new JnaFailure.TooOldError(
          "no Memory.close in " + (source == null ? "the runtime image" : source.getLocation()));
    }
  }
}
