package io.jitpeers.netlink.internal.wireguard;

import static io.jitpeers.netlink.internal.wireguard.PeerMessages.afterChange;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.allowedIps;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.buffer;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.first;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.head;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.key;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.messageOf;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.peer;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.read;
import static io.jitpeers.netlink.internal.wireguard.PeerMessages.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.testkit.ReplyBuilder;
import io.jitpeers.netlink.internal.connection.DumpConsumer.Next;
import io.jitpeers.wireguard.PeerStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Peers in a dump during which the device changed, of which the kernel leaves parts out. */
class PeerDecoderChangesTest {
  private final List<PeerStatus> seen = new ArrayList<>();

  @Test
  void doesNotGiveAPeerOnWhoseAllowedIpsMayHaveBeenLeftOut() throws Exception {
    ReplyBuilder out = afterChange(peer(1, PeerMessages::head), peer(2, PeerMessages::head));
    PeerDecoder decoder = new PeerDecoder(buffer(out), peer -> seen.add(peer.toStatus()));

    assertThat(decoder.accept(first(out))).isEqualTo(Next.CONTINUE);
    decoder.finish();

    assertThat(seen).extracting(PeerStatus::publicKey).containsExactly(key(2));
  }

  @Test
  void takesAPeerWithoutAHeadAfterAChangeAsTheEndOfTheOneBefore() throws Exception {
    ReplyBuilder first = afterChange(peer(3, PeerMessages::head), peer(1, PeerMessages::head));
    // It has its key alone, or its key and what is no head either.
    for (Consumer<ReplyBuilder> rest :
        List.<Consumer<ReplyBuilder>>of(none -> {}, ips -> allowedIps(ips, "10.0.0.2/32"))) {
      seen.clear();
      PeerDecoder decoder = new PeerDecoder(buffer(first), peer -> seen.add(peer.toStatus()));
      assertThat(decoder.accept(first(first))).isEqualTo(Next.CONTINUE);
      ReplyBuilder second = afterChange(peer(2, rest));
      PeerDecoder behind = new PeerDecoder(buffer(second), peer -> seen.add(peer.toStatus()));

      assertThat(behind.accept(first(second))).isEqualTo(Next.CONTINUE);
      behind.finish();

      assertThat(seen).isEmpty();
    }
  }

  @Test
  void knowsTheHeadWhicheverOfItsAttributesComesFirst() throws Exception {
    ReplyBuilder out =
        afterChange(
            peer(
                1,
                first -> {
                  first.put(WireGuard.WGPEER_A_LAST_HANDSHAKE_TIME, time(5, 0));
                  allowedIps(first, "10.0.0.1/32");
                }));
    PeerDecoder decoder = new PeerDecoder(buffer(out), peer -> seen.add(peer.toStatus()));
    assertThat(decoder.accept(first(out))).isEqualTo(Next.CONTINUE);
    decoder.finish();
    assertThat(seen.get(0).latestHandshake()).isEqualTo(Instant.ofEpochSecond(5));
  }

  @Test
  void dropsAPeerWhosePartAfterAChangeIsEmpty() throws Exception {
    ReplyBuilder out =
        messageOf(
            0,
            peer(1, head(ips -> allowedIps(ips, "10.0.0.1/32"))),
            peer(2, head(ips -> allowedIps(ips, "10.0.0.2/32"))));
    ReplyBuilder part = afterChange(peer(2, none -> {}));
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder()).put(0, out.toBytes());
    PeerDecoder decoder = new PeerDecoder(buffer, peer -> seen.add(peer.toStatus()));
    assertThat(decoder.accept(read(buffer, out))).isEqualTo(Next.CONTINUE);

    assertThat(decoder.accept(read(buffer, part))).isEqualTo(Next.CONTINUE);
    decoder.finish();

    assertThat(seen).extracting(PeerStatus::publicKey).containsExactly(key(1));
  }

  @Test
  void anEmptyPartBringsNothing() throws Exception {
    ReplyBuilder out = messageOf(0, peer(1, head(ips -> allowedIps(ips, "10.0.0.1/32"))));
    ReplyBuilder empty = messageOf(0, peer(1, none -> {}));
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    PeerDecoder decoder = new PeerDecoder(buffer, peer -> seen.add(peer.toStatus()));
    assertThat(decoder.accept(read(buffer, out))).isEqualTo(Next.CONTINUE);
    assertThat(decoder.accept(read(buffer, empty))).isEqualTo(Next.NO_PROGRESS);
  }
}
