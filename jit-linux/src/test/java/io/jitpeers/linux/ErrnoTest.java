package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import io.jitpeers.testing.RequiresLinux;
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
    assertThat(new SystemCallException("opening", "it", 999)).hasMessage("opening it: errno 999");
  }

  @Test
  void anExceptionSaysWhatWasDoneToWhatWhyNotAndWhatHelps() {
    SystemCallException plain = new SystemCallException("opening", "the door", Errno.EACCES);
    SystemCallException advised = plain.withAdvice("ring the bell");

    assertThat(plain).hasMessage("opening the door: EACCES (permission denied)");
    assertThat(advised).hasMessage("opening the door: EACCES (permission denied); ring the bell");
    assertThat(advised.operation()).isEqualTo("opening");
    assertThat(advised.subject()).isEqualTo("the door");
    assertThat(advised.errno()).isEqualTo(Errno.EACCES);
    assertThat(advised.advice()).isEqualTo("ring the bell");
  }
}
