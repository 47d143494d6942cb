package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets that are read together have the same outcomes as packets that arrive alone. */
class AdmissionBatchTest {
  private static final int MANY = 2 * PacketBatch.CAPACITY + 50;

  private final SecureRandom random = new SecureRandom();
  private final Random dice = new Random(29);
  private final ManualTime time = new ManualTime();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final PublicKey gatewayKey = gateway.publicKey();
  private final AdmissionGate gate = new AdmissionGate(gateway, time);

  @Test
  void outcomesCountersAndOrderAreThoseOfPacketsThatComeAlone() {
    AdmissionGate alone = new AdmissionGate(gateway, time);
    List<TestPacket> packets = mixture(MANY);
    List<TestPacket> copies = packets.stream().map(AdmissionBatchTest::copyOf).toList();

    copies.forEach(alone.handler::onPacket);
    gate.handler.onPackets(packets);

    assertThat(packets).extracting(TestPacket::outcome).doesNotContainNull();
    assertThat(packets)
        .extracting(TestPacket::outcome)
        .isEqualTo(copies.stream().map(TestPacket::outcome).toList());
    assertThat(gate.opened).isEqualTo(alone.opened);
    assertThat(gate.counts()).isEqualTo(alone.counts());
    assertThat(gate.received()).isEqualTo(MANY);
    // Otherwise nothing was compared.
    assertThat(gate.counts())
        .extractingByKeys(
            Outcome.INSTALLED,
            Outcome.BAD_MAC1,
            Outcome.NOT_AN_INITIATION,
            Outcome.DUPLICATE,
            Outcome.SOURCE_RATE_LIMITED)
        .allSatisfy(count -> assertThat(count).isPositive());
  }

  @ParameterizedTest
  @EnumSource
  void onePacketThatThrowsFailsAlone(BrokenPacket.In in) {
    for (int at : new int[] {0, 100, PacketBatch.CAPACITY - 1, PacketBatch.CAPACITY}) {
      AdmissionGate fresh = new AdmissionGate(gateway, time);
      List<Packet> packets = new ArrayList<>(forged(PacketBatch.CAPACITY + 30));
      BrokenPacket broken = new BrokenPacket(initiation(), in);
      TestPacket good = initiation();
      packets.set(at, broken);
      packets.set(at + 5, good);

      fresh.handler.onPackets(packets);

      assertThat(broken.completions()).as("broken at %d", at).containsExactly(in.outcome());
      assertThat(good.outcome()).isEqualTo(PacketOutcome.INSTALLED);
      assertThat(fresh.counts()).containsEntry(Outcome.BAD_MAC1, packets.size() - 2L);
      assertThat(fresh.received()).isEqualTo(packets.size());
    }
  }

  /** Or MAC1s are not computed together. */
  @Test
  void aBatchIsCheckedOnce() {
    AtomicInteger reads = new AtomicInteger();
    List<Packet> packets = new ArrayList<>();
    for (TestPacket packet : forged(MANY)) {
      packets.add(new CountedPacket(packet, reads));
    }

    gate.handler.onPackets(packets);

    assertThat(reads).hasValue(MANY);
  }

  @Test
  void aSourceThatDeliversWhenItIsToldMayDoSo() {
    List<TestPacket> inner = mixture(MANY);
    List<TestPacket> outer = new ArrayList<>(forged(MANY));
    TestPacket good = initiation();
    outer.set(100, good);
    outer.get(50).whenCompleted(() -> gate.handler.onPackets(inner));

    gate.handler.onPackets(outer);

    assertThat(good.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(Stream.concat(inner.stream(), outer.stream()))
        .extracting(TestPacket::outcome)
        .doesNotContainNull();
    assertThat(outer).filteredOn(p -> p.outcome() == PacketOutcome.INSTALLED).hasSize(1);
  }

  @Test
  void noPacketIsKeptAfterTheCall() {
    List<WeakReference<ByteBuffer>> payloads = new ArrayList<>();
    deliverAndForget(payloads);

    // A single request for a collection is not always enough.
    for (int i = 0; i < 20 && payloads.stream().anyMatch(payload -> payload.get() != null); i++) {
      System.gc();
    }
    assertThat(payloads).hasSize(MANY).extracting(WeakReference::get).containsOnlyNulls();
  }

  private void deliverAndForget(List<WeakReference<ByteBuffer>> payloads) {
    List<ForgedPacket> packets = forgedForGood();
    packets.forEach(packet -> payloads.add(new WeakReference<>(packet.payload())));
    gate.handler.onPackets(packets);
  }

  @Test
  void rejectingAllocatesNothing() {
    List<ForgedPacket> packets = forgedForGood();
    Runnable flood =
        () -> {
          for (int sent = 0; sent < 500_000; sent += packets.size()) {
            gate.handler.onPackets(packets);
          }
        };
    flood.run();

    assertThat(Allocation.least(flood, 100_000)).isLessThan(100_000);
    assertThat(gate.counts()).containsEntry(Outcome.BAD_MAC1, gate.received());
  }

  /**
   * Returns packets of many sources with a few initiations each, of one source with too many,
   * duplicates, and garbage.
   */
  private List<TestPacket> mixture(int size) {
    List<TestPacket> packets = forged(1);
    while (packets.size() < size) {
      switch (dice.nextInt(8)) {
        case 0 -> packets.add(initiation());
        case 1 -> packets.add(initiation(new InetSocketAddress("192.0.2.9", 4)));
        case 2 -> packets.add(copyOf(packets.get(dice.nextInt(packets.size()))));
        case 3 -> packets.add(packet(new byte[dice.nextInt(160)]));
        default -> packets.addAll(forged(1));
      }
    }
    return packets;
  }

  private List<TestPacket> forged(int count) {
    List<TestPacket> packets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      packets.add(packet(forgery()));
    }
    return packets;
  }

  private List<ForgedPacket> forgedForGood() {
    return Stream.generate(() -> new ForgedPacket(ByteBuffer.wrap(forgery()))).limit(MANY).toList();
  }

  private byte[] forgery() {
    byte[] message = new byte[148];
    dice.nextBytes(message);
    ByteBuffer.wrap(message).putInt(0, 0x01000000);
    return message;
  }

  private TestPacket initiation() {
    return initiation(
        new InetSocketAddress("198.51.100." + dice.nextInt(256), 1 + dice.nextInt(65535)));
  }

  private TestPacket initiation(InetSocketAddress source) {
    byte[] message =
        FakeClient.of(PrivateKey.generate(random), gatewayKey, random)
            .initiation(Tai64n.of(time.wallTime()), 1);
    return new TestPacket(message, source, time.nanoTime());
  }

  private TestPacket packet(byte[] payload) {
    return new TestPacket(payload, time.nanoTime());
  }

  private static TestPacket copyOf(TestPacket packet) {
    byte[] payload = new byte[packet.payload().remaining()];
    packet.payload().get(0, payload);
    return new TestPacket(payload, packet.source(), packet.captureNanos());
  }
}
