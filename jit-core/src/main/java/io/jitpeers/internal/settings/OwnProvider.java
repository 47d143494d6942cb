package io.jitpeers.internal.settings;

import java.util.List;
import java.util.Optional;

/**
 * Describes a provider of this project. If such a provider is not found, the error message can name
 * its artifact.
 *
 * @param kind the setting that chooses the provider
 * @param name the provider's name
 * @param artifact the Maven coordinates of the artifact that contains the provider
 * @param module the provider's Java module
 * @param className the name of the provider's class
 */
record OwnProvider(String kind, String name, String artifact, String module, String className) {
  private static final List<OwnProvider> ALL =
      List.of(
          of("config-source", "http", "http-pull", "http", "http.HttpPeerConfigSourceProvider"),
          crypto("conscrypt", "ConscryptProvider"),
          crypto("libcrypto", "LibCryptoProvider"),
          policy("capacity", "CapacityPolicyProvider"),
          policy("expiry", "ExpiryPolicyProvider"),
          policy("idle", "IdlePolicyProvider"),
          policy("probation", "ProbationPolicyProvider"),
          of("fleet", "redis", "fleet", "fleet", "fleet.RedisFleetProvider"),
          of("outbound-source", "pcap", "pcap", "pcap", "pcap.PcapOutboundSourceProvider"),
          of(
              "packet-source",
              "nfqueue",
              "netlink",
              "netlink",
              "netlink.NfqueuePacketSourceProvider"),
          of("packet-source", "pcap", "pcap", "pcap", "pcap.PcapPacketSourceProvider"),
          of("packet-source", "udp", "core", "core", "source.UdpPacketSourceProvider"),
          of("peer-store", "memory", "core", "core", "store.InMemoryPeerStoreProvider"),
          of("peer-store", "netlink", "netlink", "netlink", "netlink.NetlinkPeerStoreProvider"),
          of(
              "replay-store",
              "sqlite",
              "replay-sqlite",
              "replay.sqlite",
              "replay.sqlite.SqliteReplayStoreProvider"),
          of("transport-source", "pcap", "pcap", "pcap", "pcap.PcapTransportSourceProvider"));

  private static OwnProvider of(
      String kind, String name, String artifact, String module, String className) {
    return new OwnProvider(
        kind,
        name,
        "io.jitpeers:jit-" + artifact,
        "io.jitpeers." + module,
        "io.jitpeers." + className);
  }

  private static OwnProvider crypto(String name, String className) {
    return of(KeyAgreementSettings.KIND, name, "crypto", "crypto", "crypto." + className);
  }

  private static OwnProvider policy(String name, String className) {
    return of("eviction-policy", name, "core", "core", "internal.eviction." + className);
  }

  /** Returns the names of this project's providers of a kind. */
  static List<String> names(String kind) {
    return ALL.stream().filter(own -> own.kind.equals(kind)).map(OwnProvider::name).toList();
  }

  /** Finds the provider of this project that has the given kind and name. */
  static Optional<OwnProvider> find(String kind, String name) {
    return ALL.stream().filter(own -> own.kind.equals(kind) && own.name.equals(name)).findFirst();
  }
}
