package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Admitted packets that wait for an opener: those of known sources are opened first. */
class AdmissionOrderTest {
  private static final InetSocketAddress STRANGER = new InetSocketAddress("192.0.2.1", 51_820);
  private static final InetSocketAddress KNOWN = new InetSocketAddress("192.0.2.2", 51_820);

  private final SecureRandom random = new SecureRandom();
  private final ManualTime time = new ManualTime();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final List<Runnable> opening = new ArrayList<>();
  private final AdmissionGate gate =
      new AdmissionGate(gateway, time, opening::add, new StageWatch());

  private void deliver(PrivateKey client, InetSocketAddress from) {
    byte[] message =
        FakeClient.of(client, gateway.publicKey(), random)
            .initiation(Tai64n.of(time.wallTime()), 1);
    gate.handler.onPacket(new TestPacket(message, from, time.nanoTime()));
  }

  @Test
  void aKnownSourceGoesBeforeAStrangerThatCameEarlier() {
    gate.sources.served(KNOWN.getAddress());
    PrivateKey stranger = PrivateKey.generate(random);
    PrivateKey known = PrivateKey.generate(random);
    deliver(stranger, STRANGER);
    deliver(known, KNOWN);
    assertThat(opening).hasSize(2);
    opening.forEach(Runnable::run);
    assertThat(gate.opened).containsExactly(known.publicKey(), stranger.publicKey());
  }
}
