package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Answers of a real kernel and of the fake one, spoilt: whatever comes, it is read, or refused with
 * a {@link NetlinkException}, in few steps and little memory.
 *
 * <p>The same each time it runs. For longer, with the profile {@code fuzz}, or {@code
 * -Djitpeers.fuzz.rounds=5000000}; with others, {@code -Djitpeers.fuzz.seed=2}.
 */
@Tag("fuzz")
class DecoderFuzzTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final int ROUNDS =
      Integer.getInteger("jitpeers.fuzz.rounds", Fuzzer.rounds(20_000));
  private static final long SEED = Long.getLong("jitpeers.fuzz.seed", 1);

  // A conversation here has less than 100 KB, and the objects made of it are not ten times as much.
  private static final long MAX_ALLOCATED = 1 << 20;

  // Beside one for each datagram: the family is asked for and answered, the request sent, and what
  // is left over is read before and after. A loop without end has no bound at all.
  private static final int MAX_CALLS_BESIDE = 12;
  // A peer has a nested attribute with its key in another.
  private static final int MIN_PEER_BYTES = 40;
  private static final int MAX_MESSAGE_LENGTH = 70_000;

  private final List<List<byte[]>> conversations = new ArrayList<>(FuzzCorpus.recorded());
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final FuzzSocket socket = new FuzzSocket();
  private final WireGuardClient client = new WireGuardClient(options -> socket);
  private final MessageWriter writer = new MessageWriter(256);

  private int peers;
  private long mostAllocated;
  private int mostCalls;
  private int mostPeers;

  @Test
  void readsOrRefusesWhateverComes() throws Exception {
    conversations.add(FuzzCorpus.generated(512, 20, 12));
    conversations.add(FuzzCorpus.generated(3776, 100, 3));
    conversations.add(FuzzCorpus.generated(32_448, 200, 1));
    List<byte[]> datagrams = conversations.stream().flatMap(List::stream).toList();
    loadClasses();
    for (int round = 0; round < ROUNDS; round++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + round);
      load(random, new Mutator(random, datagrams));
      try {
        converse(random.nextInt(8));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("round " + round + " of seed " + SEED, e);
      }
    }
    report();
    // If nothing were ever read, or nothing ever refused, the mutations would be of no use.
    assertThat(outcomes).containsKeys("read", "interrupted", "device", "set", "ETIMEDOUT");
    assertThat(outcomes.get("read")).isGreaterThan(ROUNDS / 20);
    assertThat(outcomes.get("EBADMSG")).isGreaterThan(ROUNDS / 20);
  }

  /** They are not to be counted with what a conversation allocates. */
  private void loadClasses() {
    for (List<byte[]> conversation : conversations) {
      for (int operation = 0; operation < 3; operation++) {
        socket.load(conversation, 0, datagram -> datagram);
        var unused = outcome(operation);
      }
    }
  }

  private void load(SplittableRandom random, Mutator mutator) {
    List<byte[]> conversation = conversations.get(random.nextInt(conversations.size()));
    List<byte[]> spoilt = mutator.conversation(conversation);
    socket.load(spoilt, random.nextInt(Math.max(1, spoilt.size())), mutator::datagram);
  }

  private void converse(int operation) {
    peers = 0;
    long allocated = Allocation.during(() -> count(outcome(operation)));
    assertThat(allocated).isLessThan(MAX_ALLOCATED);
    assertThat(socket.calls()).isLessThanOrEqualTo(socket.datagrams() + MAX_CALLS_BESIDE);
    assertThat(peers).isLessThanOrEqualTo(socket.bytes() / MIN_PEER_BYTES);
    mostAllocated = Math.max(mostAllocated, allocated);
    mostCalls = Math.max(mostCalls, socket.calls());
    mostPeers = Math.max(mostPeers, peers);
  }

  /** For whoever asked for more than the build does. */
  private void report() {
    if (System.getProperty("jitpeers.fuzz.rounds") != null) {
      System.out.printf(
          "%d rounds of seed %d: %s; at most %d bytes allocated, %d calls, %d peers%n",
          ROUNDS, SEED, outcomes, mostAllocated, mostCalls, mostPeers);
    }
  }

  private void count(String outcome) {
    outcomes.merge(outcome, 1, Integer::sum);
  }

  private String outcome(int operation) {
    try {
      return switch (operation) {
        case 0 -> readDevice();
        case 1 -> set();
        default -> client.peers(WG0, device -> {}, peer -> peers++) ? "read" : "interrupted";
      };
    } catch (NetlinkException e) {
      assertThat(e.getCause() == null || isExpected(e.getCause())).isTrue();
      assertThat(e.getMessage().length()).isLessThan(MAX_MESSAGE_LENGTH);
      return e.errnoName().startsWith("errno ") ? "another errno" : e.errnoName();
    }
  }

  private static boolean isExpected(Throwable cause) {
    return cause instanceof NetlinkFormatException
        || cause instanceof SystemCallException
        || cause instanceof NetlinkException;
  }

  private String readDevice() throws NetlinkException {
    WireGuardDevice device = client.device(WG0);
    if (device.privateKey() != null) {
      device.privateKey().destroy();
    }
    return "device";
  }

  private String set() throws NetlinkException {
    writer.clear();
    client.beginSet("setting wg0", writer, WG0);
    writer.end();
    assertThat(client.set("setting wg0", writer)).hasSize(1).doesNotContainNull();
    return "set";
  }
}
