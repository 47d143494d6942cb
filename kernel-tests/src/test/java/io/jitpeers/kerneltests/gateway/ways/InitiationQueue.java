package io.jitpeers.kerneltests.gateway.ways;

import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.support.NetNamespace;

/** The firewall rule that queues initiations for a gateway, as in docs/nfqueue.md. */
public final class InitiationQueue {
  /** The queue's number. */
  static final int NUMBER = 7;

  private static final String TABLE = "jit";

  private final NetNamespace where;

  private InitiationQueue(NetNamespace where) {
    this.where = where;
  }

  /** Adds the rule, which stays until it is removed. */
  public static InitiationQueue add(NetNamespace where, GatewayInterface wg) {
    where.run("nft", "add", "table", "inet", TABLE);
    where.run("nft", "add chain inet jit input { type filter hook input priority 10; }");
    where.run(
        "nft",
        "add rule inet jit input udp dport "
            + wg.port()
            + " udp length 156 @th,64,32 0x01000000 queue flags bypass to "
            + NUMBER);
    return new InitiationQueue(where);
  }

  /** Removes the rule. */
  public void remove() {
    where.run("nft", "delete", "table", "inet", TABLE);
  }
}
