package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReinjectionMemoryTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ReinjectionMemory memory = new ReinjectionMemory(Duration.ofSeconds(10));
  private final Random random = new Random(1);

  private ByteBuffer initiation() {
    byte[] bytes = new byte[148];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, Long.MAX_VALUE - 5, Long.MIN_VALUE})
  void knowsWhatItRememberedForAsLongAsItShould(long start) {
    ByteBuffer payload = initiation();
    assertThat(memory.isOurs(payload, start)).isFalse();
    memory.remember(payload, start);
    assertThat(memory.isOurs(payload, start)).isTrue();
    assertThat(memory.isOurs(payload, start + 10 * SECOND - 1)).isTrue();
    assertThat(memory.isOurs(payload, start + 10 * SECOND)).isFalse();
    assertThat(memory.isOurs(initiation(), start)).isFalse();
  }

  @Test
  void seesItAsOftenAsItComes() {
    ByteBuffer payload = initiation();
    memory.remember(payload, 0);
    assertThat(memory.isOurs(payload, 1)).isTrue();
    assertThat(memory.isOurs(payload, 2)).isTrue();
  }

  @Test
  void comparesTheWholeMac1AndNothingElse() {
    ByteBuffer payload = initiation();
    memory.remember(payload, 0);
    for (int i = 0; i < 148; i++) {
      ByteBuffer changed = ByteBuffer.allocate(148).put(0, payload, 0, 148);
      changed.put(i, (byte) (changed.get(i) ^ 1));
      assertThat(memory.isOurs(changed, 1)).as("byte %s", i).isEqualTo(i < 116 || i >= 132);
    }
  }

  @Test
  void rememberingAgainBeginsAnew() {
    ByteBuffer payload = initiation();
    memory.remember(payload, 0);
    memory.remember(payload, 9 * SECOND);
    assertThat(memory.isOurs(payload, 15 * SECOND)).isTrue();
  }

  @Test
  void nothingIsOursBeforeAnythingWas() {
    assertThat(memory.isOurs(ByteBuffer.allocate(148), 0)).isFalse();
    memory.remember(ByteBuffer.allocate(148), 0);
    assertThat(memory.isOurs(ByteBuffer.allocate(148), 0)).isTrue();
  }

  @Test
  void whatIsTooShortIsIgnored() {
    ByteBuffer payload = ByteBuffer.allocate(131);
    memory.remember(payload, 0);
    assertThat(memory.isOurs(payload, 0)).isFalse();
    assertThat(memory.isOurs(ByteBuffer.allocate(0), 0)).isFalse();
  }

  @Test
  void readsFromThePositionInAnyByteOrder() {
    ByteBuffer payload = initiation();
    memory.remember(payload, 0);
    ByteBuffer inside = ByteBuffer.allocateDirect(300).order(ByteOrder.LITTLE_ENDIAN);
    inside.put(33, payload, 0, 148).position(33).limit(181);
    assertThat(memory.isOurs(inside, 0)).isTrue();
    assertThat(inside.position()).isEqualTo(33);
  }

  @Test
  void holdsNearlyAllOfABurst() {
    List<ByteBuffer> burst = new ArrayList<>();
    for (int i = 0; i < ReinjectionMemory.SLOTS / 10; i++) {
      burst.add(initiation());
    }
    burst.forEach(payload -> memory.remember(payload, 0));
    // Of 409 in 4096 slots, about 409 * 408 / 2 / 4096 = 20 are replaced by a later one.
    assertThat(burst).filteredOn(payload -> memory.isOurs(payload, 1)).hasSizeGreaterThan(370);
  }

  @Test
  void doesNotAllocate() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuffer payload = initiation();
    use(payload);
    long before = threads.getCurrentThreadAllocatedBytes();
    use(payload);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private void use(ByteBuffer payload) {
    for (int i = 0; i < 50_000; i++) {
      payload.putInt(120, i);
      memory.remember(payload, i);
      if (!memory.isOurs(payload, i)) {
        throw new AssertionError("forgotten at once");
      }
    }
  }
}
