package io.jitpeers.internal.admission;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.KnownSources;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.KeyAgreement25519;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;

/** An admission stage that records what it passed, and the outcomes of the rest. */
final class AdmissionGate {
  final List<PublicKey> opened = new ArrayList<>();
  final List<Demand.Initiation> admitted = new ArrayList<>();
  final Events events = new Events();
  final Completions completions = new Completions();
  final PacketHandler handler;
  final KnownSources sources;
  private final AdmissionStage stage;

  /** Creates a gate that opens each packet at once. */
  AdmissionGate(PrivateKey gateway, ManualTime time) {
    this(gateway, time, Runnable::run, new StageWatch());
  }

  AdmissionGate(PrivateKey gateway, ManualTime time, Executor opener, StageWatch stages) {
    this(
        gateway,
        time,
        opener,
        stages,
        AdmissionOptions.builder().perSourceRate(20).perSourceBurst(30).build());
  }

  AdmissionGate(
      PrivateKey gateway,
      ManualTime time,
      Executor opener,
      StageWatch stages,
      AdmissionOptions options) {
    InMemoryPeerStore store =
        InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build();
    HotSet hotSet = new HotSet(time);
    sources = hotSet.sources();
    CurrentDevice device =
        new CurrentDevice(store, hotSet, events, KeyAgreement25519.bouncyCastle());
    try {
      device.start();
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
    stage =
        new AdmissionStage(
            device,
            new DuplicateFilter(options.duplicateWindow(), new Random(1)),
            new RateLimits(options, time.nanoTime(), new Random(2), sources),
            completions,
            events,
            time,
            new OpenStage(
                device,
                completions,
                events,
                time,
                opener,
                (demand, initiation) -> {
                  admitted.add(demand);
                  opened.add(initiation.initiator());
                  completions.complete(demand.packet(), Outcome.INSTALLED);
                }),
            stages);
    handler = stage.handlerOf(new ManualPacketSource());
  }

  long received() {
    return stage.received();
  }

  Map<Outcome, Long> counts() {
    return completions.counts();
  }
}
