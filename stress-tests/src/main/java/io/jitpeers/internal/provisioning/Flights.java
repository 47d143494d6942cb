package io.jitpeers.internal.provisioning;

import static io.jitpeers.stress.Given.ADDRESS;
import static io.jitpeers.stress.Given.ALICE;
import static io.jitpeers.stress.Given.TIME;
import static io.jitpeers.stress.Given.config;
import static io.jitpeers.stress.Given.timestamp;

import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTrackers;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;

/**
 * The initial state of the stress tests: a hot set, an answer cache, and pending peers. A pending
 * peer, also called a flight, is an attempt to provision a peer.
 */
final class Flights {
  /** The control plane's answer about Alice. */
  static final PeerLookup.Found ANSWER =
      PeerLookup.found(
          config(ALICE, ADDRESS), new Freshness(Duration.ofMinutes(5), Duration.ofMinutes(5)));

  /** Alice's config. */
  static final PeerConfig CONFIG = ANSWER.config();

  /** Options with room for one pending peer at a time. */
  static final ProvisioningOptions ONE_PLACE = ProvisioningOptions.builder().maxPending(1).build();

  private static final FirstPackets FIRST_PACKETS =
      new FirstPackets(FirstPacketStrategy.REPLAY, false);

  final HotSet hotSet = new HotSet(TIME);
  final AnswerCache cache = new AnswerCache(AnswerCacheOptions.defaults(), TIME, new Random(1));
  final PendingPeers pending;

  /** Creates an instance with room for many pending peers. */
  Flights() {
    this(ProvisioningOptions.defaults());
  }

  /** Creates an instance with the given options, and with a control plane that knows all keys. */
  Flights(ProvisioningOptions options) {
    this(options, true);
  }

  /**
   * Creates an instance with the given options.
   *
   * @param known whether the control plane knows all keys or none
   */
  Flights(ProvisioningOptions options, boolean known) {
    this.pending =
        new PendingPeers(
            new FlightShares(options, key -> known),
            hotSet,
            cache,
            FIRST_PACKETS,
            PeerTrackers.of(),
            TIME);
  }

  /** Admits a new initiation, whose timestamp is the given number of seconds from now. */
  PendingPeers.Admitted admit(PublicKey key, int seconds) {
    return admit(initiation(key), seconds);
  }

  /** Admits a given initiation, whose timestamp is the given number of seconds from now. */
  PendingPeers.Admitted admit(Demand.Initiation initiation, int seconds) {
    PublicKey key = Objects.requireNonNull(initiation.initiator());
    return pending.admit(
        initiation, new InitiationResult.Opened(key, timestamp(seconds), 1), false);
  }

  /**
   * Admits a new initiation of a key that is not pending, and returns the pending peer that the
   * admission begins. The initiation's timestamp is the given number of seconds from now.
   */
  PendingPeer begin(PublicKey key, int seconds) {
    return begun(admit(key, seconds));
  }

  /** Returns the pending peer that an admission began. */
  static PendingPeer begun(PendingPeers.Admitted admitted) {
    return Objects.requireNonNull(admitted.begun());
  }

  static Demand.Initiation initiation(PublicKey key) {
    return new Demand.Initiation(new SentPacket(), new Wire(), key);
  }

  static Demand.WakeUp wakeUp(PublicKey key) {
    return new Demand.WakeUp(key, null, new Outbound(), (wakeUp, outcome) -> {});
  }

  private record SentPacket() implements Packet {
    private static final InetSocketAddress NOWHERE =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    @Override
    public InetSocketAddress source() {
      return NOWHERE;
    }

    @Override
    public InetSocketAddress destination() {
      return NOWHERE;
    }

    @Override
    public ByteBuffer payload() {
      return ByteBuffer.allocate(148);
    }

    @Override
    public long captureNanos() {
      return TIME.nanoTime();
    }

    @Override
    public Packet retain() {
      return this;
    }

    @Override
    public void complete(PacketOutcome outcome) {}
  }

  private record Wire() implements PacketSource {
    @Override
    public String name() {
      return "stress";
    }

    @Override
    public void start(PacketHandler handler) {}

    @Override
    public boolean returnsPackets() {
      return true;
    }

    @Override
    public SourceStatistics statistics() {
      return SourceStatistics.of(0, 0, 0);
    }

    @Override
    public void close() {}
  }

  private record Outbound() implements RetainedOutboundPacket {
    @Override
    public boolean canBeSentAgain() {
      return true;
    }

    @Override
    public void complete(OutboundOutcome outcome) {}
  }
}
