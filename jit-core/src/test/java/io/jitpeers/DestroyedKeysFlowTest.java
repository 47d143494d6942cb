package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.FakePeerConfigSource.Question;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A config source in the same process that destroys preshared keys when they are outdated. */
class DestroyedKeysFlowTest extends TruthFlow {
  private static PresharedKey secret(int number) {
    byte[] bytes = new byte[PresharedKey.LENGTH];
    bytes[0] = (byte) number;
    return PresharedKey.ofBytes(bytes);
  }

  private static PeerConfig with(PresharedKey secret, PrivateKey client, String allowedIp) {
    return config(client, allowedIp).toBuilder().presharedKey(secret).build();
  }

  /** Connects a client whose answer has a validator. */
  private PrivateKey connectedWith(PresharedKey secret, Freshness freshness, String allowedIp) {
    PrivateKey client = h.newClient();
    h.control.answeringByHand();
    h.send(client);
    h.stages.runAll();
    h.control.lastQuestion().found(with(secret, client, allowedIp), freshness, "\"1\"");
    h.stages.runAll();
    assertThat(h.isResident(client.publicKey())).isTrue();
    h.store.handshakeCompleted(client.publicKey(), ROAMED);
    h.control.answeringAtOnce();
    return client;
  }

  @Test
  void anAnswerThatItStillHoldsEndsItsQuestionAndTheNextGetsTheNewKey() throws Exception {
    start();
    PresharedKey old = secret(1);
    PrivateKey client = connectedWith(old, MINUTE, "10.0.0.1/32");
    PrivateKey other = connected("10.0.0.2/32");
    h.control.answeringByHand();
    h.time.advance(Duration.ofSeconds(61));
    Question question =
        h.control.questions().stream()
            .filter(asked -> asked.key().equals(client.publicKey()))
            .reduce((earlier, later) -> later)
            .orElseThrow();
    assertThat(question.query().validator()).contains("\"1\"");
    h.control.lastQuestion().found(config(other, "10.0.0.3/32"));
    old.destroy();
    question.notModified(MINUTE);
    h.stages.runAll();
    assertThat(onDevice(other)).isEqualTo(prefixes("10.0.0.3/32"));

    h.control.answeringAtOnce();
    h.control.put(with(secret(2), client, "10.0.0.1/32"), HOUR);
    h.control.put(config(other, "10.0.0.3/32"), HOUR);
    h.pass(Duration.ofMinutes(2));

    assertThat(h.store.config(client.publicKey()).orElseThrow().presharedKey()).contains(secret(2));
    assertNothingIsOpen();
  }

  @Test
  void whatIsRememberedWithADestroyedKeyIsAskedForAnew() throws Exception {
    start();
    PresharedKey old = secret(1);
    PrivateKey client = connectedWith(old, HOUR, "10.0.0.1/32");
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    assertThat(h.isResident(client.publicKey())).isFalse();

    old.destroy();
    h.control.put(with(secret(2), client, "10.0.0.1/32"), HOUR);

    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(h.control.lastQuestion().query().validator()).isEmpty();
  }

  @Test
  void anAnswerWithADestroyedKeyIsRefusedInWords() throws Exception {
    start();
    PresharedKey gone = secret(1);
    gone.destroy();
    PrivateKey client = h.newClient();
    h.control.put(with(gone, client, "10.0.0.1/32"), HOUR);

    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.REJECTED);
    assertThat(h.events(JitEvent.PeerRefused.class))
        .singleElement()
        .extracting(JitEvent.PeerRefused::reason)
        .asString()
        .contains("preshared key was destroyed");
  }
}
