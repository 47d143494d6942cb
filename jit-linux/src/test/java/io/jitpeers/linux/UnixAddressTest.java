package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testing.RequiresLinux;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixAddressTest {
  @TempDir private Path folder;

  private static void assertDatagramArrives(String name) throws Exception {
    try (SystemSocket receiver = open();
        SystemSocket sender = open()) {
      receiver.bind(UnixAddress.of(name));
      ByteBuffer sent = ByteBuffer.allocateDirect(5);
      sent.put("hello".getBytes(StandardCharsets.US_ASCII)).flip();
      sender.sendTo(sent, UnixAddress.of(name));
      ByteBuffer received = ByteBuffer.allocateDirect(64);
      int length = receiver.receiveFrom(received, ByteBuffer.allocateDirect(128));
      byte[] text = new byte[length];
      received.get(text);
      assertThat(text).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
    }
  }

  private static SystemSocket open() throws SystemCallException {
    return SystemSocket.open("the test's socket", SystemSocket.AF_UNIX, SystemSocket.SOCK_DGRAM, 0);
  }

  @Test
  @RequiresLinux
  void aPathIsAnAddress() throws Exception {
    assertDatagramArrives(folder.resolve("socket").toString());
  }

  @Test
  @RequiresLinux
  void soIsAnAbstractName() throws Exception {
    assertDatagramArrives("@jit-peers-test-" + ProcessHandle.current().pid());
  }

  @Test
  @RequiresLinux
  void theLongestNamesFit() throws Exception {
    // Other processes may run this test at the same time.
    String unique = ProcessHandle.current().pid() + "-";
    assertDatagramArrives("@" + unique + "a".repeat(106 - unique.length()));
    assertThat(UnixAddress.of("/" + "a".repeat(106)).remaining()).isEqualTo(110);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "relative", "/with\0end"})
  void othersAreRefused(String name) {
    assertThatThrownBy(() -> UnixAddress.of(name))
        .isInstanceOfSatisfying(
            SystemCallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }

  @Test
  void soIsWhatIsTooLong() {
    assertThatThrownBy(() -> UnixAddress.of("/" + "a".repeat(107)))
        .isInstanceOf(SystemCallException.class);
  }
}
