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
 * Who makes the parts that touch the kernel; tests have others.
 *
 * @param stores makes stores
 * @param packetSources make packet sources, each under its name
 * @param machine what is looked at before they are made
 * @param environment variables by which a service manager tells what it wants to know
 */
record GatewayParts(
    ComponentProvider<PeerStore> stores,
    List<ComponentProvider<PacketSource>> packetSources,
    Machine machine,
    Map<String, String> environment) {

  /** Those of this machine's kernel. */
  static GatewayParts kernel() {
    return new GatewayParts(
        new NetlinkPeerStoreProvider(),
        List.of(new PcapPacketSourceProvider(), new NfqueuePacketSourceProvider()),
        Machine.here(),
        System.getenv());
  }

  /** The packet source of a name that the settings let through. */
  ComponentProvider<PacketSource> packetSource(String name) {
    return packetSources.stream()
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no packet source is named " + name));
  }
}
