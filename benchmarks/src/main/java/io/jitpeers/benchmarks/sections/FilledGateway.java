package io.jitpeers.benchmarks.sections;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.source.support.OwnedPacket;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A whole orchestrator that is filled with entries of one kind, and holds as few other entries as
 * possible. {@link MemoryMain} measures the heap that the entries take. The initiations are not
 * real, because creating a million real ones takes minutes. They skip the stage that opens
 * initiations. Skipping this stage does not change the measured heap, because the stage retains
 * nothing.
 */
final class FilledGateway implements AutoCloseable {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int INITIATION = 148;

  /** The kind of the entries. */
  enum Kind {
    /**
     * Resident peers with one IPv4 allowed IP. The peer store keeps no peers, so it takes no heap
     * for them.
     */
    RESIDENT,
    /**
     * Resident peers with an IPv4 and an IPv6 allowed IP. The peer store keeps no peers, so it
     * takes no heap for them.
     */
    RESIDENT_TWO,
    /** Peers whose first packet has arrived, and whose config was requested but has not arrived. */
    PENDING,
    /** Keys whose newest timestamp is remembered. */
    REPLAY_MARK,
    /** Cached configs of the control plane. */
    FOUND_ANSWER,
    /** Cached answers about keys that the control plane does not know. */
    NOT_FOUND_ANSWER;

    long count(JitStatistics statistics) {
      return switch (this) {
        case RESIDENT, RESIDENT_TWO -> statistics.resident();
        case PENDING -> statistics.pending();
        case REPLAY_MARK -> statistics.replayMemorySize();
        case FOUND_ANSWER -> statistics.lookups().positiveCacheSize();
        case NOT_FOUND_ANSWER -> statistics.lookups().negativeCacheSize();
      };
    }
  }

  private final Kind kind;
  private final int entries;
  private final DirectPacketSource source = new DirectPacketSource();
  private final JitOrchestrator jit;
  private final Provisioning provisioning;

  FilledGateway(Kind kind, int entries) throws StoreException, ReflectiveOperationException {
    this.kind = kind;
    this.entries = entries;
    jit =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(PeerConfigSource.calledOn(query -> answer(query.key()), Runnable::run))
            .store(new ForgetfulStore(kind != Kind.FOUND_ANSWER))
            .provisioningOptions(
                ProvisioningOptions.builder()
                    // All clients are unknown, so unknown clients may use all places.
                    .maxPending(2 * entries)
                    .strangersShare(1)
                    // A peer that was just installed may also still count as pending.
                    .maxResidentPeers(2 * entries)
                    .replayMemorySize(kind == Kind.REPLAY_MARK ? entries : 1)
                    .pendingDeadline(LONG)
                    .lookupDeadline(LONG)
                    .closeDeadline(Duration.ZERO)
                    .build())
            .answerCacheOptions(
                AnswerCacheOptions.builder()
                    .positiveCacheSize(entries)
                    // The measurement of timestamps must not include cached answers about the same
                    // keys.
                    .negativeCacheSize(kind == Kind.REPLAY_MARK ? 1 : entries)
                    .maxNegativeTtl(LONG)
                    .build())
            .build();
    jit.start();
    jit.pauseEviction();
    provisioning = provisioning(jit);
  }

  /** Returns the stage that follows the opening of initiations. */
  static Provisioning provisioning(JitOrchestrator jit) throws ReflectiveOperationException {
    return (Provisioning) field(field(jit, "pipeline"), "provisioning");
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  private CompletableFuture<PeerLookup> answer(PublicKey key) {
    return switch (kind) {
      case PENDING -> new CompletableFuture<>();
      case REPLAY_MARK -> CompletableFuture.completedFuture(PeerLookup.notFound(Duration.ZERO));
      case NOT_FOUND_ANSWER -> CompletableFuture.completedFuture(PeerLookup.notFound(LONG));
      case RESIDENT -> found(key, 1, Freshness.NONE);
      case RESIDENT_TWO -> found(key, 2, Freshness.NONE);
      case FOUND_ANSWER -> found(key, 1, Freshness.of(LONG));
    };
  }

  private static CompletableFuture<PeerLookup> found(
      PublicKey key, int allowedIps, Freshness freshness) {
    int number = ByteBuffer.wrap(key.toBytes()).getInt(0);
    return CompletableFuture.completedFuture(
        PeerLookup.found(SyntheticPeers.config(key, number, allowedIps), freshness));
  }

  /** Fills the orchestrator, and waits until all entries are in their final state. */
  void fill() throws InterruptedException {
    for (int i = 0; i < entries; i++) {
      Opened opened = new Opened(SyntheticPeers.key(i), Tai64n.of(1L << 62, 0), i);
      provisioning.accept(new Demand.Initiation(new FirstPacket(i), source), opened);
    }
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!isFilled(jit.statistics())) {
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            kind + ": it was not filled with " + entries + ": " + jit.statistics());
      }
      Thread.sleep(20);
    }
  }

  private boolean isFilled(JitStatistics statistics) {
    return kind.count(statistics) == entries && (kind == Kind.PENDING || statistics.pending() == 0);
  }

  @Override
  public void close() {
    jit.close();
  }

  /**
   * A first packet like the packets of real sources: it has its own copy of the datagram and its
   * own addresses.
   */
  private static final class FirstPacket extends OwnedPacket {
    FirstPacket(int number) {
      super(
          ByteBuffer.allocate(INITIATION),
          SyntheticPeers.client(number),
          SyntheticPeers.GATEWAY,
          System.nanoTime());
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {}
  }
}
