package io.jitpeers.netlink.internal.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.NetlinkFormatException;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.testkit.FuzzConversation;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Mutated answers of a real kernel and of the fake one are parsed, or refused with a {@link
 * NetlinkException}, in a limited number of steps and with little memory.
 */
@Tag("fuzz")
class DecoderFuzzTest implements FuzzTarget {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");
  private static final int OPERATIONS = 3;
  private static final int LISTING = 2;

  // In addition to one step for each datagram: the request for the family and its answer, the
  // request itself, and reading left-over datagrams before and after. An endless loop would exceed
  // any limit.
  private static final int MAX_CALLS_BESIDE = 12;
  // A peer has a nested attribute with its key in another.
  private static final int MIN_PEER_BYTES = 40;
  private static final int MAX_MESSAGE_LENGTH = 70_000;

  private final MessageWriter writer = new MessageWriter(256);

  private int peers;

  @Test
  void readsOrRefusesWhateverComes() {
    assertThat(Fuzzer.run(this, 20_000))
        .containsKeys("read", "interrupted", "device", "set", "ETIMEDOUT", "EBADMSG");
  }

  @Override
  public String name() {
    return "wireguard";
  }

  @Override
  public List<byte[]> inputs() {
    List<byte[]> inputs = new ArrayList<>();
    for (List<byte[]> datagrams : FuzzCorpus.all()) {
      for (int operation = 0; operation < OPERATIONS; operation++) {
        inputs.add(new FuzzConversation(operation, datagrams).toInput());
      }
    }
    return inputs;
  }

  @Override
  public List<byte[]> words() {
    return List.of(FuzzConversation.mark());
  }

  @Override
  public int longest() {
    return 32 << 10;
  }

  @Override
  public String read(byte[] input) {
    FuzzConversation conversation = FuzzConversation.of(input);
    FuzzSocket socket = new FuzzSocket(conversation.datagrams());
    peers = 0;
    try (WireGuardClient client = new WireGuardClient(options -> socket)) {
      String outcome = outcome(client, conversation.operation() % OPERATIONS);
      assertThat(socket.calls()).isLessThanOrEqualTo(socket.datagrams() + MAX_CALLS_BESIDE);
      assertThat(peers).isLessThanOrEqualTo(socket.bytes() / MIN_PEER_BYTES);
      return outcome;
    }
  }

  private String outcome(WireGuardClient client, int operation) {
    try {
      return switch (operation) {
        case LISTING -> client.peers(WG0, device -> {}, peer -> peers++) ? "read" : "interrupted";
        case 1 -> set(client);
        default -> readDevice(client);
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

  private static String readDevice(WireGuardClient client) throws NetlinkException {
    WireGuardDevice device = client.device(WG0);
    if (device.privateKey() != null) {
      device.privateKey().destroy();
    }
    return "device";
  }

  private String set(WireGuardClient client) throws NetlinkException {
    writer.clear();
    client.beginSet("setting wg0", writer, WG0);
    writer.end();
    assertThat(client.set("setting wg0", writer)).hasSize(1).doesNotContainNull();
    return "set";
  }
}
