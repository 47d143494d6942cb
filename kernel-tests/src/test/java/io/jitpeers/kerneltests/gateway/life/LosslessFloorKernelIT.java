package io.jitpeers.kerneltests.gateway.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.process.WebhookReceiver;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Crowd;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.HotSetWatch;
import io.jitpeers.kerneltests.gateway.world.HotSetWatch.Departure;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real three minutes: with the default floor no peer with a usable session is evicted, however
 * short the idle time is, and an evicted client returns with its next packet.
 */
@Tag("long")
class LosslessFloorKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int CROWD = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** REJECT_AFTER_TIME, whitepaper section 6.1, and the default of eviction.lossless-floor. */
  private static final Duration SESSION = Duration.ofMinutes(3);

  /** Idle peers are due long before that. */
  private static final List<String> EVICTION =
      GatewayProcess.set("eviction-policy.idle.after=10s", "eviction.every=2s");

  @TempDir static Path folder;

  @Test
  void nobodyIsEvictedWhoseSessionCanBeUsedAndWhoIsComesBackByTalking() {
    try (World world = new World()) {
      Site site = world.site("crowd");
      WebhookReceiver webhook = world.own(WebhookReceiver.start(world.gateway(), folder));
      HotSetWatch watch = start(world, webhook);
      Crowd crowd = Crowd.of(clients(site)).join();
      FirstReplies.requireAtOnce(crowd);
      Set<PublicKey> keys =
          crowd.clients().stream().map(Client::publicKey).collect(Collectors.toSet());

      boolean gone = Await.until(PATIENCE, () -> departed(watch).containsAll(keys));

      assertThat(gone).isTrue();
      assertThat(watch.departures())
          .as("sessions")
          .hasSize(CROWD)
          .allMatch(departure -> departure.session().compareTo(SESSION) >= 0);
      assertThat(Await.until(PATIENCE, () -> webhook.disconnected().containsAll(keys))).isTrue();
      assertThat(webhook.connected()).isEqualTo(keys);
      assertThat(webhook.reasons()).as("after the end of their sessions").containsExactly("silent");
      // The clients' sessions have expired for them too, so nothing was lost.
      FirstReplies.requireAtOnce(crowd);
      assertThat(watch.present()).isEqualTo(keys);
    }
  }

  private static HotSetWatch start(World world, WebhookReceiver webhook) {
    ControlPlaneProcess controlPlane =
        world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, CROWD)));
    WG.create(world.gateway());
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(EVICTION);
    flags.addAll(webhook.flags());
    GatewayProcess gateway =
        world.own(GatewayProcess.launch(world.gateway(), "floor", STATUS_PORT, flags));
    gateway.awaitStarted();
    return world.own(HotSetWatch.start(WG.in(world.gateway())));
  }

  private static List<Client> clients(Site site) {
    return IntStream.range(0, CROWD)
        .mapToObj(index -> Client.of(site, Member.of(0, index), WG, Family.IPV4))
        .toList();
  }

  private static Set<PublicKey> departed(HotSetWatch watch) {
    return watch.departures().stream().map(Departure::key).collect(Collectors.toSet());
  }
}
