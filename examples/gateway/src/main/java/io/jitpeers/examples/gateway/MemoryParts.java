package io.jitpeers.examples.gateway;

import io.jitpeers.examples.gateway.check.Machine;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Creates in-memory parts of a gateway, which do not use the kernel. Settings choose the in-memory
 * store by the name {@code netlink} and the in-memory packet source by the name {@code pcap}. These
 * are the names of the parts that they replace.
 */
final class MemoryParts {
  private static final int PORT = 51820;

  private MemoryParts() {}

  static GatewayParts create() {
    return new GatewayParts(
        new Provider<>("netlink", MemoryParts::store),
        List.of(new Provider<>("pcap", MemoryParts::source)),
        Machine.here(),
        Map.of());
  }

  private record Provider<T>(String name, Function<Settings, T> factory)
      implements ComponentProvider<T> {
    @Override
    public T create(Settings settings) {
      return factory.apply(settings);
    }
  }

  private static PeerStore store(Settings settings) {
    return InMemoryPeerStore.builder()
        .name(settings.requiredText("interface"))
        .privateKey(PrivateKey.generate(new SecureRandom()))
        .listenPort(PORT)
        .build();
  }

  private static PacketSource source(Settings settings) {
    var unused = settings.requiredText("interface") + settings.requiredText("ports");
    return new DirectPacketSource();
  }
}
