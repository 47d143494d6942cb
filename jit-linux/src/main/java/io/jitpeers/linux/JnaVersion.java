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
   * <p>Then checks that JNA's class {@code Memory} has the method {@code close}, which frees native
   * memory. JNA has this method since version 5.12. Without the check, an older JNA would cause a
   * {@link NoSuchMethodError} only later, at the first call of the method.
   *
   * @throws JnaFailure.TooOldError if the method is missing; the message contains the location of
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
