package io.jitpeers.kerneltests.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets only the first initiation of each client leave a namespace, and records which clients are
 * answered.
 *
 * <p>A client sends the next initiation 5 s after the first (REKEY_TIMEOUT). So on a slow machine a
 * second initiation does not show that the first was lost. With this class no second initiation
 * leaves the namespace. So any answer is one to the first initiation, however late, and a lost
 * first packet is never answered.
 *
 * <p>A client forgets its first initiation when it creates the second. A later answer still counts
 * as an answer, but the client cannot use it: after {@link #letRetriesThrough} the client can
 * complete a handshake.
 */
public final class FirstInitiations implements AutoCloseable {
  /** Less than the time for which a client retries (90 s, REKEY_ATTEMPT_TIME). */
  private static final int REPLY_SECONDS = 20;

  /**
   * The rules distinguish clients by their ports, and handshakes of the client from those of the
   * gateway by the gateway's port.
   */
  private static final String RULES =
      """
      table inet firsts {
        set begun { type inet_service . inet_service; flags dynamic; size 65535; }
        set answered { type inet_service; flags dynamic; size 65535; }
        chain outgoing {
          type filter hook output priority 0
          udp length 156 @th,64,32 0x01000000 jump initiation
        }
        chain initiation {
          udp sport . udp dport @begun counter drop
          add @begun { udp sport . udp dport }
        }
        chain incoming {
          type filter hook input priority 0
          udp length 100 @th,64,32 0x02000000 add @answered { udp dport }
          udp length 156 @th,64,32 0x01000000 add @answered { udp dport }
        }
      }
      """;

  private static final Pattern PORTS = Pattern.compile("elements = \\{([^}]*)}");
  private static final Pattern PORT = Pattern.compile("\\d+");

  private final NetNamespace clients;
  private final Duration patience;
  private boolean stopped = true;

  private FirstInitiations(NetNamespace clients, Duration patience) {
    this.clients = clients;
    this.patience = patience;
  }

  /** Blocks all but the first initiation of each client from now on. */
  public static FirstInitiations of(NetNamespace clients) {
    return of(clients, Commands.TIMEOUT);
  }

  /** Does the same with another time limit for answers. */
  static FirstInitiations of(NetNamespace clients, Duration patience) {
    clients.commands().reading(RULES).run("nft", "-f", "-");
    return new FirstInitiations(clients, patience);
  }

  /**
   * Makes a client ping, and checks that its first initiation is answered. It must be the only
   * client.
   */
  public void ping(String address) {
    CommandResult ping = clients.commands().attempt("ping", "-c1", "-W" + REPLY_SECONDS, address);
    if (ping.exitCode() != 0) {
      awaitAnswer();
    }
  }

  /** Waits until the first initiation of any client is answered. */
  public void awaitAnswer() {
    boolean answered = Await.until(patience, () -> !answered().isEmpty());
    assertThat(answered).as("the first initiation of %s is answered", clients).isTrue();
  }

  /**
   * Waits until the first initiations of the given clients are answered.
   *
   * @param ports the clients' ports
   */
  public void awaitAnswers(Set<Integer> ports) {
    boolean all = Await.until(patience, () -> answered().containsAll(ports));
    assertThat(answered())
        .as("ports of clients whose first initiations are answered; in time: %s", all)
        .containsAll(ports);
  }

  /** Returns the ports of the clients that were answered, by a response or by an initiation. */
  public Set<Integer> answered() {
    String text = clients.run("nft", "list", "set", "inet", "firsts", "answered");
    return PORTS
        .matcher(text)
        .results()
        .flatMap(elements -> PORT.matcher(elements.group(1)).results())
        .map(MatchResult::group)
        .map(Integer::valueOf)
        .collect(Collectors.toSet());
  }

  /** Returns whether an initiation was blocked that was not its client's first. */
  boolean hasStoppedARetry() {
    return !clients
        .run("nft", "list", "table", "inet", "firsts")
        .contains("counter packets 0 bytes 0 drop");
  }

  /** Lets all initiations through again. */
  @Override
  public void close() {
    letRetriesThrough();
  }

  /** Lets all initiations through again. Further calls do nothing. */
  public void letRetriesThrough() {
    if (!stopped) {
      return;
    }
    stopped = false;
    clients.run("nft", "delete", "table", "inet", "firsts");
  }
}
