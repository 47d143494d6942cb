package io.jitpeers.examples.quickstart;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A gateway that has the private key of a recorded gateway and receives the recorded packets. */
final class RecordedGateway implements AutoCloseable {
  private static final Duration BEYOND_PROBATION = Duration.ofMinutes(2);
  private static final long OFFER_PATIENCE_SECONDS = 120;

  private final World world;
  private final Recording recording;
  private final DirectPacketSource source;
  private final InMemoryPeerStore store;
  private final JitOrchestrator orchestrator;

  RecordedGateway(World world, Recording recording) throws StoreException {
    this.world = world;
    this.recording = recording;
    source = new DirectPacketSource(recording.name(), world.clock());
    store =
        InMemoryPeerStore.builder()
            .name(recording.name())
            .privateKey(recording.gatewayKey())
            .listenPort(recording.listenPort())
            .timeSource(world.clock())
            .build();
    orchestrator = world.orchestrator().packetSource(source).store(store).build();
    orchestrator.start();
  }

  /**
   * Offers every recorded frame to the orchestrator, and checks that the frame's client is
   * identified and provisioned.
   */
  void replay() throws ClaimFailedException, InterruptedException {
    Recording.Frame before = recording.frames().get(0);
    for (Recording.Frame frame : recording.frames()) {
      world.clock().moveForward(frame.sentAfter(before));
      before = frame;
      requireOpens(frame);
      CompletableFuture<PacketOutcome> first = offer(frame);
      if (recording.framesTwice()) {
        Claims.requireEqual(
            "what becomes of a repeated frame of " + recording.name(),
            PacketOutcome.REJECTED,
            await(offer(frame)));
      }
      Claims.requireEqual(
          "what becomes of a recorded initiation of " + recording.name(),
          PacketOutcome.INSTALLED,
          await(first));
      Claims.require(
          store.contains(frame.initiator()),
          "a datagram is given back when its peer is installed: " + frame.initiator());
    }
    requireProvisioned();
  }

  private void requireOpens(Recording.Frame frame) throws ClaimFailedException {
    ResponderKey key = ResponderKey.of(recording.gatewayKey());
    boolean opens =
        key.open(ByteBuffer.wrap(frame.payload())) instanceof InitiationResult.Opened opened
            && opened.initiator().equals(frame.initiator())
            && opened.timestamp().equals(frame.timestamp());
    key.destroy();
    Claims.require(
        opens,
        "a recorded initiation opens to the key "
            + frame.initiator()
            + " and the time "
            + frame.timestamp());
  }

  /**
   * Offers a frame to the gateway. The result is INSTALLED if the gateway passes the datagram on
   * unchanged, and FAILED if the gateway passes on a changed datagram. If the gateway drops the
   * datagram, the result is the packet outcome that it gives as the reason. If the gateway passes
   * the datagram on without having examined it, the result is NOT_EXAMINED.
   */
  private CompletableFuture<PacketOutcome> offer(Recording.Frame frame) {
    CompletableFuture<PacketOutcome> outcome = new CompletableFuture<>();
    source.offer(
        frame.payload(),
        frame.source(),
        frame.destination(),
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {
            boolean whole = datagram.equals(ByteBuffer.wrap(frame.payload()));
            outcome.complete(whole ? PacketOutcome.INSTALLED : PacketOutcome.FAILED);
          }

          @Override
          public void passUnexamined(ByteBuffer datagram) {
            drop(PacketOutcome.NOT_EXAMINED);
          }

          @Override
          public void drop(PacketOutcome why) {
            outcome.complete(why);
          }
        });
    return outcome;
  }

  private static PacketOutcome await(CompletableFuture<PacketOutcome> outcome)
      throws ClaimFailedException, InterruptedException {
    try {
      return outcome.get(OFFER_PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ClaimFailedException("every offered datagram is completed in good time", e);
    }
  }

  private void requireProvisioned() throws ClaimFailedException, InterruptedException {
    List<PublicKey> clients = recording.clients();
    // Events arrive shortly after the datagrams.
    Claims.await(
        () -> world.tally().provisioned().containsAll(clients),
        "the clients of " + recording.name() + " are provisioned");
    Claims.requireSame(
        "the resident peers of " + recording.name(),
        clients,
        orchestrator.snapshot().hotSet().stream().map(ResidentPeer::key).toList());
    Claims.requireEqual("the peers on the device", clients.size(), store.size());
    Counts counts = Counts.awaitQuiet(world, orchestrator::statistics);
    JitStatistics statistics = counts.gateway();
    Claims.requireEqual(
        "lookups for the clients of " + recording.name(),
        // The recorded clients get no response and retry. Each peer that is installed again takes
        // another lookup.
        clients.size() + statistics.store().installedAgain(),
        counts.lookups());
    Map<Outcome, Long> happened = new EnumMap<>(statistics.outcomes());
    happened.values().removeIf(count -> count == 0);
    Claims.requireEqual(
        "the outcomes of " + recording.name(), recording.expectedOutcomes(), happened);
  }

  /**
   * Moves the clock until peers without a handshake have to be evicted, and checks that these peers
   * are evicted.
   */
  void outlastProbation() throws ClaimFailedException, InterruptedException {
    world.clock().moveForward(BEYOND_PROBATION);
    Claims.await(
        () -> orchestrator.statistics().resident() == 0 && store.size() == 0,
        "peers that complete no handshake are evicted: " + recording.name());
    Claims.await(
        () ->
            orchestrator.statistics().evictions().getOrDefault(EvictionCause.NEVER_ESTABLISHED, 0L)
                == recording.clients().size(),
        "evictions of " + recording.name() + " are counted by their cause");
  }

  @Override
  public void close() {
    orchestrator.close();
    world.tally().add(orchestrator.statistics());
  }
}
