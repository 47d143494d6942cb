package io.jitpeers.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.testing.OnLoader;
import io.jitpeers.testing.PluginJar;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a provider of this project is not found. */
class MissingProviderTest {
  private static final MissingProvider NETLINK =
      new MissingProvider("peer-store", "netlink", PeerStoreProvider.class);

  @TempDir Path folder;

  @Test
  void anArtifactThatIsNotThereIsToBeAdded() {
    assertThat(NETLINK.advice(List.of("memory")))
        .isEqualTo("add the artifact io.jitpeers:jit-netlink");
  }

  @Test
  void aModuleOnTheModulePathMayBeUnresolved() throws Exception {
    Path jar = new PluginJar(folder, "netlink.jar").module("module io.jitpeers.netlink {}").build();
    String before = System.getProperty("jdk.module.path");
    System.setProperty("jdk.module.path", jar.toString());
    try {
      assertThat(NETLINK.advice(List.of()))
          .isEqualTo(
              "its module io.jitpeers.netlink is on the module path, but was not resolved; start"
                  + " with --add-modules io.jitpeers.netlink, or require it; see docs/packaging.md");
      assertThat(
              new MissingProvider("packet-source", "pcap", PacketSourceProvider.class)
                  .advice(List.of()))
          .isEqualTo("add the artifact io.jitpeers:jit-pcap");
    } finally {
      if (before == null) {
        System.clearProperty("jdk.module.path");
      } else {
        System.setProperty("jdk.module.path", before);
      }
    }
  }

  @Test
  void aClassOfAnotherCopyOfTheLibraryIsSaidToBeOne() throws Exception {
    PluginJar other =
        new PluginJar(folder, "other.jar")
            .source(
                "io.jitpeers.netlink",
                "NetlinkPeerStoreProvider",
                "public class NetlinkPeerStoreProvider {}");
    try (URLClassLoader loader = other.load()) {
      assertThat(OnLoader.call(loader, () -> NETLINK.advice(List.of())))
          .startsWith(
              "its class io.jitpeers.netlink.NetlinkPeerStoreProvider in other.jar was found")
          .contains("another copy of the library");
    }
  }

  @Test
  void aClassThatCannotBeLoadedIsSaidToBeThere() throws Exception {
    PluginJar half =
        new PluginJar(folder, "half.jar")
            .source("Base", "public class Base {}")
            .source(
                "io.jitpeers.netlink",
                "NetlinkPeerStoreProvider",
                "public class NetlinkPeerStoreProvider extends plugin.Base {}")
            .without("Base");
    try (URLClassLoader loader = half.load()) {
      assertThat(OnLoader.call(loader, () -> NETLINK.advice(List.of())))
          .startsWith(
              "its class io.jitpeers.netlink.NetlinkPeerStoreProvider was found, but cannot")
          .contains("plugin/Base");
    }
  }

  @Test
  void everyProviderOfThisModuleIsInTheListOfOwnOnes() throws Exception {
    for (OwnProvider own :
        List.of(
            OwnProvider.find("packet-source", "udp").orElseThrow(),
            OwnProvider.find("peer-store", "memory").orElseThrow(),
            OwnProvider.find("eviction-policy", "idle").orElseThrow(),
            OwnProvider.find("eviction-policy", "expiry").orElseThrow(),
            OwnProvider.find("eviction-policy", "probation").orElseThrow(),
            OwnProvider.find("eviction-policy", "capacity").orElseThrow())) {
      Object provider = Class.forName(own.className()).getConstructor().newInstance();
      assertThat(((io.jitpeers.settings.ComponentProvider<?>) provider).name())
          .isEqualTo(own.name());
    }
  }
}
