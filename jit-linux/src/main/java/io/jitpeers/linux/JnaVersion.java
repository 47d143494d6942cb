package io.jitpeers.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks that JNA itself is usable: its library can be loaded, and its version is recent enough.
 */
final class JnaVersion {
  private JnaVersion() {}

  /**
   * Loads JNA's native library in a step of its own. Otherwise the library would be loaded during
   * the initialization of another class. If loading then failed, the JVM would report the cause
   * only once. Afterwards it would report only that the other class cannot be initialized.
   *
   * <p>Then checks that memory can be freed ({@code Memory.close}, since JNA 5.12). With an older
   * JNA every close would fail with a {@link NoSuchMethodError}, long after the start.
   *
   * @throws JnaFailure.TooOldError if memory cannot be freed; the message contains the location of
   *     JNA
   */
  static void require() {
    if (Native.POINTER_SIZE == 0 || !AutoCloseable.class.isAssignableFrom(Memory.class)) {
      @Nullable CodeSource source = Memory.class.getProtectionDomain().getCodeSource();
      throw new JnaFailure.TooOldError(
          "no Memory.close in " + (source == null ? "the runtime image" : source.getLocation()));
    }
  }
}
