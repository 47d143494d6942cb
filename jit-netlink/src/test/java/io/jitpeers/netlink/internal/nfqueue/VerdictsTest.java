package io.jitpeers.netlink.internal.nfqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.linux.netlink.AttributeReader;
import io.jitpeers.linux.netlink.MessageReader;
import io.jitpeers.linux.netlink.MessageWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private final Verdicts verdicts = new Verdicts(7);

  /** Returns the next verdict to send, such as {@code accept 3} or {@code accept up to 3}. */
  private List<String> take(int room) throws Exception {
    MessageWriter writer = new MessageWriter(room * QueueMessages.VERDICT_LENGTH);
    verdicts.take(writer);
    ByteBuffer datagram = writer.datagram();
    MessageReader message = new MessageReader(datagram);
    AttributeReader attribute = new AttributeReader(datagram);
    message.reset(datagram.limit());
    List<String> sent = new ArrayList<>();
    while (message.next()) {
      assertThat(message.flags()).isEqualTo(1);
      message.attributes(attribute, Nfqueue.HEADER_LENGTH);
      assertThat(attribute.next()).isTrue();
      assertThat(attribute.type()).isEqualTo(Nfqueue.NFQA_VERDICT_HDR);
      sent.add(
          (attribute.networkIntAt(0) == 1 ? "accept " : "drop ")
              + (message.type() == Nfqueue.NFQNL_MSG_VERDICT_BATCH ? "up to " : "")
              + attribute.networkIntAt(4));
    }
    return sent;
  }

  @Test
  void batchesWhatPassesAndHasNothingUndecidedBeforeIt() throws Exception {
    verdicts.decide(1, true);
    verdicts.decide(2, true);
    verdicts.decide(3, true);
    assertThat(take(9)).containsExactly("accept up to 3");
    assertThat(verdicts.decided()).isZero();
  }

  @Test
  void neverBatchesOverAnUndecidedPacket() throws Exception {
    verdicts.decide(1, true);
    verdicts.decide(2, true);
    verdicts.defer(3);
    verdicts.decide(4, true);
    verdicts.decide(5, true);
    assertThat(take(9)).containsExactly("accept up to 2", "accept 4", "accept 5");
    verdicts.decide(6, true);
    verdicts.decide(7, true);
    assertThat(verdicts.decideDeferred(3, false)).isTrue();
    assertThat(take(9)).containsExactly("drop 3", "accept up to 7");
  }

  @Test
  void neverBatchesDrops() throws Exception {
    verdicts.decide(1, false);
    verdicts.decide(2, false);
    verdicts.decide(3, true);
    assertThat(take(9)).containsExactly("drop 1", "drop 2", "accept 3");
  }

  @Test
  void dropsWhatABatchWouldAccept() throws Exception {
    verdicts.decide(1, true);
    verdicts.decide(2, false);
    verdicts.decide(3, true);
    verdicts.decide(4, true);
    assertThat(take(9)).containsExactly("accept 1", "drop 2", "accept up to 4");
  }

  @Test
  void leavesWhatDoesNotFit() throws Exception {
    verdicts.decide(1, false);
    verdicts.decide(2, false);
    verdicts.decide(3, false);
    assertThat(take(2)).containsExactly("drop 1", "drop 2");
    assertThat(verdicts.decided()).isOne();
    assertThat(take(2)).containsExactly("drop 3");
  }

  @Test
  void decidesADeferredPacketOnce() {
    verdicts.defer(5);
    assertThat(verdicts.undecided()).isOne();
    assertThat(verdicts.decideDeferred(5, true)).isTrue();
    assertThat(verdicts.decideDeferred(5, true)).isFalse();
    assertThat(verdicts.decideDeferred(6, true)).isFalse();
    verdicts.defer(7);
    verdicts.forgetUndecided();
    assertThat(verdicts.undecided()).isZero();
    assertThat(verdicts.decideDeferred(7, true)).isFalse();
  }

  /**
   * Checked against the kernel's rule for batches: each packet gets the verdict that was decided
   * for it.
   */
  @RepeatedTest(50)
  void eachPacketGetsItsOwnVerdict(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    TreeMap<Integer, Boolean> wanted = new TreeMap<>();
    TreeMap<Integer, String> queue = new TreeMap<>();
    List<Integer> deferred = new ArrayList<>();
    int id = 0;
    for (int step = 0; step < 2_000 || !deferred.isEmpty(); step++) {
      if (step < 2_000 && random.nextInt(3) > 0) {
        id += random.nextInt(20) == 0 ? 2 : 1;
        queue.put(id, "");
        if (random.nextBoolean()) {
          verdicts.defer(id);
          deferred.add(id);
        } else {
          wanted.put(id, random.nextInt(4) > 0);
          verdicts.decide(id, wanted.get(id));
        }
      } else if (!deferred.isEmpty()) {
        int which = deferred.remove(random.nextInt(deferred.size()));
        wanted.put(which, random.nextBoolean());
        assertThat(verdicts.decideDeferred(which, wanted.get(which))).isTrue();
      }
      if (random.nextInt(10) == 0) {
        apply(take(1 + random.nextInt(20)), queue, wanted);
      }
    }
    while (verdicts.decided() > 0) {
      apply(take(50), queue, wanted);
    }
    assertThat(queue).isEmpty();
  }

  private static void apply(
      List<String> sent, NavigableMap<Integer, String> queue, Map<Integer, Boolean> wanted) {
    for (String verdict : sent) {
      boolean accept = verdict.startsWith("accept");
      int id = Integer.parseInt(verdict.substring(verdict.lastIndexOf(' ') + 1));
      List<Integer> decided =
          verdict.contains("up to") ? List.copyOf(queue.headMap(id, true).keySet()) : List.of(id);
      assertThat(decided).isNotEmpty();
      for (int packet : decided) {
        assertThat(queue.remove(packet)).as("%s: packet %s waits", verdict, packet).isNotNull();
        assertThat(wanted.get(packet)).as("%s: packet %s", verdict, packet).isEqualTo(accept);
      }
    }
  }
}
