package io.jitpeers.fleet;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the locations of peers from the fleet's database server. Finds a location by the peer's
 * key, or by an allowed IP or an endpoint of the peer, for which an index entry contains the key.
 * An invalid location or entry counts as absent. Thread-safe.
 */
final class LocationReads {
  private final LocationNames names;
  private final FailureLog failures;

  /**
   * Creates an instance.
   *
   * @param failures logs invalid locations and entries
   */
  LocationReads(LocationNames names, FailureLog failures) {
    this.names = names;
    this.failures = failures;
  }

  /** An index entry: the key of a peer that has, or had, an allowed IP. */
  private record Entry(IpPrefix allowedIp, PublicKey key) {}

  /** Decodes a value. Returns null if there is no value, or if the value is not a location. */
  @Nullable PeerLocation decode(PublicKey key, byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      return null;
    }
    PeerLocation location = LocationCodec.decode(key, value);
    if (location == null) {
      failures.warn(
          "ignores {} bytes in the engine that are not a location of {}", value.length, key);
    }
    return location;
  }

  private @Nullable PublicKey decodeKey(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    if (value.length != PublicKey.LENGTH) {
      failures.warn("ignores {} bytes in the engine that are not a key", value.length);
      return null;
    }
    return PublicKey.ofBytes(value);
  }

  CompletionStage<Optional<PeerLocation>> read(
      RedisClusterAsyncCommands<byte[], byte[]> engine, PublicKey key) {
    return engine
        .get(names.location(key))
        .thenApply(value -> Optional.ofNullable(decode(key, value)));
  }

  /** Reads the locations of keys. Keys without a location are absent from the result. */
  CompletionStage<Map<PublicKey, PeerLocation>> readAll(
      RedisClusterAsyncCommands<byte[], byte[]> engine, List<PublicKey> keys) {
    if (keys.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return engine
        .mget(keys.stream().map(names::location).toArray(byte[][]::new))
        .thenApply(
            values -> {
              Map<PublicKey, PeerLocation> found = new HashMap<>();
              for (int i = 0; i < keys.size(); i++) {
                PeerLocation location = decode(keys.get(i), value(values.get(i)));
                if (location != null) {
                  found.put(location.key(), location);
                }
              }
              return found;
            });
  }

  private static byte @Nullable [] value(KeyValue<byte[], byte[]> read) {
    return read.hasValue() ? read.getValue() : null;
  }

  /**
   * Finds the location of the peer that has an allowed IP containing the address. If several peers
   * have such an allowed IP, returns the location of the peer whose matching allowed IP has the
   * longest prefix.
   */
  CompletionStage<Optional<PeerLocation>> longest(
      RedisClusterAsyncCommands<byte[], byte[]> engine, IpPrefix address) {
    List<IpPrefix> longestFirst =
        IntStream.rangeClosed(0, address.length())
            .mapToObj(less -> address.truncate(address.length() - less))
            .toList();
    return engine
        .mget(longestFirst.stream().map(names::allowedIp).toArray(byte[][]::new))
        .thenCompose(
            values -> {
              List<Entry> entries = new ArrayList<>();
              for (int i = 0; i < longestFirst.size(); i++) {
                PublicKey key = decodeKey(value(values.get(i)));
                if (key != null) {
                  entries.add(new Entry(longestFirst.get(i), key));
                }
              }
              return firstValid(engine, entries);
            });
  }

  private CompletionStage<Optional<PeerLocation>> firstValid(
      RedisClusterAsyncCommands<byte[], byte[]> engine, List<Entry> entries) {
    return readAll(engine, entries.stream().map(Entry::key).distinct().toList())
        .thenApply(
            found ->
                entries.stream()
                    .filter(entry -> has(found.get(entry.key()), entry.allowedIp()))
                    .map(entry -> found.get(entry.key()))
                    .findFirst());
  }

  private static boolean has(@Nullable PeerLocation location, IpPrefix allowedIp) {
    return location != null && location.allowedIps().contains(allowedIp);
  }

  CompletionStage<Optional<PeerLocation>> ofEndpoint(
      RedisClusterAsyncCommands<byte[], byte[]> engine, InetSocketAddress endpoint) {
    return engine
        .get(names.endpoint(endpoint))
        .thenCompose(
            value -> {
              PublicKey key = decodeKey(value);
              return key == null
                  ? CompletableFuture.completedFuture(Optional.<PeerLocation>empty())
                  : read(engine, key);
            })
        .thenApply(found -> found.filter(location -> endpoint.equals(location.endpoint())));
  }
}
