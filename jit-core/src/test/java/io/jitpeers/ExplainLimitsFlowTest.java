package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.explain.NextInitiation;
import io.jitpeers.explain.Prospect;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Explanations while a limit is reached. What is predicted is then done. */
class ExplainLimitsFlowTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static Harness start(ProvisioningOptions.Builder options) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.provisioning = options.build();
    return setup.start();
  }

  private static NextInitiation next(Harness h, PrivateKey client) {
    return h.orchestrator.explain(client.publicKey()).next();
  }

  /** A client that was installed and evicted. Its config is cached for an hour, or two at worst. */
  private static PrivateKey evicted(Harness h, int n) {
    PrivateKey client = h.newClient();
    h.control.put(FakePeerConfigSource.config(client.publicKey(), n), new Freshness(HOUR, HOUR));
    h.sendAndRun(client);
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    return client;
  }

  private static void assertSentAndEnded(Harness h, PrivateKey client, Outcome outcome) {
    long before = h.count(outcome);
    h.sendAndRun(client);
    assertThat(h.count(outcome)).as("it ends as predicted").isEqualTo(before + 1);
  }

  @Test
  void strangersHaveOnlyTheirShare() throws Exception {
    try (Harness h = start(ProvisioningOptions.builder().maxPending(4).strangersShare(0.5))) {
      PrivateKey known = evicted(h, 1);
      PrivateKey stranger = h.newClient();
      h.control.answeringByHand();
      assertThat(next(h, stranger).prospect()).isEqualTo(Prospect.ASK);
      h.sendAndRun(h.newClient());
      h.sendAndRun(h.newClient());

      assertThat(next(h, stranger).prospect()).isEqualTo(Prospect.PENDING_FULL);
      assertThat(next(h, stranger).sentence()).contains("provisioning.strangers-share");
      assertThat(next(h, known).prospect()).isEqualTo(Prospect.INSTALL_FROM_CACHE);
      assertSentAndEnded(h, stranger, Outcome.PENDING_FULL);
      assertSentAndEnded(h, known, Outcome.INSTALLED);
    }
  }

  @Test
  void reservedPlacesAreTaken() throws Exception {
    try (Harness h = start(ProvisioningOptions.builder().maxResidentPeers(1))) {
      PrivateKey first = evicted(h, 1);
      PrivateKey second = evicted(h, 2);
      h.time.advance(HOUR);
      h.control.answeringByHand();
      h.sendAndRun(first);
      assertThat(next(h, first).prospect()).isEqualTo(Prospect.PROVISIONING);
      assertThat(next(h, second).prospect()).isEqualTo(Prospect.AT_CAPACITY);
      assertSentAndEnded(h, second, Outcome.AT_CAPACITY);
    }
  }

  @Test
  void bothLimitsAreReached() throws Exception {
    ProvisioningOptions.Builder options =
        ProvisioningOptions.builder().maxPending(1).strangersShare(1).maxResidentPeers(1);
    try (Harness h = start(options)) {
      PrivateKey known = evicted(h, 1);
      h.time.advance(HOUR);
      h.sendAndRun(h.knownClient(2));
      h.control.answeringByHand();
      h.sendAndRun(h.newClient());
      assertThat(next(h, known).prospect()).isEqualTo(Prospect.PENDING_FULL);
      assertSentAndEnded(h, known, Outcome.PENDING_FULL);
    }
  }

  @Test
  void strangersAreAskedAboutEvenIfTheDeviceIsFull() throws Exception {
    try (Harness h = start(ProvisioningOptions.builder().maxResidentPeers(1))) {
      h.sendAndRun(h.knownClient(1));
      PrivateKey permitted = h.knownClient(2);
      assertThat(next(h, permitted).prospect()).isEqualTo(Prospect.AT_CAPACITY);
      assertThat(next(h, permitted).sentence()).startsWith("the control plane is asked");
      assertSentAndEnded(h, permitted, Outcome.AT_CAPACITY);

      PrivateKey unknown = h.newClient();
      h.control.putNotFound(unknown.publicKey(), Duration.ofSeconds(30));
      assertSentAndEnded(h, unknown, Outcome.NOT_FOUND);
      assertThat(next(h, unknown).prospect()).isEqualTo(Prospect.NOT_FOUND);
      assertSentAndEnded(h, unknown, Outcome.NOT_FOUND);
    }
  }
}
