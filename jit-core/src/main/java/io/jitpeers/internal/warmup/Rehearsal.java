package io.jitpeers.internal.warmup;

import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.internal.PipelineConfig;
import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A complete pipeline for the warm-up, with a key, a store and a config source of its own. It
 * provisions one made-up client after another until provisioning gets no faster. The pipeline has
 * no listeners and is discarded afterwards. Not thread-safe.
 */
final class Rehearsal implements AutoCloseable {
  /**
   * The number of clients in a round. The measure of a round is the median time that a client took.
   */
  private static final int ROUND = 50;

  /**
   * A round is compared with the round that came this many rounds before it. Two successive rounds
   * are not compared: they may take equally long although the JVM has not finished compiling.
   */
  private static final int APART = 4;

  /**
   * Each round from {@link #LEAST_ROUNDS} on is compared with an earlier round. The rehearsal ends
   * when the later round's median time is more than this fraction of the earlier round's median
   * time. Provisioning then no longer gets much faster.
   */
  private static final double NO_LONGER_FASTER = 0.9;

  /**
   * The first round that is compared with an earlier round, counted from 0. The JVM compiles in two
   * steps with a pause between them, so a shorter rehearsal could end in that pause.
   */
  private static final int LEAST_ROUNDS = 10;

  private static final int MOST_ROUNDS = 100;
  private static final int UNLIMITED = 1_000_000;
  private static final int REMEMBERED = 10_000;

  private final TimeSource time = TimeSource.system();
  private final PrivateKey gateway;
  private final MadeInitiations initiations;
  private final Wire wire;
  private final Pipeline pipeline;
  private int clients;

  /** Transports initiations to the pipeline. */
  interface Wire {
    PacketSource source();

    /**
     * Sends the initiation of a client.
     *
     * @param passed completed with true if the initiation was accepted, that is, its peer was
     *     installed; otherwise completed with false
     */
    void send(byte[] initiation, int client, CompletableFuture<Boolean> passed);
  }

  /**
   * Creates a rehearsal.
   *
   * @param wire the transport; the transport's packet source is closed with the rehearsal
   * @param keyAgreement the implementation of X25519 to rehearse with
   */
  Rehearsal(Wire wire, Candidate keyAgreement, SecureRandom random) {
    this.wire = wire;
    gateway = PrivateKey.generate(random);
    initiations = new MadeInitiations(gateway.publicKey(), random);
    pipeline =
        new Pipeline(
            new PipelineConfig(
                List.of(wire.source()),
                new MadeConfigs(),
                InMemoryPeerStore.builder().name("warm-up").privateKey(gateway).build(),
                keyAgreement,
                null,
                null,
                null,
                null,
                null,
                WakeUpOptions.defaults(),
                RecoveryOptions.defaults(),
                EvictionPolicies.standard(),
                List.of(),
                EvictionOptions.defaults(),
                admission(),
                ProvisioningOptions.builder().replayMemorySize(REMEMBERED).build(),
                ReplayOptions.defaults(),
                FleetOptions.defaults(),
                AnswerCacheOptions.builder().positiveCacheSize(REMEMBERED).build(),
                PeerConfigRules.defaults(),
                RevalidationOptions.defaults(),
                StartOptions.builder().warmUp(Duration.ZERO).build(),
                EventOptions.defaults(),
                WatchdogOptions.defaults(),
                ExplainOptions.builder().peers(0).build(),
                List.of(),
                List.of(),
                time,
                null,
                null,
                random));
  }

  private static AdmissionOptions admission() {
    return AdmissionOptions.builder()
        .perSourceRate(UNLIMITED)
        .perSourceBurst(UNLIMITED)
        .globalRate(UNLIMITED)
        .globalBurst(UNLIMITED)
        .build();
  }

  /**
   * Provisions clients until provisioning gets no faster.
   *
   * @param limit the maximum duration
   * @return the number of clients that were provisioned
   */
  int run(Duration limit) throws StoreException, InterruptedException {
    long end = time.nanoTime() + limit.toNanos();
    pipeline.start();
    long[] medians = new long[MOST_ROUNDS];
    for (int round = 0; round < MOST_ROUNDS; round++) {
      long[] nanos = new long[ROUND];
      for (int i = 0; i < ROUND; i++) {
        long start = time.nanoTime();
        boolean isOver = clients > 0 && start - end >= 0;
        if (isOver || !provision(end - start)) {
          return clients;
        }
        nanos[i] = time.nanoTime() - start;
      }
      Arrays.sort(nanos);
      medians[round] = nanos[ROUND / 2];
      if (round >= LEAST_ROUNDS && medians[round] > medians[round - APART] * NO_LONGER_FASTER) {
        return clients;
      }
    }
    return clients;
  }

  /** Provisions one client. Returns false if the client's peer was not installed in time. */
  private boolean provision(long withinNanos) throws InterruptedException {
    clients++;
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    wire.send(initiations.next(time.wallTime()), clients, done);
    try {
      return done.get(withinNanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("it is never completed exceptionally", e);
    }
  }

  /** Returns an address for a made-up client. */
  static InetAddress address(int network, int host) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) network, (byte) (host >> 16), (byte) (host >> 8), (byte) host});
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes are always an address", e);
    }
  }

  @Override
  public void close() {
    pipeline.close();
    gateway.destroy();
  }
}
