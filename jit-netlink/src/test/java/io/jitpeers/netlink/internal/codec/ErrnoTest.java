package io.jitpeers.netlink.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.jitpeers.netlink.internal.socket.ErrnoException;
import io.jitpeers.testkit.RequiresLinux;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  /** The C library of this machine. */
  public interface ErrorNames extends Library {
    // const char *strerrorname_np(int errnum);
    String strerrorname_np(int errno);
  }

  @Test
  @RequiresLinux
  void namesErrorsAsTheCLibraryDoes() throws Exception {
    assumeTrue(hasErrorNames(), "the C library is older than glibc 2.32, or another one");
    ErrorNames library = Native.load(Platform.C_LIBRARY_NAME, ErrorNames.class, Map.of());
    for (Field field : Errno.class.getFields()) {
      int errno = field.getInt(null);
      assertThat(field.getName()).isEqualTo(library.strerrorname_np(errno));
      assertThat(Errno.name(errno)).isEqualTo(field.getName());
      assertThat(Errno.describe(errno)).startsWith(field.getName() + " (").endsWith(")");
    }
  }

  private static boolean hasErrorNames() {
    try {
      return NativeLibrary.getInstance(Platform.C_LIBRARY_NAME).getFunction("strerrorname_np")
          != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  @Test
  void saysTheNumberOfAnErrorThatItDoesNotKnow() {
    assertThat(Errno.name(999)).isEqualTo("errno 999");
    assertThat(new ErrnoException("recvfrom", 999)).hasMessage("recvfrom: errno 999");
  }
}
