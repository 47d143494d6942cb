package io.jitpeers.kerneltests.gateway.ways;

import java.util.List;

/** How a client comes to its first reply. */
public enum Way {
  /** The limit: the peer is there already, and there is no gateway. */
  RESIDENT("peer already installed: the limit"),
  /** The gateway gives a captured packet to the kernel again. */
  REPLAY_PCAP("`replay`, pcap"),
  /** The gateway lets a held packet go on. */
  REPLAY_NFQUEUE("`replay`, nfqueue"),
  /** The gateway has the kernel initiate. */
  INITIATE_BACK("`initiate-back`, pcap"),
  /** The client tries again. */
  WAIT("`wait`, pcap");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  /** Those of a gateway that helps in this way. */
  public List<String> flags() {
    return switch (this) {
      case RESIDENT -> List.of();
      case REPLAY_PCAP -> List.of("--source", "pcap");
      case REPLAY_NFQUEUE ->
          List.of("--source", "nfqueue", "--queue", Integer.toString(InitiationQueue.NUMBER));
      case INITIATE_BACK -> List.of("--source", "pcap", "--first-packet", "initiate-back");
      case WAIT -> List.of("--source", "pcap", "--first-packet", "wait");
    };
  }

  /** Whether a gateway runs. */
  public boolean hasGateway() {
    return this != RESIDENT;
  }

  /** Whether the firewall has to queue initiations: {@link InitiationQueue}. */
  public boolean hasQueue() {
    return this == REPLAY_NFQUEUE;
  }

  /** As README calls it. */
  @Override
  public String toString() {
    return title;
  }
}
