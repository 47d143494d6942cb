package io.jitpeers.http.internal;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.KeyEncoding;
import io.jitpeers.http.PeerConfigDecoder;
import io.jitpeers.http.RetryOptions;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What the builder collected, checked. Headers and tokens are secrets: toString shows neither. */
public record SourceOptions(
    URI base,
    KeyEncoding keyEncoding,
    @Nullable Supplier<String> bearerToken,
    List<Header> headers,
    @Nullable SSLContext sslContext,
    boolean preferHttp2,
    Duration connectTimeout,
    Duration deadline,
    int maxBodyBytes,
    int maxRedirects,
    RetryOptions retry,
    CircuitBreakerOptions circuitBreaker,
    CachingOptions caching,
    PeerConfigDecoder decoder,
    TimeSource time,
    @Nullable Scheduler scheduler,
    RandomGenerator random) {

  /** One extra request header. */
  public record Header(String name, String value) {
    @Override
    public String toString() {
      return name;
    }
  }

  @Override
  public String toString() {
    return "SourceOptions[" + base + "]";
  }
}
