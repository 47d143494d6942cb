package io.jitpeers.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.controlplane.PeerDirectory;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The quick start's claims are real: they fail when the control plane lies about one peer. */
class LyingControlPlaneTest {
  private static final Scale SMALL = scale(2, Duration.ofMinutes(1));

  /** For the test in which a client waits in vain; on a slow machine others may do so too. */
  private static final Scale HASTY = scale(1, Duration.ofSeconds(2));

  private final PublicKey other = PrivateKey.generate(new SecureRandom()).publicKey();
  private final AtomicReference<PublicKey> victim = new AtomicReference<>();

  private static Scale scale(int attempts, Duration patience) {
    return new Scale(60, 20, 2, 2, 8, 8, attempts, patience);
  }

  /** Runs with a control plane that lies about one peer, and tells which claim failed. */
  private String run(
      Scale scale,
      Function<Population, PublicKey> choice,
      BiFunction<PublicKey, Optional<PeerConfig>, Optional<PeerConfig>> lie)
      throws Exception {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    QuickStart quickStart =
        new QuickStart(
            scale,
            new Screen(nowhere),
            truth -> {
              PublicKey chosen = choice.apply((Population) truth);
              victim.set(chosen);
              PeerDirectory liar =
                  key -> key.equals(chosen) ? lie.apply(key, truth.find(key)) : truth.find(key);
              return liar;
            });
    Report report = quickStart.run();
    String json = ReportJson.write(report);
    assertThat(QuickStartJson.parse(json).ok()).isEqualTo(report.failure().isEmpty());
    return report.failure().map(Throwable::getMessage).orElse("every claim was verified");
  }

  private static PublicKey client(Population population) {
    return population.clients().get(7).key();
  }

  private static PublicKey recordedClient() {
    try {
      return Recordings.load().get(3).clients().get(2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PeerConfig config(PublicKey key, String allowedIp) {
    return PeerConfig.builder(key).allowedIp(IpPrefix.parse(allowedIp)).build();
  }

  @Test
  void anHonestOnePassesAtThisSizeToo() throws Exception {
    assertThat(run(SMALL, LyingControlPlaneTest::client, (key, truth) -> truth))
        .isEqualTo("every claim was verified");
  }

  @Test
  void aConfigOfAnotherKey() throws Exception {
    assertThat(
            run(
                HASTY,
                LyingControlPlaneTest::client,
                (key, truth) -> Optional.of(config(other, "10.99.0.1/32"))))
        .startsWith("every client completes a handshake (those with the keys ")
        .contains(victim.get().toString());
  }

  @Test
  void anotherAddressThanTheClientHas() throws Exception {
    assertThat(
            run(
                SMALL,
                LyingControlPlaneTest::client,
                (key, truth) -> Optional.of(config(key, "10.99.0.1/32"))))
        .isEqualTo("the peer " + victim.get() + " is installed as the control plane wants it");
  }

  @Test
  void aRecordedClientThatItDoesNotKnow() throws Exception {
    assertThat(run(SMALL, population -> recordedClient(), (key, truth) -> Optional.empty()))
        .isEqualTo(
            "what becomes of a recorded initiation of cooked-v2 should be INSTALLED, and is"
                + " REJECTED");
  }

  @Test
  void anExpiredPeerThatIsWelcomeAllTheSame() throws Exception {
    assertThat(
            run(
                SMALL,
                population -> population.expired().get(0).key(),
                (key, truth) -> Optional.of(config(key, "10.99.0.1/32"))))
        .isEqualTo(
            "what becomes of configs that have expired should be {EXPIRED=2}, and is {EXPIRED=1,"
                + " INSTALLED=1}");
  }
}
