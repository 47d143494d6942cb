package io.jitpeers.fleet;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.FleetDirectory.Claim;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Changes the locations of peers, and writes the index entries by which a location is found from an
 * allowed IP or an endpoint. A location is the record of which gateway has a peer's session.
 * Immutable and thread-safe.
 */
final class LocationClaims {
  private static final byte[] NOTHING = {};
  private static final byte[] CLAIM = ascii("claim");
  private static final byte[] RELEASE = ascii("release");
  private static final byte[] PROBE = ascii("probe");

  private final Script script = Script.load("location.lua");
  private final LocationNames names;
  private final LocationReads reads;
  private final Duration keep;
  private final FailureLog failures;

  LocationClaims(LocationNames names, LocationReads reads, Duration keep, FailureLog failures) {
    this.failures = failures;
    this.names = names;
    this.reads = reads;
    this.keep = keep;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] life() {
    return ascii(Long.toString(keep.toMillis()));
  }

  /**
   * Claims a location for the location's gateway. If the claim is accepted, writes the location's
   * index entries.
   *
   * @param record the encoded location
   * @param sinceHandshake how long ago the handshake of the peer's session completed
   */
  CompletionStage<Claim> claim(
      RedisClusterAsyncCommands<byte[], byte[]> engine,
      PeerLocation location,
      byte[] record,
      Duration sinceHandshake) {
    return claim(
        engine, location, record, NOTHING, ascii(Long.toString(sinceHandshake.toSeconds())));
  }

  private CompletionStage<Claim> claim(
      RedisClusterAsyncCommands<byte[], byte[]> engine,
      PeerLocation location,
      byte[] record,
      byte[] garbage,
      byte[] seconds) {
    byte[] name = names.location(location.key());
    return script
        .run(engine, name, CLAIM, names.beginning(), life(), record, garbage, seconds)
        .thenCompose(
            result -> {
              byte[] value = (byte[]) result.get(1);
              PeerLocation other = reads.decode(location.key(), value);
              if ((Long) result.get(0) == 1) {
                return index(engine, location)
                    .handle((done, failure) -> accepted(location, other, failure));
              }
              if (other != null) {
                return CompletableFuture.completedFuture(
                    Claim.refused(other, Duration.ofSeconds((Long) result.get(2))));
              }
              // The stored value is not a valid location, but the script refused the claim, because
              // it checks only the value's beginning. So the claim is repeated once, and this time
              // the script ignores the stored value.
              return garbage.length == 0
                  ? claim(engine, location, record, value, seconds)
                  : CompletableFuture.failedFuture(
                      new IOException(
                          "the engine's location of " + location.key() + " is invalid"));
            });
  }

  /**
   * Returns the result of an accepted claim. The claim stays accepted if the index entries could
   * not be written, because the next claim writes them again.
   */
  private Claim accepted(
      PeerLocation location, @Nullable PeerLocation other, @Nullable Throwable failure) {
    if (failure != null) {
      failures.warn("the index entries of {} could not be written", location.key(), failure);
    }
    return Claim.accepted(other);
  }

  private CompletionStage<@Nullable Void> index(
      RedisClusterAsyncCommands<byte[], byte[]> engine, PeerLocation location) {
    List<byte[]> entries = new ArrayList<>();
    for (IpPrefix allowedIp : location.allowedIps()) {
      entries.add(names.allowedIp(allowedIp));
    }
    InetSocketAddress endpoint = location.endpoint();
    if (endpoint != null) {
      entries.add(names.endpoint(endpoint));
    }
    byte[] key = location.key().toBytes();
    return CompletableFuture.allOf(
        entries.stream()
            .map(entry -> engine.set(entry, key, SetArgs.Builder.px(keep)).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }

  CompletionStage<Boolean> release(
      RedisClusterAsyncCommands<byte[], byte[]> engine, PublicKey key, String gateway) {
    return script
        .run(engine, names.location(key), RELEASE, names.beginning(), ascii(gateway))
        .thenApply(result -> (Long) result.get(0) == 1);
  }

  /**
   * Checks that the engine permits the commands in {@code location.lua}, the script that changes
   * locations. For this purpose, the script runs these commands on a location that belongs to no
   * key.
   */
  CompletionStage<List<Object>> probe(RedisClusterAsyncCommands<byte[], byte[]> engine) {
    return script.run(engine, names.probe(), PROBE, names.beginning(), life());
  }
}
