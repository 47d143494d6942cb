package io.jitpeers.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordIndexTest {
  @Test
  void behavesAsAMap() {
    RecordIndex index = new RecordIndex();
    Map<Long, Long> model = new HashMap<>();
    Random random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      // Few home slots, so that runs are long and wrap around.
      long key = random.nextInt(7) + 1024L * random.nextInt(300);
      if (random.nextInt(3) == 0) {
        index.remove(key);
        model.remove(key == 0 ? 1L : key);
      } else {
        index.put(key, i);
        model.put(key == 0 ? 1L : key, (long) i);
      }
      assertThat(index.size()).isEqualTo(model.size());
    }
    model.forEach((key, value) -> assertThat(index.get(key)).isEqualTo(value));
    assertThat(index.all()).hasSize(model.size());
    for (long key : index.all()) {
      assertThat(model).containsKey(key);
      index.remove(key);
    }
    assertThat(index.size()).isZero();
    assertThat(index.get(3)).isEqualTo(RecordIndex.NONE);
  }
}
