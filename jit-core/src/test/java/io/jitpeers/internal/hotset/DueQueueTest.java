package io.jitpeers.internal.hotset;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.wireguard.IpPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DueQueueTest {
  private final DueQueue queue = new DueQueue();

  private static ResidentRecord peer(int number) {
    return new ResidentRecord(
        Peers.key(number), PeerOrigin.PROVISIONED, new IpPrefix[] {Peers.ip(number)}, 0);
  }

  private List<ResidentRecord> drain() {
    List<ResidentRecord> all = new ArrayList<>();
    for (ResidentRecord next = queue.first(); next != null; next = queue.first()) {
      queue.remove(next);
      assertThat(next.queueIndex).isEqualTo(DueQueue.NOT_QUEUED);
      all.add(next);
    }
    return all;
  }

  @Test
  void givesTheSoonestFirstWhateverWasPutAndMovedAndRemoved() {
    Random random = new Random(7);
    List<ResidentRecord> queued = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      int what = random.nextInt(10);
      if (what < 6 || queued.isEmpty()) {
        ResidentRecord peer = peer(i);
        queue.put(peer, random.nextInt(1_000));
        queued.add(peer);
      } else if (what < 8) {
        queue.put(queued.get(random.nextInt(queued.size())), random.nextInt(1_000));
      } else {
        queue.remove(queued.remove(random.nextInt(queued.size())));
      }
      if (i % 1_000 == 999) {
        queue.bringForward(500);
      }
      assertThat(queue.size()).isEqualTo(queued.size());
    }
    List<ResidentRecord> drained = drain();
    assertThat(drained).containsExactlyInAnyOrderElementsOf(queued);
    assertThat(drained).isSortedAccordingTo(Comparator.comparingLong(peer -> peer.askAt));
  }

  @Test
  void removingTwiceAndClearingDoNothingMore() {
    ResidentRecord peer = peer(1);
    queue.put(peer, 1);
    queue.remove(peer);
    queue.remove(peer);
    assertThat(queue.first()).isNull();
    queue.put(peer, 2);
    queue.clear();
    assertThat(peer.queueIndex).isEqualTo(DueQueue.NOT_QUEUED);
    queue.put(peer, 3);
    assertThat(drain()).containsExactly(peer);
  }
}
