package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.EvictionOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testing.OneFault;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One call throws while the control plane is asked about resident peers. Whichever call it is, no
 * question stays open, and every peer is asked about again.
 */
class QuestionFaultsTest {
  private static final Duration GRACE = Duration.ofMinutes(1);
  private static final Duration STEP = Duration.ofMillis(500);
  private static final Freshness MINUTE = Freshness.of(Duration.ofMinutes(1));

  private final PublicKey key = PrivateKey.generate(new SecureRandom()).publicKey();

  private PeerConfig config(String allowedIp) {
    return PeerConfig.builder(key).allowedIp(IpPrefix.parse(allowedIp)).build();
  }

  private static Harness.Setup setup(OneFault fault) {
    Harness.Setup setup = Harness.setup();
    setup.clock = fault::clock;
    setup.scheduler = fault::scheduler;
    setup.executors = fault::stages;
    setup.policy = view -> List.of();
    return setup;
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatIsAdoptedIsAskedAboutAgain(OneFault.Place place) throws Exception {
    int call = 0;
    while (adopts(place, call)) {
      call++;
    }
    assertThat(call).as("calls that were made to fail").isPositive();
  }

  /** Returns whether there was such a call. */
  private boolean adopts(OneFault.Place place, int call) throws Exception {
    OneFault fault = new OneFault(place);
    Harness.Setup setup = setup(fault);
    setup.onDevice = List.of(config("10.0.0.1/32"));
    setup.eviction = EvictionOptions.builder().adoptionGrace(GRACE).build();
    try (Harness h = setup.start()) {
      AtomicBoolean asked = new AtomicBoolean();
      h.control.answering(
          about -> {
            if (!asked.getAndSet(true)) {
              fault.after(call);
            }
            return CompletableFuture.completedFuture(
                PeerLookup.found(config("10.0.0.2/32"), MINUTE));
          });
      while (!asked.get()) {
        h.pass(STEP);
      }
      boolean fired = fault.fired();
      fault.disarm();
      h.control.answeringAtOnce();
      h.control.put(config("10.0.0.3/32"), MINUTE);
      h.pass(Duration.ofMinutes(4));

      String where = place + " fails at call " + call;
      assertThat(h.orchestrator.statistics().revalidations().open()).as(where).isZero();
      assertThat(h.store.status(key).orElseThrow().allowedIps())
          .as(where)
          .containsExactly(IpPrefix.parse("10.0.0.3/32"));
      return fired;
    }
  }

  @ParameterizedTest
  @EnumSource
  void peersThatAreDueTogetherAreAllAskedAboutAgain(OneFault.Place place) throws Exception {
    int call = 0;
    while (asksAboutAll(place, call)) {
      call++;
    }
    assertThat(call).as("calls that were made to fail").isPositive();
  }

  /** Returns whether there was such a call. */
  private static boolean asksAboutAll(OneFault.Place place, int call) throws Exception {
    OneFault fault = new OneFault(place);
    Harness.Setup setup = setup(fault);
    try (Harness h = setup.start()) {
      List<PrivateKey> clients = List.of(h.newClient(), h.newClient(), h.newClient());
      for (int n = 1; n <= clients.size(); n++) {
        PublicKey client = clients.get(n - 1).publicKey();
        h.control.put(FakePeerConfigSource.config(client, n), MINUTE);
        h.send(clients.get(n - 1));
      }
      h.stages.runAll();
      h.time.advance(Duration.ofSeconds(59));
      h.stages.runAll();
      fault.after(call);
      OneFault.survive(() -> h.pass(Duration.ofSeconds(2)));
      boolean fired = fault.fired();
      fault.disarm();
      int asked = h.control.questions().size();
      h.pass(Duration.ofMinutes(3));

      String where = place + " fails at call " + call;
      assertThat(h.orchestrator.statistics().revalidations().open()).as(where).isZero();
      assertThat(h.control.questions().stream().skip(asked).map(question -> question.key()))
          .as(where)
          .contains(clients.stream().map(PrivateKey::publicKey).toArray(PublicKey[]::new));
      return fired;
    }
  }
}
