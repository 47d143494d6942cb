package io.jitpeers.pcap.internal.libpcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.jitpeers.linux.SharedLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The binding of the C library's streams ({@code stdio.h}) with JNA's direct mapping. */
final class StdIo {
  private static final Logger log = LoggerFactory.getLogger(StdIo.class);

  /** {@code FSETLOCKING_BYCALLER} of {@code stdio_ext.h}. */
  private static final int LOCKING_BY_CALLER = 2;

  private static final NativeLibrary LIBRARY = SharedLibrary.openC();

  static {
    Native.register(StdIo.class, LIBRARY);
  }

  private StdIo() {}

  // FILE *fmemopen(void *buf, size_t size, const char *mode);
  static native Pointer fmemopen(Pointer buffer, long size, String mode) throws LastErrorException;

  // void rewind(FILE *stream);
  static native void rewind(Pointer stream);

  /**
   * Disables the locks of a stream with {@code int __fsetlocking(FILE *fp, int type)}. The locks
   * cost more time than the processing of a frame. Without the locks, the caller must ensure that
   * only one thread at a time uses the stream. Has no effect if the C library has no such function,
   * or if the library's function does nothing, as in musl.
   */
  static void doWithoutLocks(Pointer stream) {
    try {
      var unused =
          LIBRARY.getFunction("__fsetlocking").invokeInt(new Object[] {stream, LOCKING_BY_CALLER});
    } catch (UnsatisfiedLinkError e) {
      log.debug("the locks of stdio streams cannot be disabled: {}", e.getMessage());
    }
  }
}
