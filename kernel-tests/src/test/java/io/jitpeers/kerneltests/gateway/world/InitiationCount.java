package io.jitpeers.kerneltests.gateway.world;

import io.jitpeers.kerneltests.support.NetNamespace;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the initiations in a namespace of clients with its firewall, in both directions. */
public final class InitiationCount implements AutoCloseable {
  private static final String TABLE = "count";
  private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");
  private static final String INITIATION = " udp length 156 @th,64,32 0x01000000 counter";

  private final NetNamespace where;

  private InitiationCount(NetNamespace where) {
    this.where = where;
  }

  /** Starts to count the handshakes of a site's clients. */
  public static InitiationCount start(Site site, GatewayInterface wg) {
    return start(site.namespace(), wg);
  }

  /** Starts to count the handshakes of the clients in a namespace. */
  public static InitiationCount start(NetNamespace where, GatewayInterface wg) {
    where.run("nft", "add", "table", "inet", TABLE);
    for (String direction : new String[] {"output", "input"}) {
      where.run(
          "nft",
          "add chain inet count "
              + direction
              + " { type filter hook "
              + direction
              + " priority 0; }");
    }
    where.run("nft", "add rule inet count output udp dport " + wg.port() + INITIATION);
    where.run("nft", "add rule inet count input udp sport " + wg.port() + INITIATION);
    return new InitiationCount(where);
  }

  /** Returns how many initiations clients have sent. */
  public int ofClients() {
    return count("output");
  }

  /** Returns how many initiations clients have received from the gateway. */
  public int ofGateway() {
    return count("input");
  }

  private int count(String chain) {
    Matcher counter = PACKETS.matcher(where.run("nft", "list chain inet count " + chain));
    if (!counter.find()) {
      throw new AssertionError("the chain " + chain + " has no counter");
    }
    return Integer.parseInt(counter.group(1));
  }

  @Override
  public void close() {
    where.run("nft", "delete", "table", "inet", TABLE);
  }
}
