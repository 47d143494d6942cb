package io.jitpeers.examples.gateway;

import io.jitpeers.examples.gateway.check.Machine;
import io.jitpeers.netlink.NetlinkPeerStoreProvider;
import io.jitpeers.netlink.NfqueuePacketSourceProvider;
import io.jitpeers.pcap.PcapPacketSourceProvider;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerStore;
import java.util.List;
import java.util.Map;

/**
 * Factories of the gateway's parts that use the kernel. Tests replace these factories.
 *
 * @param stores creates stores
 * @param packetSources providers of packet sources by name
 * @param machine the machine to check before parts are created
 * @param environment the environment variables; a service manager sets some of them to request
 *     notifications
 */
record GatewayParts(
    ComponentProvider<PeerStore> stores,
    List<ComponentProvider<PacketSource>> packetSources,
    Machine machine,
    Map<String, String> environment) {

  /** Returns the factories for this machine's kernel. */
  static GatewayParts kernel() {
    return new GatewayParts(
        new NetlinkPeerStoreProvider(),
        List.of(new PcapPacketSourceProvider(), new NfqueuePacketSourceProvider()),
        Machine.here(),
        System.getenv());
  }

  /**
   * Returns the packet source provider of the given name. The settings permit only the names of
   * existing providers.
   */
  ComponentProvider<PacketSource> packetSource(String name) {
    return packetSources.stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no packet source is named " + name));
  }
}
