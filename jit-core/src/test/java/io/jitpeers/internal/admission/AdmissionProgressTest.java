package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PacketHandler;
import io.jitpeers.testing.Looks;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * A reader whose packet is stuck in admission is noticed, and one that waits for packets is not.
 */
class AdmissionProgressTest {
  private void assertNoticed(BiConsumer<PacketHandler, TestPacket> delivery) {
    try (Looks looks = new Looks()) {
      PrivateKey gateway = PrivateKey.generate(new SecureRandom());
      AdmissionGate gate = new AdmissionGate(gateway, looks.time, Runnable::run, looks.stages());
      List<Integer> hanging = new ArrayList<>();
      TestPacket stuck =
          new TestPacket(new byte[148], 0)
              .whenCompleted(
                  () -> {
                    looks.time.advance(Looks.LONG);
                    hanging.add(looks.stages().hanging());
                  });
      looks.time.advance(Looks.LONG);
      assertThat(looks.stages().hanging()).as("before").isZero();
      delivery.accept(gate.handler, stuck);
      assertThat(hanging).containsExactly(1);
      looks.time.advance(Looks.LONG);
      assertThat(looks.stages().hanging()).as("afterwards").isZero();
      looks.time.advance(Looks.LONG);
      assertThat(looks.stages().hung()).isOne();
    }
  }

  @Test
  void aPacketThatIsStuckIsNoticed() {
    assertNoticed(PacketHandler::onPacket);
  }

  @Test
  void aBatchThatIsStuckIsNoticed() {
    assertNoticed((handler, packet) -> handler.onPackets(List.of(packet)));
  }
}
