package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Blake2sLanesTest {

  /** {@link Blake2s} is the reference: it agrees with RFC 7693 and with Bouncy Castle. */
  @Test
  void eachLaneComputesWhatOneInputAloneDoes() {
    Random random = new Random(7693);
    Blake2sLanes lanes = new Blake2sLanes();
    for (int round = 0; round < 50; round++) {
      int[] start = random.ints(8).toArray();
      int[][] first = words(random);
      int[][] second = words(random);
      int count = random.nextInt(1 << 20);

      lanes.start(start);
      lanes.compress(first, count, false);
      lanes.compress(second, count + 64, true);

      for (int lane = 0; lane < Blake2sLanes.LANES; lane++) {
        int[] w = new int[Blake2s.WORDS];
        System.arraycopy(start, 0, w, Blake2s.STATE, start.length);
        compress(w, first, lane, count, false);
        compress(w, second, lane, count + 64, true);
        assertThat(state(lanes, lane))
            .as("lane %d", lane)
            .isEqualTo(Arrays.copyOfRange(w, Blake2s.STATE, Blake2s.STATE + 8));
      }
    }
  }

  private static void compress(int[] w, int[][] words, int lane, int count, boolean last) {
    for (int i = 0; i < words.length; i++) {
      w[Blake2s.BLOCK + i] = words[i][lane];
    }
    Blake2s.compress(w, count, last);
  }

  private static int[] state(Blake2sLanes lanes, int lane) {
    int[] state = new int[8];
    Arrays.setAll(state, i -> lanes.state(i)[lane]);
    return state;
  }

  private static int[][] words(Random random) {
    int[][] words = new int[16][];
    Arrays.setAll(words, i -> random.ints(Blake2sLanes.LANES).toArray());
    return words;
  }
}
