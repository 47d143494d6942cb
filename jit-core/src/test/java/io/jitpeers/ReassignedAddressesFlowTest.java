package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The control plane reassigns an address from one client to another while both may be connected.
 */
class ReassignedAddressesFlowTest extends TruthFlow {
  @Test
  void anAddressThatWasGivenUpIsFreeForAnother() throws Exception {
    start();
    PrivateKey client = connected("10.0.0.1/32");
    h.control.put(config(client, "10.0.0.2/32"), MINUTE);
    h.pass(Duration.ofSeconds(61));

    PrivateKey other = connected("10.0.0.1/32");

    assertThat(onDevice(other)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(client)).isEqualTo(prefixes("10.0.0.2/32"));
  }

  @Test
  void anAddressThatWasReassignedIsGivenInTheNewOwnersFirstPacket() throws Exception {
    start();
    PrivateKey old = connected("10.0.0.1/32");
    h.control.put(config(old, "10.0.0.2/32"), MINUTE);
    PrivateKey owner = h.newClient();
    h.control.put(config(owner, "10.0.0.1/32"), MINUTE);

    TestPacket first = h.sendAndRun(owner);

    assertThat(first.outcome()).isEqualTo(PacketOutcome.INSTALLED);
    assertThat(onDevice(owner)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(old)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(h.control.lastQuestion().key()).isEqualTo(old.publicKey());
    assertThat(h.control.lastQuestion().query().urgency()).isEqualTo(Urgency.FIRST_PACKET);
  }

  @Test
  void aHolderThatIsUnknownByNowMakesRoomForAnEnrolmentWithANewKey() throws Exception {
    start();
    PrivateKey old = connected("10.0.0.1/32");
    h.control.putNotFound(old.publicKey(), Duration.ZERO);
    PrivateKey anew = h.newClient();
    h.control.put(config(anew, "10.0.0.1/32"), MINUTE);

    assertThat(h.sendAndRun(anew).outcome()).isEqualTo(PacketOutcome.INSTALLED);

    assertThat(h.isResident(old.publicKey())).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
  }

  @Test
  void aHolderThatStillOwnsTheAddressKeepsIt() throws Exception {
    start();
    PrivateKey holder = connected("10.0.0.1/32");
    PrivateKey wanting = h.newClient();
    h.control.put(config(wanting, "10.0.0.1/32"), MINUTE);

    assertThat(h.sendAndRun(wanting).outcome()).isEqualTo(Outcome.CONFIG_REFUSED.packetOutcome());

    assertThat(onDevice(holder)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.isResident(wanting.publicKey())).isFalse();
    assertThat(h.count(Outcome.CONFIG_REFUSED)).isEqualTo(1);
  }

  @Test
  void aHolderOfWhomTheControlPlaneSaysNothingKeepsTheAddress() throws Exception {
    start();
    PrivateKey holder = connected("10.0.0.1/32");
    PrivateKey wanting = h.newClient();
    PeerConfig wanted = config(wanting, "10.0.0.1/32");
    h.control.answering(
        key ->
            key.equals(holder.publicKey())
                ? CompletableFuture.failedFuture(
                    new LookupException(LookupException.Reason.UNAVAILABLE, "on purpose"))
                : CompletableFuture.completedFuture(PeerLookup.found(wanted, MINUTE)));

    assertThat(h.sendAndRun(wanting).outcome()).isEqualTo(Outcome.CONFIG_REFUSED.packetOutcome());
    assertThat(onDevice(holder)).isEqualTo(prefixes("10.0.0.1/32"));
  }

  @Test
  void twoPeersSwapTheirAddresses() throws Exception {
    start();
    PrivateKey a = connected("10.0.0.1/32");
    PrivateKey b = connected("10.0.0.2/32");
    h.control.put(config(a, "10.0.0.2/32"), MINUTE);
    h.control.put(config(b, "10.0.0.1/32"), MINUTE);

    h.pass(Duration.ofSeconds(62));

    assertThat(onDevice(a)).isEqualTo(prefixes("10.0.0.2/32"));
    assertThat(onDevice(b)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(h.events(JitEvent.PeerChangeRefused.class)).isEmpty();
  }

  @Test
  void aResidentPeerThatIsGivenAnothersAddressDoesNotGetIt() throws Exception {
    start();
    PrivateKey a = connected("10.0.0.1/32");
    PrivateKey b = connected("10.0.0.2/32", "10.0.1.2/32");
    h.control.put(config(b, "10.0.0.1/32", "10.0.1.2/32"), MINUTE);

    h.pass(Duration.ofMinutes(3));

    assertThat(onDevice(a)).isEqualTo(prefixes("10.0.0.1/32"));
    assertThat(onDevice(b))
        .as("it gives up what is not its own")
        .isEqualTo(prefixes("10.0.1.2/32"));
    assertThat(h.events(JitEvent.PeerChangeRefused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains(a.publicKey().toString()));
  }
}
