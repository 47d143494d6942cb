package io.jitpeers.kerneltests.gateway.firstreply;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** How a client comes to its first reply. */
enum Way {
  /** The limit: the peer is there already, and there is no gateway. */
  RESIDENT("peer already installed: the limit", 9, ImmutableList.of()),
  REPLAY_PCAP("`replay`, pcap", 9, ImmutableList.of("--source", "pcap")),
  REPLAY_NFQUEUE("`replay`, nfqueue", 9, ImmutableList.of("--source", "nfqueue", "--queue", "7")),
  INITIATE_BACK(
      "`initiate-back`, pcap",
      9,
      ImmutableList.of("--source", "pcap", "--first-packet", "initiate-back")),
  WAIT("`wait`, pcap", 3, ImmutableList.of("--source", "pcap", "--first-packet", "wait"));

  private final String title;
  private final int clients;
  private final ImmutableList<String> flags;

  Way(String title, int clients, ImmutableList<String> flags) {
    this.title = title;
    this.clients = clients;
    this.flags = flags;
  }

  /** How many clients are measured under the same conditions. */
  int clients() {
    return clients;
  }

  /** Those of a gateway that helps in this way. */
  List<String> flags() {
    return flags;
  }

  boolean hasGateway() {
    return this != RESIDENT;
  }

  boolean isReplay() {
    return this == REPLAY_PCAP || this == REPLAY_NFQUEUE;
  }

  /** Whether the gateway's own time shows in the client's. */
  boolean isSoon() {
    return this != WAIT;
  }

  boolean hasQueue() {
    return this == REPLAY_NFQUEUE;
  }

  /** As the table calls it. */
  @Override
  public String toString() {
    return title;
  }
}
