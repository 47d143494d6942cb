package io.jitpeers.kerneltests.gateway.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A control plane that changes the configs of connected clients: the device follows while the
 * clients keep communicating. This also holds for a gateway that was down during the change.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TruthOverTimeKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Longer than any of these tests: an earlier change has another cause. */
  private static final List<String> LONG = List.of("--max-age=100000");

  private static final List<String> SHORT = List.of("--max-age=2");

  private static final Member FIRST = Member.of(0, 1);
  private static final Member SECOND = Member.of(0, 2);
  private static final Member THIRD = Member.of(0, 3);
  private static final Member FOURTH = Member.of(0, 4);
  private static final Member FIFTH = Member.of(0, 5);

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private WireGuardInterface wg;
  private ControlPlaneProcess controlPlane;
  private GatewayProcess gateway;

  @BeforeAll
  void start() {
    site = world.site("clients");
    wg = WG.create(world.gateway());
    launch(LONG, "off");
    // The config of the second client still contains the first client's address.
    controlPlane.assign(FIRST, SECOND.address());
    controlPlane.assign(THIRD);
    controlPlane.assign(FIFTH);
  }

  /** Starts both programs, the control plane with its existing database. */
  private void launch(List<String> controlPlaneFlags, String changes) {
    controlPlane =
        world.own(
            ControlPlaneProcess.start(
                world.gateway(), folder, Stream.of(Member.of(0, 0)), controlPlaneFlags));
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(
        GatewayProcess.set(
            "config-source.http.changes=" + changes,
            "answer-cache.max-freshness=2d",
            "revalidation.max-age=2d",
            "revalidation.min-age=1s",
            "state.directory=" + folder.resolve("state"),
            "eviction.found=ours-only",
            "eviction.every=2s"));
    gateway =
        world
            .own(GatewayProcess.launch(world.gateway(), "truth", STATUS_PORT, flags))
            .awaitStarted();
  }

  private void relaunch(List<String> controlPlaneFlags, String changes) {
    gateway.close();
    controlPlane.stop();
    launch(controlPlaneFlags, changes);
  }

  @AfterAll
  void close() {
    world.close();
  }

  private Client client(Member member) {
    return Client.of(site, member, WG, Family.IPV4);
  }

  private List<IpPrefix> onDevice(Member member) {
    return wg.dump().find(member.publicKey()).map(peer -> peer.allowedIps()).orElse(List.of());
  }

  private static List<IpPrefix> addressOf(Member member) {
    return List.of(IpPrefix.parse(member.address() + "/32"));
  }

  private boolean comesTrue(BooleanSupplier condition) {
    return Await.until(PATIENCE, condition);
  }

  private void requireOnDevice(Member member, List<IpPrefix> wanted) {
    boolean inTime = comesTrue(() -> onDevice(member).equals(wanted));
    assertThat(onDevice(member)).as("in time: %s", inTime).isEqualTo(wanted);
  }

  /** The counter changes a moment after the device. */
  private void requireRevokedOnce() {
    boolean inTime = comesTrue(() -> revoked() > 0);
    assertThat(revoked()).as("in time: %s", inTime).isEqualTo(1);
  }

  private double revoked() {
    return gateway.metric("jit_evictions_total", "revoked");
  }

  /** No hint reports the change; but another client requests the address. */
  @Test
  @Order(1)
  void anAddressThatWasReassignedIsItsNewOwnersInTheFirstPacket() {
    Client old = client(FIRST).join();
    assertThat(old.ping(1)).as("its own address is not its own yet").isEmpty();
    requireOnDevice(FIRST, addressOf(SECOND));
    controlPlane.assign(FIRST);
    controlPlane.assign(SECOND);
    FirstReplies.requireAtOnce(client(SECOND).join());

    assertThat(onDevice(SECOND)).isEqualTo(addressOf(SECOND));
    requireOnDevice(FIRST, addressOf(FIRST));
    assertThat(old.ping(Client.PATIENCE_SECONDS)).as("in the session it had").isPresent();
  }

  /** The old key is unknown by now, and its peer still exists. */
  @Test
  @Order(2)
  void aDeviceThatIsEnrolledWithANewKeyIsInAtOnce() {
    FirstReplies.requireAtOnce(client(THIRD).join());
    controlPlane.remove(THIRD);
    controlPlane.assign(FOURTH, THIRD.address());

    Client anew = client(FOURTH).join();
    assertThat(anew.ping(1)).as("its packets are from another address").isEmpty();

    requireOnDevice(FOURTH, addressOf(THIRD));
    requireOnDevice(THIRD, List.of());
    requireRevokedOnce();
  }

  @Test
  @Order(3)
  void withHintsAPeerThatKeepsTalkingFollowsAndLeavesAtOnce() throws Exception {
    relaunch(LONG, "auto");
    Client client = client(FIFTH).join();
    FirstReplies.requireAtOnce(client);
    try (SteadyPing steady = SteadyPing.start(client, "0.1", folder)) {
      steady.awaitAnswer();

      controlPlane.assign(FIFTH, "10.99.99.99");
      assertThat(comesTrue(() -> onDevice(FIFTH).equals(List.of(IpPrefix.parse("10.99.99.99/32")))))
          .isTrue();
      controlPlane.assign(FIFTH);
      steady.awaitAnswer();

      controlPlane.remove(FIFTH);
      assertThat(comesTrue(() -> wg.dump().find(FIFTH.publicKey()).isEmpty())).isTrue();
    }
    assertThat(comesTrue(() -> gateway.metric("jit_hints_total") >= 3)).isTrue();
  }

  @Test
  @Order(4)
  void withoutHintsAPeerThatKeepsTalkingFollowsWithinItsFreshness() throws Exception {
    relaunch(SHORT, "off");
    Client client = client(FIRST).forgetSession();
    FirstReplies.requireReply(client);
    try (SteadyPing steady = SteadyPing.start(client, "0.1", folder)) {
      steady.awaitAnswer();

      controlPlane.assign(FIRST, "10.99.99.98");
      assertThat(comesTrue(() -> onDevice(FIRST).equals(List.of(IpPrefix.parse("10.99.99.98/32")))))
          .isTrue();
      controlPlane.assign(FIRST);
      steady.awaitAnswer();

      controlPlane.remove(FIRST);
      assertThat(comesTrue(() -> wg.dump().find(FIRST.publicKey()).isEmpty())).isTrue();
    }
  }

  /** The gateway recognizes the peers that it installed, so no grace period applies. */
  @Test
  @Order(5)
  void whatChangedWhileTheGatewayWasDownIsSetRightWhenItIsBack() {
    FirstReplies.requireReply(client(SECOND).forgetSession());
    assertThat(comesTrue(() -> onDevice(SECOND).equals(addressOf(SECOND)))).isTrue();
    assertThat(comesTrue(() -> onDevice(FOURTH).equals(addressOf(THIRD)))).isTrue();

    gateway.process().kill();
    controlPlane.assign(SECOND, "10.99.99.97");
    controlPlane.remove(FOURTH);
    relaunch(LONG, "off");

    assertThat(comesTrue(() -> onDevice(SECOND).equals(List.of(IpPrefix.parse("10.99.99.97/32")))))
        .isTrue();
    assertThat(comesTrue(() -> wg.dump().find(FOURTH.publicKey()).isEmpty())).isTrue();
    requireRevokedOnce();
  }

  /** The kernel keeps the peers of a device that gets another key. */
  @Test
  @Order(6)
  void afterTheDeviceGotAnotherKeyARestartedGatewayStillKnowsItsPeers() {
    PublicKey second = SECOND.publicKey();
    wg.configure(TestKeys.privateKey(6000), WG.port());
    assertThat(comesTrue(() -> gateway.metric("jit_device_changes_total") > 0)).isTrue();
    assertThat(wg.dump().find(second)).isPresent();

    gateway.process().kill();
    controlPlane.remove(SECOND);
    relaunch(LONG, "off");

    assertThat(comesTrue(() -> wg.dump().find(second).isEmpty())).isTrue();
    requireRevokedOnce();
  }
}
