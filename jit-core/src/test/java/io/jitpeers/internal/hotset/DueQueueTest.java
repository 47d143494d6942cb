package io.jitpeers.internal.hotset;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.testing.HeapSize;
import io.jitpeers.wireguard.IpPrefix;
import java.util.ArrayList;
import java.util.Arrays;
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

  @Test
  void takesFewBytesForAPeer() {
    ResidentRecord[] peers = new ResidentRecord[5_000];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = peer(i);
      queue.put(peers[i], i);
      if (i > 1_000 && i % 500 == 0) {
        assertThat(bytesWithout(Arrays.copyOf(peers, i + 1))).isBetween(4L * i, 7L * i);
      }
    }
    for (int left = peers.length; left > 100; left--) {
      queue.remove(peers[left - 1]);
      if (left % 500 == 1) {
        assertThat(bytesWithout(Arrays.copyOf(peers, left - 1))).isLessThan(17L * left);
      }
    }
    assertThat(bytesWithout(Arrays.copyOf(peers, 100))).isLessThan(2_000);
  }

  /** Returns the size of the queue without the queued peers. */
  private long bytesWithout(ResidentRecord[] queued) {
    assertThat(queue.size()).isEqualTo(queued.length);
    long array = HeapSize.of(new Object[queued.length]);
    return HeapSize.of(queue) - (HeapSize.of(queued) - array);
  }
}
