package io.jitpeers.internal.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGeneratorFactory;

/** An eviction cron with a manual clock. Everything runs on the calling thread. */
final class CronBench {
  static final EvictionPolicy NOBODY = view -> List.of();
  static final EvictionPolicy EVERYBODY = EvictionPolicy.when(EvictionCause.IDLE, peer -> true);

  static final Duration CONFIRMATION_TIME = ProvisioningOptions.defaults().confirmationTime();

  final ManualTime time = new ManualTime();
  final HotSet hotSet = new HotSet(time);
  final FakeListingStore store = new FakeListingStore();
  final FakeEvictor evictor = new FakeEvictor(hotSet, store);
  final FakeControlPlane controlPlane = new FakeControlPlane();
  final List<JitEvent> events = new ArrayList<>();
  final EvictionOptions.Builder options =
      EvictionOptions.builder().schedule(EvictionSchedule.every(Duration.ofMinutes(1), 0));
  final RecordedFate fate = new RecordedFate();
  long seed = 1;
  int refreshes;
  EvictionPolicy policy = NOBODY;
  TimeSource clock = time;
  Scheduler scheduler = time;
  Executor executor = Runnable::run;
  Executor policyExecutor = Runnable::run;
  Consumer<JitEvent> listener = events::add;

  EvictionCron cron() {
    return new EvictionCron(dependencies());
  }

  CronDependencies dependencies() {
    Events told = new Events();
    told.addListener(listener::accept);
    Lookups lookups = new Lookups(controlPlane, time, time, ProvisioningOptions.defaults());
    return new CronDependencies(
        () -> refreshes++,
        store,
        hotSet,
        policy,
        options.build(),
        CONFIRMATION_TIME,
        evictor,
        lookups::lookup,
        lookups::lookupInBackground,
        fate,
        controlPlane,
        told,
        clock,
        scheduler,
        executor,
        policyExecutor,
        RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
  }

  /** Installs peers in the hot set and on the device. */
  void install(int... numbers) {
    for (int number : numbers) {
      hotSet.installed(Peers.config(number));
      store.put(Peers.status(number, 0, 0, 0));
    }
  }

  /** Completes handshakes of peers on the device. */
  void handshake(int seconds, int... numbers) {
    for (int number : numbers) {
      store.put(Peers.status(number, seconds, 148, 92));
    }
  }

  /** Installs peers and advances the time until their sessions have been dead for long. */
  void installDead(int... numbers) {
    install(numbers);
    handshake(1, numbers);
    EvictionPolicy wanted = policy;
    policy = NOBODY;
    EvictionCron once = cron();
    assertThat(once.runNow(true).join().listed()).isEqualTo(store.size());
    once.close();
    events.clear();
    policy = wanted;
    time.advance(Duration.ofMinutes(30));
  }

  /** Runs one sweep. */
  SweepReport sweep() {
    return cron().runNow(false).join();
  }
}
