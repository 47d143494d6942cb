package io.jitpeers.kerneltests.gateway.ways;

import java.util.List;

/** The ways in which a client gets its first reply. */
public enum Way {
  /** The lower bound: the peer is installed already, and no gateway runs. */
  RESIDENT("peer already installed, without gateway program (lower bound)"),
  /** The gateway reinjects a captured packet into the kernel. */
  REPLAY_PCAP("`replay`, pcap"),
  /** The gateway accepts a queued packet. */
  REPLAY_NFQUEUE("`replay`, nfqueue"),
  /** The gateway makes the kernel initiate. */
  INITIATE_BACK("`initiate-back`, pcap"),
  /** The client retries. */
  WAIT("`wait`, pcap");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  /** Returns the flags of a gateway that uses this way. */
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

  /** Returns whether a gateway runs. */
  public boolean hasGateway() {
    return this != RESIDENT;
  }

  /** Returns whether the firewall must queue initiations: {@link InitiationQueue}. */
  public boolean hasQueue() {
    return this == REPLAY_NFQUEUE;
  }

  /** Returns the name in README. */
  @Override
  public String toString() {
    return title;
  }
}
