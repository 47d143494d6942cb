package io.jitpeers.examples.quickstart;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.JitStatistics;
import io.jitpeers.Outcome;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.EvictionCause;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.ResidentPeer;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What kernel clients sent to kernel gateways goes in, one gateway after the other: from the same
 * source, to the same destination, at the same pace.
 *
 * <p>Nobody is there to confirm a session, so the clients try again, which is seen as "not being
 * answered", and in the end the peers are evicted for never having completed a handshake.
 */
final class RecordedHandshakes {
  private static final Duration BEYOND_PROBATION = Duration.ofMinutes(2);
  private static final long OFFER_PATIENCE_SECONDS = 20;

  private final World world;

  RecordedHandshakes(World world) {
    this.world = world;
  }

  void run() throws ClaimFailedException, StoreException, InterruptedException {
    int frames = world.recordings().stream().mapToInt(r -> r.frames().size()).sum();
    world
        .screen()
        .chapter(
            "1. " + frames + " recorded handshakes of kernel clients, through DirectPacketSource");
    Claims.requireEqual("the number of recorded initiations", 48, frames);
    for (Recording recording : world.recordings()) {
      run(recording);
    }
    world
        .screen()
        .note(
            "nobody confirms them: after 2 minutes on the clock, %d of %d were evicted",
            world.tally().evictedInAll(), world.tally().provisioned().size());
  }

  private void run(Recording recording)
      throws ClaimFailedException, StoreException, InterruptedException {
    DirectPacketSource source = new DirectPacketSource(recording.name(), world.clock());
    InMemoryPeerStore store =
        InMemoryPeerStore.builder()
            .name(recording.name())
            .privateKey(recording.gatewayKey())
            .listenPort(recording.listenPort())
            .timeSource(world.clock())
            .build();
    try (JitOrchestrator orchestrator =
        world.orchestrator().packetSource(source).store(store).build()) {
      orchestrator.start();
      replay(recording, source, store);
      requireProvisioned(recording, orchestrator, store);
      world.clock().moveForward(BEYOND_PROBATION);
      requireEvicted(recording, orchestrator, store);
      world.tally().add(orchestrator.statistics());
    }
  }

  private void replay(Recording recording, DirectPacketSource source, InMemoryPeerStore store)
      throws ClaimFailedException, InterruptedException {
    ResponderKey independent = ResponderKey.of(recording.gatewayKey());
    Recording.Frame before = recording.frames().get(0);
    for (Recording.Frame frame : recording.frames()) {
      world.clock().moveForward(frame.sentAfter(before));
      before = frame;
      boolean opens =
          independent.open(ByteBuffer.wrap(frame.payload()))
                  instanceof InitiationResult.Opened opened
              && opened.initiator().equals(frame.initiator())
              && opened.timestamp().equals(frame.timestamp());
      Claims.require(opens, "each recorded initiation opens to its key and time: " + recording);
      CompletableFuture<PacketOutcome> first = offer(source, frame);
      if (recording.framesTwice()) {
        Claims.requireEqual(
            "what becomes of the second sight of one frame of " + recording.name(),
            PacketOutcome.REJECTED,
            await(offer(source, frame)));
      }
      Claims.requireEqual(
          "what becomes of a recorded initiation of " + recording.name(),
          PacketOutcome.INSTALLED,
          await(first));
      Claims.require(
          store.contains(frame.initiator()),
          "a datagram is given back when its peer is installed: " + frame.initiator());
    }
    independent.destroy();
  }

  /** Completes as INSTALLED with the datagram given back, or as what it was dropped as. */
  private static CompletableFuture<PacketOutcome> offer(
      DirectPacketSource source, Recording.Frame frame) {
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
      ClaimFailedException failure =
          new ClaimFailedException("every offered datagram is completed in good time");
      failure.initCause(e);
      throw failure;
    }
  }

  private void requireProvisioned(
      Recording recording, JitOrchestrator orchestrator, InMemoryPeerStore store)
      throws ClaimFailedException, InterruptedException {
    List<PublicKey> clients = recording.clients();
    // Events and counters follow the datagrams at a small distance.
    Claims.await(
        () -> world.tally().provisioned().containsAll(clients),
        "the clients of " + recording.name() + " are provisioned");
    List<PublicKey> hotSet =
        orchestrator.snapshot().hotSet().stream().map(ResidentPeer::key).toList();
    Claims.requireSame("the resident peers of " + recording.name(), clients, hotSet);
    Claims.requireEqual("the peers on the device", clients.size(), store.size());
    JitStatistics statistics = orchestrator.statistics();
    Claims.requireEqual(
        "lookups for the clients of " + recording.name(),
        (long) clients.size(),
        statistics.lookups().asked());
    Claims.requireEqual(
        "the outcomes of " + recording.name(), expected(recording), happened(statistics));
    world
        .screen()
        .note(
            "%-10s %d clients identified and provisioned by %d initiations%s",
            recording.name(),
            clients.size(),
            recording.frames().size(),
            recording.framesTwice() ? ", each seen twice" : "");
  }

  /**
   * A client's first initiation installs it. The second, 5 s later, says that it was not answered,
   * so it is installed again, once a minute at most; after that it is resident.
   */
  private static Map<Outcome, Long> expected(Recording recording) {
    Map<PublicKey, Integer> seen = new HashMap<>();
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Recording.Frame frame : recording.frames()) {
      int times = seen.merge(frame.initiator(), 1, Integer::sum);
      outcomes.merge(times <= 2 ? Outcome.INSTALLED : Outcome.ALREADY_RESIDENT, 1L, Long::sum);
    }
    if (recording.framesTwice()) {
      outcomes.put(Outcome.DUPLICATE, (long) recording.frames().size());
    }
    return outcomes;
  }

  private static Map<Outcome, Long> happened(JitStatistics statistics) {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    statistics.outcomes().forEach((outcome, n) -> outcomes.merge(outcome, n, Long::sum));
    outcomes.values().removeIf(n -> n == 0);
    return outcomes;
  }

  private static void requireEvicted(
      Recording recording, JitOrchestrator orchestrator, InMemoryPeerStore store)
      throws ClaimFailedException, InterruptedException {
    Claims.await(
        () -> orchestrator.statistics().resident() == 0 && store.size() == 0,
        "peers that complete no handshake are evicted: " + recording.name());
    Claims.await(
        () ->
            orchestrator.statistics().evictions().getOrDefault(EvictionCause.NEVER_ESTABLISHED, 0L)
                == recording.clients().size(),
        "evictions of " + recording.name() + " are counted by their cause");
  }
}
