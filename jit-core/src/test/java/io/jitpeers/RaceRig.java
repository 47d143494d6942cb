package io.jitpeers;

import io.jitpeers.eviction.SweepReport;
import io.jitpeers.spi.StoreException;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Shared code of the tests of races. */
final class RaceRig {
  private RaceRig() {}

  /** A setup whose store the test can interfere with. */
  static final class Rig {
    final Harness.Setup setup = Harness.setup();
    HookedStore store;

    Runnable slowPolicy = () -> {};
    boolean watching = true;
    boolean initiating;

    /** A peer that listings lack, as happens on a device that is being changed. */
    PublicKey hidden;

    Harness start() throws StoreException {
      setup.storeWrapper =
          real -> {
            store = new HookedStore(real);
            store.watching = watching;
            store.initiating = initiating;
            store.hidden = hidden;
            store.incomplete = hidden != null;
            return store;
          };
      return setup.start();
    }
  }

  static Harness idle(Rig rig, PrivateKey client) throws StoreException {
    Harness h = rig.start();
    h.control.put(client.publicKey(), 1);
    h.sendAndRun(client);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    sweep(h);
    h.time.advance(Duration.ofMinutes(11));
    h.stages.runAll();
    return h;
  }

  static SweepReport sweep(Harness h) {
    CompletableFuture<SweepReport> report = h.orchestrator.evictNow();
    h.stages.runAll();
    return report.join();
  }

  /**
   * Starts with eviction paused: the time that makes a peer idle would also start scheduled sweeps.
   */
  static Harness idlePaused(Rig rig, PrivateKey client) throws StoreException {
    Harness h = rig.start();
    h.orchestrator.pauseEviction();
    h.control.put(client.publicKey(), 1);
    h.sendAndRun(client);
    h.store.handshakeCompleted(client.publicKey(), Harness.CLIENT);
    sweep(h);
    h.time.advance(Duration.ofMinutes(11));
    return h;
  }

  static PrivateKey newKey() {
    return PrivateKey.generate(new SecureRandom());
  }

  static TestPacket sendTo(Harness h, PrivateKey client, PublicKey gateway) {
    h.time.advance(Duration.ofMillis(1));
    byte[] datagram =
        FakeClient.of(client, gateway, h.random).initiation(Tai64n.of(h.time.wallTime()), 1);
    TestPacket packet = h.source.deliver(new TestPacket(datagram, h.time.nanoTime()));
    h.stages.runAll();
    return packet;
  }
}
