package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.RecordedInitiation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A check of many datagrams at once has the same results as a check of each. */
class BatchCheckTest {
  private static final int LANES = Blake2sLanes.LANES;

  private final Random random = new Random(148);
  private final List<RecordedInitiation> recorded = RecordedInitiation.of("ethernet");
  private final ResponderKey key = ResponderKey.of(recorded.get(0).gatewayKey());

  @Test
  void anyCountOfAnythingIsRefusedOrPassedAsOneByOne() {
    int most = 3 * LANES;
    for (int count = 0; count <= most; count += 1 + count / 40) {
      assertSameAsOneByOne(datagrams(count));
    }
    for (int full = LANES; full <= most; full += LANES) {
      for (int around = -1; around <= Mac1Batch.BREAK_EVEN; around++) {
        assertSameAsOneByOne(datagrams(full + around));
      }
    }
  }

  private void assertSameAsOneByOne(ByteBuffer[] datagrams) {
    InitiationRefusal[] expected =
        Arrays.stream(datagrams).map(key::check).toArray(InitiationRefusal[]::new);

    assertThat(check(datagrams)).as("%d datagrams", datagrams.length).isEqualTo(expected);
  }

  @Test
  void aRealInitiationIsFoundInEveryLane() {
    for (int lane = 0; lane < LANES; lane++) {
      ByteBuffer[] datagrams = new ByteBuffer[LANES];
      Arrays.setAll(datagrams, i -> anyBuffer(forged()));
      datagrams[lane] = recorded.get(lane % recorded.size()).datagram();

      InitiationRefusal[] refusals = check(datagrams);

      int real = lane;
      assertThat(IntStream.range(0, LANES).filter(i -> refusals[i] == null))
          .as("lane %d", lane)
          .containsExactly(real);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cooked-v1", "vlan", "port-443"})
  void oneFlippedBitIsRefused(String capture) {
    RecordedInitiation initiation = RecordedInitiation.of(capture).get(4);
    ByteBuffer[] datagrams = new ByteBuffer[Initiation.LENGTH * 8];
    InitiationRefusal[] expected = new InitiationRefusal[datagrams.length];
    for (int bit = 0; bit < datagrams.length; bit++) {
      byte[] message = initiation.bytes();
      message[bit / 8] ^= (byte) (1 << bit % 8);
      datagrams[bit] = ByteBuffer.wrap(message);
      // MAC2 is not checked.
      expected[bit] = bit < Initiation.MAC2 * 8 ? InitiationRefusal.BAD_MAC1 : null;
    }
    Arrays.fill(expected, 0, Initiation.SENDER_INDEX * 8, InitiationRefusal.NOT_AN_INITIATION);
    InitiationRefusal[] refusals = new InitiationRefusal[datagrams.length];

    ResponderKey.of(initiation.gatewayKey()).check(datagrams, datagrams.length, refusals);

    assertThat(refusals).isEqualTo(expected);
  }

  @Test
  void whatIsBeyondTheCountIsNeitherReadNorWritten() {
    for (int count : new int[] {0, 1, Mac1Batch.BREAK_EVEN, LANES, LANES + 5}) {
      ByteBuffer[] datagrams = Arrays.copyOf(datagrams(count), count + 3);
      InitiationRefusal[] refusals = new InitiationRefusal[count + 2];
      Arrays.fill(refusals, InitiationRefusal.LOW_ORDER_POINT);

      key.check(datagrams, count, refusals);

      assertThat(Arrays.copyOfRange(refusals, count, count + 2))
          .containsOnly(InitiationRefusal.LOW_ORDER_POINT);
      assertThat(Arrays.copyOf(refusals, count)).doesNotContain(InitiationRefusal.LOW_ORDER_POINT);
    }
  }

  @Test
  void buffersStayAsTheyAre() {
    ByteBuffer[] datagrams = datagrams(LANES);
    List<ByteBuffer> before = Arrays.stream(datagrams).map(ByteBuffer::duplicate).toList();

    check(datagrams);

    for (int i = 0; i < datagrams.length; i++) {
      assertThat(datagrams[i].position()).isEqualTo(before.get(i).position());
      assertThat(datagrams[i]).isEqualTo(before.get(i));
    }
  }

  @Test
  void aCountThatDoesNotFitIsRefused() {
    ByteBuffer[] datagrams = datagrams(3);
    InitiationRefusal[] two = new InitiationRefusal[2];

    assertThatThrownBy(() -> key.check(datagrams, 3, two))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> key.check(datagrams, 4, new InitiationRefusal[4]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> key.check(datagrams, -1, two))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void worksAfterDestroyLikeTheCheckOfOne() {
    key.destroy();
    ByteBuffer[] datagrams = datagrams(LANES);
    Arrays.fill(datagrams, 7, 40, recorded.get(1).datagram());

    assertThat(Arrays.copyOfRange(check(datagrams), 7, 40)).containsOnlyNulls();
  }

  @Test
  void threadsAndKeysDoNotDisturbEachOther() {
    ResponderKey other = ResponderKey.of(RecordedInitiation.of("vlan").get(0).gatewayKey());
    ByteBuffer[] datagrams = datagrams(LANES);
    InitiationRefusal[] expected = check(datagrams);
    List<CompletableFuture<Void>> threads =
        IntStream.range(0, 4)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 200; i++) {
                            InitiationRefusal[] refusals = new InitiationRefusal[LANES];
                            other.check(datagrams, LANES, refusals);
                            assertThat(refusals).doesNotContainNull();
                            assertThat(check(datagrams)).isEqualTo(expected);
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();

    threads.forEach(CompletableFuture::join);
  }

  @Test
  void aMillionForgedMac1sAllocateNothing() {
    ByteBuffer[] datagrams = new ByteBuffer[LANES + 10];
    Arrays.setAll(datagrams, i -> anyBuffer(forged()));
    InitiationRefusal[] refusals = new InitiationRefusal[datagrams.length];
    Runnable flood =
        () -> {
          for (int sent = 0; sent < 1_000_000; sent += datagrams.length) {
            key.check(datagrams, datagrams.length, refusals);
          }
        };
    flood.run();

    assertThat(Allocation.least(flood, 100_000)).isLessThan(100_000);
    assertThat(refusals).containsOnly(InitiationRefusal.BAD_MAC1);
  }

  private InitiationRefusal[] check(ByteBuffer[] datagrams) {
    InitiationRefusal[] refusals = new InitiationRefusal[datagrams.length];
    Arrays.fill(refusals, InitiationRefusal.LOW_ORDER_POINT);
    key.check(datagrams, datagrams.length, refusals);
    return refusals;
  }

  /** Returns valid initiations, forged ones, and datagrams of another form. */
  private ByteBuffer[] datagrams(int count) {
    ByteBuffer[] datagrams = new ByteBuffer[count];
    Arrays.setAll(
        datagrams,
        i ->
            anyBuffer(
                switch (random.nextInt(5)) {
                  case 0 -> recorded.get(random.nextInt(recorded.size())).bytes();
                  case 1 -> bytes(random.nextInt(200));
                  case 2 -> bytes(Initiation.LENGTH);
                  default -> forged();
                }));
    return datagrams;
  }

  private byte[] forged() {
    byte[] message = bytes(Initiation.LENGTH);
    ByteBuffer.wrap(message).putInt(0, 0x01000000);
    return message;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns the payload at any position of a buffer of any kind and byte order. */
  private ByteBuffer anyBuffer(byte[] payload) {
    int before = random.nextInt(20);
    int capacity = before + payload.length + random.nextInt(20);
    ByteBuffer buffer =
        random.nextBoolean() ? ByteBuffer.allocate(capacity) : ByteBuffer.allocateDirect(capacity);
    buffer.put(before, payload);
    if (random.nextBoolean()) {
      buffer = buffer.asReadOnlyBuffer();
    }
    buffer.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return buffer.position(before).limit(before + payload.length);
  }
}
