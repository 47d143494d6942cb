package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.linux.Errno;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.PrivateKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kernel that refuses requests, loses answers and gives wrong ones. The gateway reports the
 * failures, and its state is correct again within two sweeps. It never changes peers that it does
 * not own.
 */
@Timeout(600)
class KernelErrorsFlowTest {
  private GatewayOnFakeKernel gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = new GatewayOnFakeKernel(1);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EPERM, Errno.ENODEV, Errno.ENOBUFS, Errno.EBUSY, Errno.ENOMEM})
  void aKernelThatTakesNothingFailsClientsAndLosesNobody(int errno) throws Exception {
    List<PrivateKey> there = gateway.newClients(10);
    gateway.provision(there);
    List<PrivateKey> coming = gateway.newClients(10);
    gateway.kernel.faults().failSends(errno);

    assertThat(gateway.initiate(coming).values()).containsOnly(PacketOutcome.FAILED);
    CompletableFuture<Boolean> failed =
        gateway
            .orchestrator
            .evict(there.get(0).publicKey())
            .handle((wasResident, failure) -> failure != null);
    assertThat(failed.join()).isTrue();
    assertThat(gateway.sweep()).isEmpty();
    assertThat(gateway.sweep()).isEmpty();
    there.forEach(client -> assertThat(gateway.orchestrator.find(client.publicKey())).isPresent());

    gateway.kernel.faults().clear();
    gateway.provision(coming);
    there.addAll(coming);
    gateway.assertConverged(there);
    assertThat(gateway.device.peerCount()).isEqualTo(there.size() + gateway.theirs.size());
    assertThat(gateway.events).noneMatch(JitEvent.PeerLost.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.EBUSY, Errno.ENOMEM, Errno.EINVAL, Errno.ENOBUFS, Errno.EPERM})
  void peersThatAreRefusedInABatchAreAloneInThat(int errno) throws Exception {
    List<PrivateKey> all = gateway.newClients(40);
    for (int n = 0; n < all.size(); n += 7) {
      gateway.kernel.faults().failSetOf(all.get(n).publicKey(), errno, "not this one");
    }
    Map<PrivateKey, PacketOutcome> outcomes = gateway.initiate(all);
    for (int n = 0; n < all.size(); n += 7) {
      assertThat(outcomes.get(all.get(n))).isEqualTo(PacketOutcome.FAILED);
    }
    if (errno != Errno.EPERM) {
      assertThat(outcomes.values().stream().filter(PacketOutcome.INSTALLED::equals)).hasSize(34);
    }
    gateway.kernel.faults().clear();
    for (PrivateKey client : all) {
      if (outcomes.get(client) != PacketOutcome.INSTALLED) {
        assertThat(gateway.initiate(client)).isEqualTo(PacketOutcome.INSTALLED);
      }
    }
    gateway.assertConverged(all);
    assertThat(gateway.device.peerCount()).isEqualTo(all.size() + gateway.theirs.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {Errno.ENOMEM, Errno.EINTR, Errno.ENOBUFS})
  void whatWasDoneThoughTheAnswerWasLostIsOurs(int errno) throws Exception {
    List<PrivateKey> all = gateway.newClients(30);
    for (PrivateKey client : all) {
      gateway.kernel.faults().failReceiveAfter(0, errno);
      gateway.initiate(client);
    }
    gateway.kernel.faults().clear();
    gateway.assertConverged(all);
  }

  @Test
  void dumpsThatAreInterruptedForEverLoseNobody() throws Exception {
    List<PrivateKey> all = gateway.newClients(30);
    gateway.provision(all);
    gateway.kernel.faults().interruptDumps(1_000);
    for (int n = 0; n < 5; n++) {
      gateway.sweep();
    }
    assertThat(gateway.orchestrator.snapshot().hotSet())
        .hasSize(all.size() + gateway.theirs.size());
    gateway.kernel.faults().clear();
    gateway.assertConverged(all);
    assertThat(gateway.events).noneMatch(JitEvent.PeerLost.class::isInstance);
  }

  @Test
  void aListingThatEndsEarlyAndDoesNotSayItLosesNobody() throws Exception {
    List<PrivateKey> all = gateway.newClients(200);
    gateway.provision(all);
    gateway.kernel.setDatagramLength(1_024);
    gateway.kernel.faults().endNextDumpAfter(3);
    gateway.sweep();
    gateway.assertConverged(all);
    assertThat(gateway.events).noneMatch(JitEvent.PeerLost.class::isInstance);
    assertThat(gateway.device.peerCount()).isEqualTo(all.size() + gateway.theirs.size());
  }

  @Test
  void peersThatLeftWhileNothingCouldBeReadAreMissedAfterwards() throws Exception {
    List<PrivateKey> all = gateway.newClients(20);
    gateway.provision(all);
    gateway.kernel.faults().failSends(Errno.ENOBUFS);
    gateway.sweep();
    for (PrivateKey client : all.subList(0, 10)) {
      gateway.device.removePeer(client.publicKey());
    }
    gateway.kernel.faults().clear();
    gateway.assertConverged(all);
    assertThat(gateway.events.stream().filter(JitEvent.PeerLost.class::isInstance)).hasSize(10);
    gateway.provision(all.subList(0, 10));
    gateway.assertConverged(all);
  }
}
