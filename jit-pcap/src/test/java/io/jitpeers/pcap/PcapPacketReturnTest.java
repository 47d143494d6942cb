package io.jitpeers.pcap;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.pcap.internal.capture.PacketReturn;
import io.jitpeers.pcap.internal.reinjection.Reinjection;
import io.jitpeers.pcap.testkit.FakeReinjector;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.IpPackets;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A packet is reinjected once, unchanged, and only if its peer was installed. */
@Timeout(60)
class PcapPacketReturnTest extends ScriptedSource {
  @Test
  void givesBackWhatWasInstalledOnceAndAsItWas() throws Exception {
    start();
    assertThat(source.returnsPackets()).isTrue();
    captures.send(frame(7));
    CapturedPacket packet = next();
    assertThat(reinjector.sent()).isEmpty();
    packet.complete(PacketOutcome.INSTALLED);
    assertThatThrownBy(() -> packet.complete(PacketOutcome.INSTALLED))
        .isInstanceOf(IllegalStateException.class);
    assertThat(reinjector.sent())
        .containsExactly(new FakeReinjector.Sent(CLIENT4, GATEWAY4, packet.payload()));
    assertThat(source.pcapStatistics().reinjections())
        .containsOnlyKeys(ReinjectionOutcome.values())
        .containsEntry(ReinjectionOutcome.SENT, 1L);
  }

  @Test
  void givesBackWhatWasInstalledInTheHandlersCall() throws Exception {
    CountDownLatch completed = new CountDownLatch(1);
    source.start(
        packet -> {
          packet.complete(PacketOutcome.INSTALLED);
          completed.countDown();
        });
    captures.send(frame(7));
    completed.await();
    assertThat(reinjector.sent()).hasSize(1);
    assertThat(reinjector.sent().get(0).payload().array()).isEqualTo(IpPackets.initiation(7));
  }

  @ParameterizedTest
  @EnumSource(value = PacketOutcome.class, mode = EnumSource.Mode.EXCLUDE, names = "INSTALLED")
  void givesNothingElseBack(PacketOutcome outcome) throws Exception {
    start();
    captures.send(frame(7));
    next().complete(outcome);
    assertThat(reinjector.sent()).isEmpty();
  }

  @Test
  void recognizesWhatItGaveBack() throws Exception {
    start();
    captures.send(frame(7));
    next().complete(PacketOutcome.INSTALLED);
    captures.send(frame(7));
    captures.send(frame(8));
    assertThat(next().frameNumber()).isEqualTo(3);
    assertThat(source.pcapStatistics().refused()).containsEntry(FrameRefusal.REINJECTED, 1L);
    time.advance(Duration.ofSeconds(11));
    captures.send(frame(7));
    assertThat(next().frameNumber()).isEqualTo(4);
  }

  @Test
  void deliversAFrameAgainThatWasNotGivenBack() throws Exception {
    start();
    captures.send(frame(7));
    next().complete(PacketOutcome.FAILED);
    captures.send(frame(7));
    assertThat(next().frameNumber()).isEqualTo(2);
  }

  @Test
  void logsAndCountsWhatCouldNotBeGivenBack() throws Exception {
    SystemCallException failure = new SystemCallException("sending to", "a raw socket", 105);
    reinjector.answer(new Reinjection(ReinjectionOutcome.FAILED, failure));
    try (CapturedLog log = CapturedLog.of(PcapPacketSource.class)) {
      start();
      captures.send(frame(7));
      next().complete(PacketOutcome.INSTALLED);
      assertThat(log.messages(Level.ERROR))
          .singleElement()
          .asString()
          .contains("the initiation from " + CLIENT4 + " could not be reinjected");
    }
    assertThat(source.failures()).isEqualTo(1);
  }

  @Test
  void doesWithoutGivingBackIfThatCannotBeHad() throws Exception {
    IOException refusal = new IOException("opening the raw socket: EPERM");
    source =
        make(
            builder()
                .kernel(
                    captures,
                    () -> {
                      throw refusal;
                    }));
    try (CapturedLog log = CapturedLog.of(PacketReturn.class)) {
      start();
      assertThat(log.messages(Level.WARN))
          .containsExactly("pcap:eth0 cannot reinject packets: opening the raw socket: EPERM");
    }
    assertThat(source.returnsPackets()).isFalse();
    captures.send(frame(7));
    next().complete(PacketOutcome.INSTALLED);
    assertThat(source.pcapStatistics().reinjections())
        .containsOnlyKeys(ReinjectionOutcome.values())
        .doesNotContainValue(1L);
    assertThat(source.failures()).isZero();
  }

  @Test
  void givesNothingBackIfToldSo() throws Exception {
    source = make(builder().reinjection(false));
    start();
    assertThat(source.returnsPackets()).isFalse();
    captures.send(frame(7));
    next().complete(PacketOutcome.INSTALLED);
    assertThat(reinjector.sent()).isEmpty();
  }

  @Test
  void givesNothingBackOnceClosed() throws Exception {
    start();
    captures.send(frame(7));
    CapturedPacket packet = next();
    source.close();
    packet.complete(PacketOutcome.INSTALLED);
    assertThat(reinjector.isClosed()).isTrue();
    assertThat(source.pcapStatistics().reinjections())
        .containsEntry(ReinjectionOutcome.SENT, 0L)
        .containsEntry(ReinjectionOutcome.CLOSED, 1L);
  }
}
