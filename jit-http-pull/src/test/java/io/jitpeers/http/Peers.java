package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A peer to look up, its documents, and short forms of common operations. */
final class Peers {
  static final PublicKey KEY = key(0xFB);
  static final String JSON = json(KEY);

  /** Easy to recognize wherever it appears. */
  static final String SECRET = "S3cretS3cretS3cretS3cretS3cretS3cretS3cretS=";

  private Peers() {}

  static PublicKey key(int fill) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    Arrays.fill(bytes, (byte) fill);
    return PublicKey.ofBytes(bytes);
  }

  static String json(PublicKey key) {
    return json(key, "10.1.2.3/32");
  }

  static String json(PublicKey key, String allowedIp) {
    return "{\"version\":1,\"public_key\":\"" + key + "\",\"allowed_ips\":[\"" + allowedIp + "\"]}";
  }

  static String json(PeerConfig config) {
    String ips =
        config.allowedIps().stream().map(p -> "\"" + p + "\"").collect(Collectors.joining(","));
    return "{\"version\":1,\"public_key\":\""
        + config.publicKey()
        + "\",\"allowed_ips\":["
        + ips
        + "]}";
  }

  /** Creates a source with fast retries and a deadline that no successful test reaches. */
  static HttpPeerConfigSourceBuilder patient(URI base) {
    return HttpPeerConfigSource.builder(base)
        .deadline(Duration.ofSeconds(60))
        .connectTimeout(Duration.ofSeconds(60))
        .retry(new RetryOptions(4, Duration.ofMillis(1), Duration.ofMillis(5)));
  }

  /** Returns a query that uses the source's deadline. */
  static PeerQuery query(PublicKey key) {
    return PeerQuery.builder(key).timeout(Duration.ofHours(1)).build();
  }

  /** Returns such a query with an answer's validator. */
  static PeerQuery query(PublicKey key, PeerLookup.Found remembered) {
    return PeerQuery.builder(key)
        .timeout(Duration.ofHours(1))
        .validator(remembered.validator().orElse(null))
        .build();
  }

  static PeerLookup get(CompletionStage<PeerLookup> lookup) throws Exception {
    return lookup.toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  static PeerLookup.Found found(PeerConfigSource source, PublicKey key) throws Exception {
    PeerLookup answer = get(source.lookup(query(key)));
    assertThat(answer).isInstanceOf(PeerLookup.Found.class);
    return (PeerLookup.Found) answer;
  }

  static PeerLookup.NotFound notFound(PeerConfigSource source, PublicKey key) throws Exception {
    PeerLookup answer = get(source.lookup(query(key)));
    assertThat(answer).isInstanceOf(PeerLookup.NotFound.class);
    return (PeerLookup.NotFound) answer;
  }

  static LookupException failure(PeerConfigSource source, PublicKey key) {
    return failure(source.lookup(query(key)));
  }

  static LookupException failure(CompletionStage<PeerLookup> lookup) {
    Throwable thrown = catchThrowable(() -> get(lookup));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown.getCause()).isInstanceOf(LookupException.class);
    return (LookupException) thrown.getCause();
  }
}
