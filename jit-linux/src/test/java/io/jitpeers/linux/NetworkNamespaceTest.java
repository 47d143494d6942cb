package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testing.RequiresLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that need no privileges; entering is tested on a real kernel. */
@RequiresLinux
class NetworkNamespaceTest {
  private static final NetworkNamespace MISSING = namespace("jitpeers-none");

  private static NetworkNamespace namespace(String nameOrPath) {
    return NetworkNamespace.of(nameOrPath, Capability.CAP_NET_RAW);
  }

  @Test
  void theCallersOwnIsOpenedInOnItsOwnThread() throws Exception {
    assertThat(NetworkNamespace.callIn(null, Thread::currentThread))
        .isSameAs(Thread.currentThread());
  }

  @Test
  void whatTheOpeningThrowsComesThrough() {
    IOException failure = new IOException("no");
    assertThatThrownBy(
            () ->
                NetworkNamespace.callIn(
                    null,
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void namesTheNamespaceThatIsMissing() {
    assertThatThrownBy(() -> NetworkNamespace.callIn(MISSING, () -> 1))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("opening the network namespace /run/netns/jitpeers-none: ENOENT")
        .hasMessageContaining("ip netns list");
  }

  @Test
  void namesTheFileThatIsNoNamespace(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> NetworkNamespace.callIn(namespace(file.toString()), () -> 1))
        .isInstanceOf(SystemCallException.class)
        .hasMessageContaining("entering the network namespace " + file + ": EINVAL")
        .hasMessageContaining("not a network namespace");
  }

  @Test
  void whatIsThereAndIsNoNamespaceIsRefusedBeforeItIsUsed(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(file.toString(), file + " is a file of another kind");
    assertRefused(folder.toString(), folder + " is a folder");
    assertRefused("/proc/self/ns/mnt", "/proc/self/ns/mnt is a namespace of the kind mnt, not net");
    assertRefused("a\0b", "no file can have such a name");
    assertRefused(" ", "not blank");
  }

  private static void assertRefused(String nameOrPath, String reason) {
    assertThatThrownBy(() -> NetworkNamespace.checked(nameOrPath))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsANamespaceOrNotThereYetIsTaken(@TempDir Path folder) throws Exception {
    assertThat(NetworkNamespace.checked("/proc/self/ns/net")).isEqualTo("/proc/self/ns/net");
    assertThat(NetworkNamespace.checked("jitpeers-none")).isEqualTo("jitpeers-none");
    Path link = Files.createSymbolicLink(folder.resolve("own"), Path.of("/proc/self/ns/net"));
    assertThat(NetworkNamespace.checked(link.toString())).isEqualTo(link.toString());
  }

  @Test
  void anInterruptIsKeptForTheCaller() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> NetworkNamespace.callIn(MISSING, () -> 1))
        .isInstanceOf(SystemCallException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aNameIsOneOfIpNetns() {
    assertThat(namespace("tunnels").path()).isEqualTo("/run/netns/tunnels");
    assertThat(namespace("/proc/1/ns/net").path()).isEqualTo("/proc/1/ns/net");
    assertThatThrownBy(() -> namespace(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not blank");
  }
}
